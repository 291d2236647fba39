#include "map/render_sheet.h"

#include <algorithm>
#include <cmath>

#include "draw/text_size.h"
#include "map/render_lines.h"

namespace cairn::map {

using draw::Ink;
using draw::Rect;

Sheet::Sheet(const Board& shown, const RenderOptions& given)
    : board(shown), options(given), language(given.language), zone(given.zone), width(given.width) {
  constexpr double narrowest_slot = 150, lone_slot = 1.25, lone_pain = 0.4;  // a lone column gets more room
  places = place_cards(board);
  std::vector<double> wanted;
  first_slot.push_back(0);
  for (std::size_t s = 0; s < board.stages.size(); ++s) {
    std::size_t columns = places.columns[s];
    wanted.insert(wanted.end(), columns,
                  columns > 1 ? 1.0 : lone_slot + (board.stages[s].pains.empty() ? 0 : lone_pain));
    first_slot.push_back(wanted.size());
  }
  double sum = 0;
  for (double each : wanted) sum += each;
  width = std::max(width, margin * 2 + head + narrowest_slot * sum);
  slot_left.push_back(left());
  for (double each : wanted) slot_left.push_back(slot_left.back() + (right() - left()) * each / sum);
  for (std::size_t t = 0; t < board.touchpoints.size(); ++t)
    slot_of.push_back(first_slot[board.touchpoints[t].stage] + places.column_of[t]);
}

std::string Sheet::label(const Label& text) const { return one_line(text.in(language)); }

double Sheet::write(const std::string& text, double x, double top, double room, const draw::TextStyle& style) {
  if (text.empty()) return 0;
  draw::Text made = draw::label(text, x, top, room, style, language_tag());
  double height = draw::label_height(made.lines.size(), style.size);
  picture.add(std::move(made));
  return height;
}

void Sheet::rule(double at) { picture.add(Rect{margin, at, width - 2 * margin, 1, 0, {Ink::rule}, {}}); }

draw::Stack Sheet::lane_name(const std::string& name) const {
  draw::Stack named = stack(head - 14);
  named.text(name, {.size = 13, .bold = true, .ink = Ink::quiet, .lines = 3});
  return named;
}

void Sheet::lane_head(const std::string& name, double top, double height) {
  draw::Stack named = lane_name(name);
  named.draw(picture, margin, top + std::max(0.0, std::min(6.0, (height - named.height()) / 2)));
}

void Sheet::lane(const std::string& name, std::vector<std::vector<Cell>> columns, Ink ground) {
  constexpr double between = 6, inside = 7;
  auto room = [&](const Cell& cell) { return cell.stack.height() + (cell.ground == Ink::none ? 0 : 2 * inside - 4); };
  constexpr double above = 6, below = 8;
  double height = lane_name(name).height() - 2;
  for (const auto& column : columns) {
    double used = 0;
    for (const Cell& cell : column) used += room(cell) + (used > 0 ? between : 0);
    height = std::max(height, used);
  }
  if (ground != Ink::none) picture.add(Rect{left(), y, right() - left(), height + above + below, 0, {ground}, {}});
  lane_head(name, y + above - 6, height + above + below);
  for (const auto& column : columns) {
    double at = y + above;
    for (const Cell& cell : column) {
      bool grouped = !cell.title.empty() || !cell.kind.empty();
      if (grouped) picture.begin(cell.title, cell.kind, cell.id);
      double dx = 0, dy = 0;
      if (cell.ground != Ink::none) {
        picture.add(Rect{cell.x, at, cell.stack.width() + 2 * inside, room(cell), 5, {cell.ground}, {}});
        if (cell.edge != Ink::none) picture.add(Rect{cell.x, at, 3, room(cell), 1.5, {cell.edge}, {}});
        dx = inside;
        dy = inside - 2;
      }
      cell.stack.draw(picture, cell.x + dx, at + dy);
      if (grouped) picture.end();
      at += room(cell) + between;
    }
  }
  y += height + above + below;
  rule(y);
}

void signed_text(draw::Stack& stack, Icon icon, Ink ink, const std::string& text, const draw::TextStyle& style,
                 const std::string& language, double side) {
  const double indent = side * 17 / 12;
  draw::Text made = draw::label(text, indent, 0, stack.width() - indent, style, language);
  double height = draw::label_height(made.lines.size(), style.size);
  stack.piece(height, [=](draw::Picture& picture, double x, double y) {
    draw_icon(picture, icon, x, y + (draw::ascent - 0.82) * style.size, side, ink);
    draw::Text placed = made;
    placed.x += x;
    placed.y += y;
    picture.add(std::move(placed));
  });
}

std::vector<draw::BarPart> outcome_parts(std::uint64_t kept, std::uint64_t missed, std::uint64_t open) {
  std::uint64_t all = kept + missed + open;
  return {{part_of(kept, all), {Ink::blue_mid, draw::Pattern::none, Ink::none}},
          {part_of(open, all), {Ink::grey_soft, draw::Pattern::dots, Ink::grey}},
          {part_of(missed, all), {Ink::orange_soft, draw::Pattern::hatch, Ink::orange_mid}}};
}

draw::Picture picture_of(const Board& board, const RenderOptions& options, bool with_header) {
  Sheet sheet(board, options);
  sheet.picture.language = sheet.language_tag();
  sheet.picture.title =
      sheet.label(board.map->title).empty() ? sheet.say(Word::map_word) : sheet.label(board.map->title);
  for (std::size_t s = 0; s < board.stages.size(); ++s) {
    const BoardStage& stage = board.stages[s];
    std::string& about = sheet.picture.description;
    about += (s ? sheet.language == Language::en ? "; " : "；" : "") + sheet.label(stage.stage->label);
    if (stage.observed) about += " " + phrase(Word::n_entered, sheet.language, count_text(stage.observed->entered));
    if (auto caption = one_line(stage_caption(board, stage, sheet.language)); !caption.empty())
      about += (sheet.language == Language::en ? ", " : "，") + caption;
  }
  sheet.y = Sheet::margin;
  if (with_header) draw_header(sheet);
  if (board.stages.empty()) {
    sheet.y += 12;
    sheet.y += sheet.write(sheet.say(Word::nothing_here), Sheet::margin, sheet.y, sheet.width - 2 * Sheet::margin,
                           {.ink = Ink::quiet});
  } else {
    double top = sheet.y;
    std::size_t behind = sheet.picture.items.size();
    draw_stage_heads(sheet);
    draw_milestones(sheet);
    draw_actions(sheet);
    draw_touchpoints(sheet);
    draw_decisions(sheet);
    draw_emotion(sheet);
    draw_promises(sheet);
    draw_pains(sheet);
    draw_opportunities(sheet);
    // Stages are divided over all lanes, behind everything.
    std::vector<draw::Item> lines;
    for (std::size_t s = 1; s < board.stages.size(); ++s) {
      draw::Path line;
      line.move({sheet.stage_left(s), top + 40}).line({sheet.stage_left(s), sheet.y});
      line.stroke = {Ink::rule, 1, draw::Dash::dotted};
      lines.emplace_back(line);
    }
    sheet.picture.insert(behind, std::move(lines));
  }
  draw_footer(sheet);
  sheet.picture.width = sheet.width;
  sheet.picture.height = sheet.y + Sheet::margin;
  return std::move(sheet.picture);
}

}  // namespace cairn::map
