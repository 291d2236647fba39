// Time: UTC in microseconds inside; zones only to read local times and to cut calendar buckets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

/// Microseconds since 1970-01-01T00:00:00Z.
struct Time {
  std::int64_t us = 0;
  auto operator<=>(const Time&) const = default;
};

/// The range that the journey index can hold: [1930-01-01, 2066-01-01).
inline constexpr Time earliest_time{-1262304000LL * 1'000'000};
inline constexpr Time latest_time{3029529600LL * 1'000'000};

/// A span of exact time.
struct Duration {
  std::int64_t ms = 0;
  auto operator<=>(const Duration&) const = default;
};

/// A time zone by its tz database name ("Asia/Shanghai"); from the system's tzdata.
class TimeZone {
 public:
  static Result<TimeZone> named(const std::string& name);
  static TimeZone utc();
  const std::string& name() const { return name_; }
  /// Local wall time to UTC. In a gap the next valid instant, in a fold the first.
  Time to_utc(std::int64_t local_us) const;
  /// UTC to local wall time, as microseconds since the epoch of that wall clock.
  std::int64_t to_local(Time time) const;

 private:
  const void* zone_ = nullptr;  // date::time_zone; null is UTC
  std::string name_ = "UTC";
};

/// How times are written in a file, decided once per column.
enum class TimeForm { iso, epoch_s, epoch_ms, epoch_us, epoch_ns, compact_day };

/// An instant as ISO 8601 and its everyday relatives: "2026-01-31", "2026/1/31 9:05",
/// "2026-01-31T09:05:06.123456+08:00", "…Z", "20260131T090506Z", "31.01.2026 09:05", "2026年1月31日 9时5分6秒". Without
/// an offset it is local to `zone`. Month/day order in "1/2/2026" is never guessed: such text is refused. nullopt when
/// it is no time.
std::optional<Time> parse_time(std::string_view text, const TimeZone& zone);
/// A number or compact day by form ("1511544070", "1511544070.25", "19970101").
std::optional<Time> parse_time(std::string_view text, TimeForm form, const TimeZone& zone);
/// True when the text is a day without a time of day.
bool is_day_only(std::string_view text);

/// "2026-01-31T09:05:06Z", with a fraction only where there is one.
std::string format_time(Time time);
/// "2026-01-31 09:05:06" in a zone.
std::string format_local(Time time, const TimeZone& zone);

/// "30m", "1.5h", "7d", "2w", "90s", "250ms", and ISO 8601: "PT30M", "P7D", "P1W", "P1DT12H". Months and years are
/// refused, because their length varies.
Result<Duration> parse_duration(std::string_view text, const std::string& where);
/// For people: "4.2 s", "9.4 min", "3.1 h", "2.5 days".
std::string format_duration(double seconds);
/// ISO 8601, exact: "PT30M", "P7D".
std::string iso_duration(Duration duration);

}  // namespace cairn
