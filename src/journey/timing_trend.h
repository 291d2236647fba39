// Timing over time: the same numbers for every day, week or month in which the clock started.
//
//   interval     n  unanswered  in_progress  share   median  p95   state
//   2026-01-05  40       10          0        0.80    2.1 h  9 h   complete
//   2026-01-12  31        2          9        –       1.7 h  4 h   in progress     what is quick is answered first, so
//   a
//                                                                                 young median is too low: it is marked
//
// share: answered of those that can no longer change, null while the interval is in progress: while one of its starts
// may still be answered, or the interval itself is not over at the horizon. "cut": it began before the period did.
// Intervals without a start stand between those with one, unless that would be more than 1,000 rows a group.
#pragma once

#include <map>

#include "journey/breakdown.h"
#include "journey/interval.h"
#include "journey/timing_measure.h"

namespace cairn::journey {

class Trend {
 public:
  using Counts = std::map<std::size_t, Times>;  ///< by interval
  static constexpr std::size_t most_intervals = 1000;

  /// None when the question asks for none.
  static std::optional<Trend> of(const Asked& asked);
  const Intervals& intervals() const { return intervals_; }
  static void merge(Counts& into, const Counts& from);
  /// Columns and rows; counts by shown group.
  void write(const Breakdown& breakdown, const std::vector<Counts>& groups, Answer& answer) const;
  /// The interval that a row of the answer names.
  static Result<std::optional<std::size_t>> chosen(const std::optional<Trend>& trend, const Json& at);

 private:
  Json row(Json row, std::size_t interval, const Times& times) const;
  Intervals intervals_;
  std::int64_t from_ms_, horizon_ms_;  ///< of the period and of what is known; since 1930
};

}  // namespace cairn::journey
