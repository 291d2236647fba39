#include "journey/interval.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "journey/index.h"

namespace cairn::journey {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::int64_t day_ms = 86'400'000;

/// The first day of the interval that a day is in. Days here are days of a wall clock, counted from 1970.
sys_days first_day(IntervalUnit unit, sys_days day) {
  if (unit == IntervalUnit::week) return day - (weekday(day) - std::chrono::Monday);
  if (unit == IntervalUnit::sunday_week) return day - (weekday(day) - std::chrono::Sunday);
  if (unit == IntervalUnit::day) return day;
  year_month_day date(day);
  return sys_days(date.year() / date.month() / 1);
}

sys_days next(IntervalUnit unit, sys_days first) {
  if (unit == IntervalUnit::day) return first + days(1);
  if (unit == IntervalUnit::week || unit == IntervalUnit::sunday_week) return first + days(7);
  return sys_days(year_month_day(first) + months(1));
}

}  // namespace

std::optional<IntervalUnit> interval_unit(std::string_view name) {
  if (name == "day") return IntervalUnit::day;
  if (name == "week") return IntervalUnit::week;
  if (name == "month") return IntervalUnit::month;
  return std::nullopt;
}

Intervals Intervals::over(IntervalUnit unit, const TimeZone& zone, std::int64_t first_ms, std::int64_t last_ms) {
  CAIRN_CHECK(first_ms <= last_ms);
  Intervals intervals;
  intervals.width_ms_ = (unit == IntervalUnit::day ? 1 : unit == IntervalUnit::month ? 30 : 7) * day_ms;
  std::int64_t local_ms = zone.to_local(Time{(first_ms + epoch_1930_ms) * 1000}) / 1000;
  auto wall =
      std::chrono::floor<days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(local_ms)));
  for (auto day = first_day(unit, wall);; day = next(unit, day)) {
    std::int64_t midnight_us = std::int64_t{day.time_since_epoch().count()} * day_ms * 1000;
    intervals.borders_.push_back(zone.to_utc(midnight_us).us / 1000 - epoch_1930_ms);
    if (intervals.borders_.size() > 1 && intervals.borders_.back() > last_ms) return intervals;
    intervals.names_.push_back(format_time(Time{midnight_us}).substr(0, 10));
  }
}

std::optional<std::size_t> Intervals::named(std::string_view name) const {
  auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

}  // namespace cairn::journey
