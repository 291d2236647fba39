#include "journey/funnel_correlate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stats/odds_ratio.h"

namespace cairn::journey {
namespace {

constexpr std::size_t shown_each_way = 10;
constexpr double rare_cases = 25, rare_share = 0.02, skew = 10;

void count(Contingency& one, bool converted) { ++(converted ? one.converted : one.failed); }

struct Row {
  std::string event, property, value;  ///< an event, or a property and its value
  Contingency with;
  stats::OddsRatio odds;
  double strength() const { return std::abs(std::log(odds.ratio)); }
  std::tuple<const std::string&, const std::string&, const std::string&> name() const {
    return std::tie(event, property, value);
  }
};

/// Strongest first; then what more cases have; then by name.
bool before(const Row& a, const Row& b) {
  if (a.strength() != b.strength()) return a.strength() > b.strength();
  if (a.with.all() != b.with.all()) return a.with.all() > b.with.all();
  return a.name() < b.name();
}

bool skewed(const Contingency& all) {
  auto converted = static_cast<double>(all.converted), failed = static_cast<double>(all.failed);
  return converted > skew * failed || failed > skew * converted;
}

Json columns() {
  Answer table;
  table.column("event", "symbol");
  table.column("property", "text");
  table.column("value", "text");
  table.column("goes_with", "text");
  for (auto* name : {"odds_ratio", "low", "high"}) table.column(name, "number");
  for (auto* name : {"converted", "failed"}) table.column(name, "integer");
  return table.columns;
}

Json json_of(const Row& row) {
  bool event = row.property.empty();
  const char* with = row.odds.ratio > 1 ? "conversion" : row.odds.ratio < 1 ? "failure" : "neither";
  return {event ? Json(row.event) : Json(),
          event ? Json() : Json(row.property),
          event ? Json() : Json(row.value),
          with,
          row.odds.ratio,
          row.odds.low,
          row.odds.high,
          row.with.converted,
          row.with.failed};
}

}  // namespace

void Correlation::merge(Correlation&& other, Pace& pace) {
  auto add = [](Contingency& into, const Contingency& from) {
    into.converted += from.converted;
    into.failed += from.failed;
  };
  add(all, other.all);
  events.resize(std::max(events.size(), other.events.size()));
  for (std::size_t i = 0; i < other.events.size(); ++i) add(events[i], other.events[i]);
  values.resize(std::max(values.size(), other.values.size()));
  for (std::size_t i = 0; i < other.values.size(); ++i)
    for (const auto& [value, with] : other.values[i]) {
      if (!pace.step()) return;
      add(values[i][value], with);
    }
}

void Correlation::write(const Asked& asked, const CorrelateSpec& spec, Answer& answer) const {
  std::vector<Row> rows;
  std::uint64_t rare = 0, hidden = 0, ways[2] = {0, 0};
  auto least = std::min(rare_cases, rare_share * static_cast<double>(all.all()));
  auto add = [&](Row row) {
    if (row.with.all() == 0) return;
    if (static_cast<double>(row.with.all()) < least) {
      ++rare;
      return;
    }
    row.odds = stats::odds_ratio(row.with.converted, row.with.failed, all.converted - row.with.converted,
                                 all.failed - row.with.failed);
    rows.push_back(std::move(row));
  };
  for (std::size_t symbol = 0; spec.events && symbol < events.size(); ++symbol)
    add({asked.plan.symbols()[symbol], "", "", events[symbol], {}});
  for (std::size_t p = 0; p < values.size(); ++p)
    for (const auto& [value, with] : values[p]) add({"", spec.properties[p], value, with, {}});
  std::sort(rows.begin(), rows.end(), before);
  Json part{{"name", "correlate"}, {"columns", columns()}, {"rows", Json::array()}};
  bool decided = all.converted > 0 && all.failed > 0;
  for (const auto& row : rows) {
    if (!decided || ways[row.odds.ratio > 1]++ >= shown_each_way)
      ++hidden;
    else
      part["rows"].push_back(json_of(row));
  }
  part["totals"] = {{"converted", all.converted},
                    {"failed", all.failed},
                    {"skewed", skewed(all)},
                    {"rare", rare},
                    {"other_rows", hidden}};
  answer.parts.push_back(std::move(part));
  if (!decided)
    answer.note("what goes with conversion needs both: some who converted and some who did not");
  else if (skewed(all))
    answer.note(fmt::format("skewed: {} converted, {} did not; odds ratios rest on the smaller side", all.converted,
                            all.failed));
}

Result<CorrelationCount> CorrelationCount::make(const Asked& asked, const FunnelSpec& spec, const CaseView& view,
                                                const FunnelRows& rows) {
  CorrelationCount count(spec, view, rows);
  count.seen_symbol_.resize(asked.plan.symbols().size());
  for (const auto& property : spec.correlate->properties) {
    CAIRN_TRY(auto column, asked.index.columns().load(view.bucket->number, property, ColumnForm::codes));
    count.by_code_.emplace_back(column->dictionary.size() + 1);
    count.seen_code_.emplace_back(column->dictionary.size() + 1);
    count.columns_.push_back(std::move(column));
  }
  return count;
}

template <class Each>
void CorrelationCount::each_row(std::size_t c, const FunnelOutcome& outcome, bool converted, const Each& each) const {
  std::int64_t entry = outcome.time(1), last = outcome.time(spec_->goal());
  bool unordered = spec_->order == FunnelOrder::unordered;
  for (std::size_t i = view_->offsets[c]; i < view_->offsets[c + 1]; ++i) {
    std::int64_t now = view_->ms(i);
    if (now < entry) continue;
    if (converted ? now >= last && now > entry : now - entry > spec_->window_ms) return;
    Matches steps = rows_->at(*view_, i);
    if (steps == 0 ? now > entry : now == entry && (unordered || (steps & 1))) each(i, steps == 0);
  }
}

void CorrelationCount::add(std::size_t c, const FunnelOutcome& outcome, bool converted, Correlation& into) {
  count(into.all, converted);
  into.events.resize(seen_symbol_.size());
  each_row(c, outcome, converted, [&](std::size_t i, bool is_event) {
    auto symbol = view_->symbol(i);
    if (is_event && seen_symbol_[symbol] != c + 1) {
      seen_symbol_[symbol] = c + 1;
      count(into.events[symbol], converted);
    }
    for (std::size_t p = 0; p < columns_.size(); ++p) {
      auto code = columns_[p]->codes[view_->bucket_row(i)];
      if (code == 0 || seen_code_[p][code] == c + 1) continue;
      seen_code_[p][code] = c + 1;
      count(by_code_[p][code], converted);
    }
  });
}

void CorrelationCount::finish(Correlation& into) {
  into.values.resize(columns_.size());
  for (std::size_t p = 0; p < columns_.size(); ++p)
    for (std::size_t code = 1; code < by_code_[p].size(); ++code) {
      if (by_code_[p][code].all() == 0) continue;
      auto& value = into.values[p][std::string(columns_[p]->dictionary[code - 1])];
      value.converted += by_code_[p][code].converted;
      value.failed += by_code_[p][code].failed;
    }
}

bool CorrelationCount::has_event(std::size_t c, const FunnelOutcome& outcome, bool converted,
                                 std::size_t symbol) const {
  bool found = false;
  each_row(c, outcome, converted,
           [&](std::size_t i, bool is_event) { found |= is_event && view_->symbol(i) == symbol; });
  return found;
}

bool CorrelationCount::has_value(std::size_t c, const FunnelOutcome& outcome, bool converted, std::size_t property,
                                 const std::string& value) const {
  bool found = false;
  const Column& column = *columns_[property];
  each_row(c, outcome, converted, [&](std::size_t i, bool) {
    auto code = column.codes[view_->bucket_row(i)];
    found |= code != 0 && column.dictionary[code - 1] == value;
  });
  return found;
}

}  // namespace cairn::journey
