#include "map/render_rows.h"

#include <algorithm>

namespace cairn::map {

namespace {

std::vector<CardRow> rows_by_channel(const Board& board) {
  std::vector<CardRow> rows;
  for (std::size_t t = 0; t < board.touchpoints.size(); ++t) {
    const BoardTouchpoint& each = board.touchpoints[t];
    const std::string& name = each.touchpoint->channel;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const CardRow& r) { return r.names.front() == name; });
    if (row == rows.end()) {
      row = rows.insert(rows.end(), CardRow{});
      row->channels = {each.channel};
      row->names = {name};
      row->offline = each.channel && each.channel->offline;
      row->glyph = each.glyph;
    }
    if (row->glyph != each.glyph) row->glyph = row->offline ? Glyph::offline : Glyph::online;
    row->touchpoints.push_back(t);
    row->cases += each.observed ? each.observed->cases : 1;
  }
  return rows;
}

bool merge_smallest(std::vector<CardRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const CardRow& a, const CardRow& b) { return a.cases < b.cases; });
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      if (rows[i].offline != rows[j].offline) continue;
      CardRow &into = rows[j], &from = rows[i];
      into.channels.insert(into.channels.end(), from.channels.begin(), from.channels.end());
      into.names.insert(into.names.end(), from.names.begin(), from.names.end());
      into.touchpoints.insert(into.touchpoints.end(), from.touchpoints.begin(), from.touchpoints.end());
      into.cases += from.cases;
      if (into.glyph != from.glyph) into.glyph = into.offline ? Glyph::offline : Glyph::online;
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    }
  return false;
}

/// Where the cards of a row stand on average, for an order with few crossings.
double middle_of(const CardRow& row) {
  double sum = 0;
  for (std::size_t t : row.touchpoints) sum += static_cast<double>(t);
  return sum / static_cast<double>(row.touchpoints.size());
}

}  // namespace

CardPlaces place_cards(const Board& board, std::size_t most_rows) {
  CardPlaces places;
  places.rows = rows_by_channel(board);
  while (places.rows.size() > most_rows && merge_smallest(places.rows)) {
  }
  std::stable_sort(places.rows.begin(), places.rows.end(), [](const CardRow& a, const CardRow& b) {
    return std::pair(a.offline, middle_of(a)) < std::pair(b.offline, middle_of(b));
  });
  places.row_of.resize(board.touchpoints.size());
  for (std::size_t r = 0; r < places.rows.size(); ++r)
    for (std::size_t t : places.rows[r].touchpoints) places.row_of[t] = r;

  places.column_of.assign(board.touchpoints.size(), 0);
  for (const BoardStage& stage : board.stages) {
    std::size_t columns = 1;
    for (std::size_t i = 0; i < stage.touchpoints.size(); ++i) {
      std::size_t t = stage.touchpoints[i];
      for (std::size_t j = 0; j < i; ++j) {
        std::size_t before = stage.touchpoints[j];
        bool leads = std::any_of(board.links.begin(), board.links.end(), [&](const BoardLink& link) {
          return !link.back && link.from == before && link.to == t;
        });
        if (leads || places.row_of[before] == places.row_of[t])
          places.column_of[t] = std::max(places.column_of[t], places.column_of[before] + 1);
      }
      columns = std::max(columns, places.column_of[t] + 1);
    }
    places.columns.push_back(columns);
  }
  return places;
}

}  // namespace cairn::map
