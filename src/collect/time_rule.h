// How the times of a file are written, decided once for the column from a sample, and read by that rule ever after.
//
// Day and month in 1/2/2026 are never guessed: a value above 12 anywhere in the sample decides, else the user must.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cairn::collect {

enum class TimeWriting {
  iso,           ///< 2026-01-31 09:05, 2026/1/31, 31.01.2026, 2026年1月31日, with or without an offset
  day_month,     ///< 31/1/2026 09:05
  month_day,     ///< 1/31/2026 9:05 PM
  compact_day,   ///< 20260131
  compact_time,  ///< 20260131090506
  epoch_s,
  epoch_ms,
  epoch_us,
  epoch_ns,
};
/// As written for --time-format: "iso", "dmy", "mdy", "day", "s", "ms", "us", "ns".
std::string_view name_of(TimeWriting writing);
/// In words: "seconds since 1970", "day/month/year".
std::string_view describe(TimeWriting writing);
Result<TimeWriting> parse_time_writing(std::string_view name);

struct TimeRule {
  TimeWriting writing = TimeWriting::iso;
  TimeZone zone = TimeZone::utc();  ///< of times without an offset
};
/// nullopt when the text is no time by this rule.
std::optional<Time> read_time(std::string_view text, const TimeRule& rule);

/// A day and a time of day from two cells; without the second, the start of the day.
std::optional<Time> read_time(std::string_view day, std::string_view clock, const TimeRule& rule);

struct TimeVerdict {
  std::optional<TimeWriting> writing;  ///< nullopt: no times, or the order of day and month is open
  bool order_is_open = false;          ///< times like 1/2/2026, and nothing in the sample above 12
  double share = 0;                    ///< of the sample that can be read
  bool day_only = false;               ///< most have no time of day
  bool local = false;                  ///< most have no offset: the zone matters
  bool since_zero = false;             ///< small numbers: they may count something else than time since 1970
  std::string why;                     ///< "epoch seconds, for example 1511544070"
  std::string example;                 ///< one that decided, or one that cannot be read
};
/// Looks at the filled cells of a column.
TimeVerdict judge_times(std::span<const std::string_view> sample, const TimeZone& zone);

}  // namespace cairn::collect
