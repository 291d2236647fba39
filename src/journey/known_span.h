// The stretch of time of which a question knows everything, and what that says of a calendar interval.
//
//        from                         until        from:  of the period
//   ├──────┼─────┼─────┼─────┼──────────┤─ ─ ┼ ─   until: the first unknown instant: after the last event of all, or
//   the
//     cut    complete          in progress  future        end of the period if that is earlier
#pragma once

#include <limits>
#include <optional>

#include "journey/interval.h"
#include "journey/kind.h"

namespace cairn::journey {

enum class Known { complete, cut, in_progress, future };
/// As answers say it: "complete", "cut", "in progress", "future".
const char* word_of(Known known);

struct KnownSpan {
  std::int64_t from_ms = std::numeric_limits<std::int64_t>::min();  ///< since 1930; none: the least
  std::int64_t first_ms = 0, until_ms = 0;  ///< what the question looks at; before from_ms where it looks back

  static KnownSpan of(const Asked& asked);
  /// Every interval of what the question looks at, in its time zone; at least one.
  Intervals intervals(const Asked& asked, IntervalUnit unit) const {
    return Intervals::over(unit, asked.options.zone, first_ms, std::max(first_ms, until_ms - 1));
  }
  /// Of [begin_ms, end_ms).
  Known of(std::int64_t begin_ms, std::int64_t end_ms) const {
    if (begin_ms >= until_ms) return Known::future;
    if (end_ms > until_ms) return Known::in_progress;
    return begin_ms < from_ms ? Known::cut : Known::complete;
  }
};

/// The question's "interval" and "week_start"; weeks when it has none.
IntervalUnit interval_unit_of(const Json& question);
/// The interval that a row of an answer names by its first day; `where` names the field for errors.
Result<std::size_t> interval_named(const Intervals& intervals, const Json& name, const std::string& where);

}  // namespace cairn::journey
