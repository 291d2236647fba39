// Calendar intervals: the days, weeks (from Monday, or from Sunday) or months of a time zone that a span of time
// touches.
//
//   instants   …|···|·······|····|…          borders: local midnights, as instants
//   interval      0     1      2              named by its first day: 2026-01-05
//
// A day of 23 or 25 hours is one day. A day that a zone skipped has no instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cairn::journey {

enum class IntervalUnit { day, week, sunday_week, month };
/// "day", "week", "month"; else nullopt.
std::optional<IntervalUnit> interval_unit(std::string_view name);

class Intervals {
 public:
  /// Every interval that has an instant of [first_ms, last_ms]; times are ms since 1930, as in the index.
  static Intervals over(IntervalUnit unit, const TimeZone& zone, std::int64_t first_ms, std::int64_t last_ms);
  std::size_t count() const { return names_.size(); }
  /// The interval of an instant; instants outside the span belong to the first or last.
  std::size_t of(std::int64_t ms) const {
    std::int64_t guess = (ms - borders_.front()) / width_ms_;
    auto last = static_cast<std::int64_t>(names_.size()) - 1;
    auto i = static_cast<std::size_t>(guess < 0 ? 0 : guess > last ? last : guess);
    while (i > 0 && borders_[i] > ms) --i;
    while (i < static_cast<std::size_t>(last) && borders_[i + 1] <= ms) ++i;
    return i;
  }
  std::int64_t begin_ms(std::size_t i) const { return borders_[i]; }
  /// The first instant after it.
  std::int64_t end_ms(std::size_t i) const { return borders_[i + 1]; }
  const std::string& name(std::size_t i) const { return names_[i]; }
  /// The interval of that name.
  std::optional<std::size_t> named(std::string_view name) const;

 private:
  std::vector<std::int64_t> borders_;  ///< count + 1, never falling
  std::vector<std::string> names_;
  std::int64_t width_ms_ = 1;  ///< of most of them
};

}  // namespace cairn::journey
