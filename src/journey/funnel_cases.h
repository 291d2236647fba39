// The cases of a view through a funnel: what each made of it, and in which groups it counts.
//
//   walk         plain ordered ── FunnelWalk · strict, optional, exclusions ── AttemptWalk · unordered ── UnorderedWalk
//   attribution  first, last   one group: the first (last) value that is there among the events that are a step
//                {"step":k}    the group of every value whose events alone fill step k; who never takes it: ""
//                all           the group of every value that a step's event has, by the events of that value alone
#pragma once

#include "journey/funnel_attempts.h"
#include "journey/funnel_quick.h"
#include "journey/funnel_unordered.h"
#include "journey/funnel_walk.h"

namespace cairn::journey {

class FunnelCases {
 public:
  /// `spec` and `view` must outlive it.
  static Result<FunnelCases> make(const Asked& asked, const FunnelSpec& spec, const CaseView& view);

  /// Calls `each(group, outcome)` once, or once for every group that the case is in.
  template <class Each>
  void of_case(std::size_t c, const Each& each) {
    if (!spec_->many_groups())
      each(row_groups_.empty() ? 0 : group_of(c), walk(c, {}));
    else
      for (auto group : groups_of(c)) each(group.first, group.second);
  }
  bool converted(const FunnelOutcome& outcome) const { return !outcome.excluded && outcome.reached >= goal_; }
  /// Entered, not converted, and the case and an attempt's window are not over at the horizon.
  bool in_progress(std::size_t c, const FunnelOutcome& outcome) const;
  const FunnelRows& rows() const { return rows_; }

 private:
  FunnelCases(const Asked& asked, const FunnelSpec& spec, const CaseView& view, FunnelRows rows);
  const FunnelOutcome& walk(std::size_t c, const FunnelLimit& limit);
  const FunnelOutcome& walk_ordered(std::size_t c);
  std::uint32_t group_of(std::size_t c) const;
  std::vector<std::pair<std::uint32_t, FunnelOutcome>> groups_of(std::size_t c);
  std::vector<std::uint32_t> values_of(std::size_t c, Matches steps) const;

  const Asked* asked_;
  const FunnelSpec* spec_;
  const CaseView* view_;
  FunnelRows rows_;
  std::vector<std::uint32_t> row_groups_;  ///< per row of the bucket; empty without `by`
  int goal_;
  bool plain_;
  std::optional<QuickWalk> quick_;
  FunnelOutcome quick_outcome_;
  FunnelWalk ordered_;
  AttemptWalk attempts_;
  UnorderedWalk unordered_;
  std::vector<Matches> instant_;
};

}  // namespace cairn::journey
