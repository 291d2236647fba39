#include "journey/timing_trend.h"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace cairn::journey {

std::optional<Trend> Trend::of(const Asked& asked) {
  if (!asked.question.contains("trend")) return std::nullopt;
  Trend trend;
  auto [first, last] = asked.index.extent_ms();
  trend.intervals_ = Intervals::over(*interval_unit(asked.question["trend"].get<std::string>()), asked.options.zone,
                                     first - epoch_1930_ms, last - epoch_1930_ms);
  trend.from_ms_ = asked.scope.from ? asked.scope.from->us / 1000 - epoch_1930_ms : trend.intervals_.begin_ms(0);
  trend.horizon_ms_ = asked.plan.horizon_ms();
  return trend;
}

void Trend::merge(Counts& into, const Counts& from) {
  for (const auto& [interval, times] : from) into[interval].merge(times);
}

void Trend::write(const Breakdown& breakdown, const std::vector<Counts>& groups, Answer& answer) const {
  answer.column("interval", "text");
  for (auto* name : {"n", "unanswered", "in_progress"}) answer.column(name, "integer");
  answer.column("share", "share");
  for (auto* name : {"median", "p95"}) answer.column(name, "duration");
  answer.column("state", "text");
  std::set<std::size_t> shown;
  for (const auto& group : groups)
    for (const auto& [interval, times] : group) shown.insert(interval);
  if (shown.empty()) return;
  std::size_t first = *shown.begin(), last = *shown.rbegin();
  if (last - first < most_intervals) {
    for (std::size_t i = first; i <= last; ++i) shown.insert(i);
  } else {
    answer.note(fmt::format("of {} intervals from {} to {} those without a start are not shown", last - first + 1,
                            intervals_.name(first), intervals_.name(last)));
  }
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (auto interval : shown) {
      auto found = groups[g].find(interval);
      answer.rows.push_back(row(breakdown.row(g), interval, found == groups[g].end() ? Times() : found->second));
    }
}

Json Trend::row(Json row, std::size_t interval, const Times& times) const {
  bool open = times.in_progress > 0 || intervals_.end_ms(interval) > horizon_ms_;
  bool cut = intervals_.begin_ms(interval) < from_ms_;
  std::uint64_t n = times.times.n();
  row.push_back(intervals_.name(interval));
  row.push_back(n);
  row.push_back(times.unanswered);
  row.push_back(times.in_progress);
  row.push_back(open ? Json() : share(n, n + times.unanswered));
  for (double quantile : times.times.quantiles({0.5, 0.95})) row.push_back(n > 0 ? Json(seconds_of(quantile)) : Json());
  row.push_back(open ? "in progress" : cut ? "cut" : "complete");
  return row;
}

Result<std::optional<std::size_t>> Trend::chosen(const std::optional<Trend>& trend, const Json& at) {
  if (!at.contains("interval")) return std::optional<std::size_t>();
  auto name = at["interval"].get<std::string>();
  if (!trend)
    return Error{ErrorCode::invalid, "'interval' selects a row of a trend, but the question has no 'trend'",
                 "question.at.interval", R"(for example "trend":"week")"};
  auto found = trend->intervals_.named(name);
  if (!found)
    return Error{ErrorCode::not_found, fmt::format("no interval of the answer begins on '{}'", name),
                 "question.at.interval",
                 fmt::format("an interval is named by its first day, from {} to {}", trend->intervals_.name(0),
                             trend->intervals_.name(trend->intervals_.count() - 1))};
  return found;
}

}  // namespace cairn::journey
