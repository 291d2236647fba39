#include "journey/known_span.h"

#include <fmt/format.h>

namespace cairn::journey {

const char* word_of(Known known) {
  switch (known) {
    case Known::complete:
      return "complete";
    case Known::cut:
      return "cut";
    case Known::in_progress:
      return "in progress";
    case Known::future:
      break;
  }
  return "future";
}

KnownSpan KnownSpan::of(const Asked& asked) {
  KnownSpan span;
  if (asked.index.events() == 0) return span;
  auto [first, last] = asked.index.extent_ms();
  span.first_ms = first - epoch_1930_ms;
  span.until_ms = last - epoch_1930_ms + 1;
  if (asked.scope.from) span.from_ms = index_ms(*asked.scope.from);
  if (!asked.looks_back()) span.first_ms = std::max(span.first_ms, span.from_ms);
  if (asked.scope.to) span.until_ms = std::min(span.until_ms, index_ms(*asked.scope.to));
  return span;
}

IntervalUnit interval_unit_of(const Json& question) {
  auto unit = *interval_unit(question.value("interval", "week"));
  bool sunday = unit == IntervalUnit::week && question.value("week_start", "monday") == "sunday";
  return sunday ? IntervalUnit::sunday_week : unit;
}

Result<std::size_t> interval_named(const Intervals& intervals, const Json& name, const std::string& where) {
  auto text = name.get<std::string>();
  if (auto found = intervals.named(text)) return *found;
  return Error{ErrorCode::not_found, fmt::format("no interval of the answer begins on '{}'", text), where,
               fmt::format("an interval is named by its first day, from {} to {}", intervals.name(0),
                           intervals.name(intervals.count() - 1))};
}

}  // namespace cairn::journey
