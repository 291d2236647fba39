// One case through retention: its cohorts, and after how many intervals it came back.
//
//   week        0      1      2      3           start: signup, return: paid
//   events   signup  paid         signup paid
//   cohort 0    ●      1             3           recurring: in the cohort of every week with a start
//   cohort 3                         ●
//
// What a cohort counts is one row: [0] its members, [lag] those who returned `lag` intervals later. Events of the start
// interval itself are no return. From the start on (anchor "start") an interval is a stretch of whole 24 hours from the
// member's own first start in the cohort's interval.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "journey/event_roles.h"
#include "journey/interval_lookup.h"

namespace cairn::journey {

struct RetentionRule {
  static constexpr Matches start = 1, returned = 2;
  std::int64_t from_ms = 0;  ///< starts before it found no cohort; ms since 1930
  bool first_time = false, unbounded = false;
  std::uint64_t occurrences = 1;  ///< returns that an interval needs to count
  std::uint32_t lags = 0;         ///< the largest lag that is counted
  std::int64_t stretch_ms = 0;    ///< anchor "start": of one lag; 0: calendar
};

/// For one thread and one bucket. `Roles` says which parts row i plays.
template <class Roles>
class RetentionWalk {
 public:
  RetentionWalk(const RetentionRule& rule, const IntervalLookup& intervals, const CaseView& view, Roles roles)
      : rule_(rule), intervals_(intervals), view_(view), roles_(roles) {}

  /// row_of(cohort) is the row of a cohort that this case belongs to, `lags` + 1 counts, each raised by at most one.
  template <class RowOf>
  void of_case(std::size_t c, const RowOf& row_of) {
    std::size_t begin = view_.offsets[c], end = view_.offsets[c + 1];
    starts_.clear();
    if (rule_.stretch_ms > 0) {
      find_starts(begin, end);
      for (const auto& start : starts_) count_stretches(start.row, end, row_of(start.interval));
      return;
    }
    returns_.clear();
    find_both(begin, end);
    auto later = returns_.begin();
    for (const auto& start : starts_) {
      std::uint64_t* row = row_of(start.interval);
      ++row[0];
      while (later != returns_.end() && *later <= start.interval) ++later;
      if (later == returns_.end()) continue;
      if (rule_.unbounded) {
        std::uint32_t last = std::min(returns_.back() - start.interval, rule_.lags);
        for (std::uint32_t lag = 1; lag <= last; ++lag) ++row[lag];
      } else {
        for (auto at = later; at != returns_.end() && *at - start.interval <= rule_.lags; ++at)
          ++row[*at - start.interval];
      }
    }
  }

 private:
  struct Start {
    std::uint32_t interval;
    std::size_t row;
  };

  /// The first start of every interval; of first_time the first of all, if the period has begun by then.
  void find_starts(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (roles_(i) & RetentionRule::start) note_start(intervals_.of(view_.seconds[i]), i);
    settle_starts();
  }
  void note_start(std::uint32_t interval, std::size_t row) {
    if (starts_.empty() || (!rule_.first_time && starts_.back().interval != interval))
      starts_.push_back({interval, row});
  }
  void settle_starts() {
    if (!starts_.empty() && view_.ms(starts_.front().row) < rule_.from_ms) starts_.clear();
  }

  /// The intervals with a start and those with enough returns, each ascending.
  void find_both(std::size_t begin, std::size_t end) {
    std::uint32_t interval = 0, until = 0;  // rows before `until` are in `interval`
    std::uint64_t found = 0;
    for (std::size_t i = begin; i < end; ++i) {
      Matches roles = roles_(i);
      std::uint32_t now = view_.seconds[i];
      bool fresh = now >= until;
      // When any event is both, all but the first of an interval say nothing more.
      if constexpr (std::is_same_v<Roles, EventRoles::Any>)
        if (!fresh && rule_.occurrences == 1) continue;
      if (fresh) {
        interval = intervals_.of(now);
        until = intervals_.end(interval);
        found = 0;
      }
      if (roles & RetentionRule::start) note_start(interval, i);
      if ((roles & RetentionRule::returned) && ++found == rule_.occurrences) returns_.push_back(interval);
    }
    settle_starts();
  }

  void count_stretches(std::size_t start, std::size_t end, std::uint64_t* row) const {
    ++row[0];
    std::int64_t since = view_.ms(start), lag = 0;
    std::uint64_t found = 0;
    std::uint32_t last = 0;
    for (std::size_t i = start + 1; i < end; ++i) {
      if (!(roles_(i) & RetentionRule::returned)) continue;
      std::int64_t here = (view_.ms(i) - since) / rule_.stretch_ms;
      if (here != lag) {
        lag = here;
        found = 0;
      }
      if (lag == 0 || ++found != rule_.occurrences) continue;
      if (rule_.unbounded)
        last = static_cast<std::uint32_t>(std::min<std::int64_t>(lag, rule_.lags));
      else if (lag <= rule_.lags)
        ++row[lag];
    }
    for (std::uint32_t k = 1; k <= last; ++k) ++row[k];
  }

  const RetentionRule& rule_;
  const IntervalLookup& intervals_;
  const CaseView& view_;
  Roles roles_;
  std::vector<Start> starts_;
  std::vector<std::uint32_t> returns_;
};

}  // namespace cairn::journey
