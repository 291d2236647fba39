// One case through a funnel whose steps may come in any order.
//
//   steps  a b c, window 10            a run begins with an event that is a step and lasts as long as the window
//
//   1: b      run@1  {b}
//   5: b      run@1  {b}     run@5 {b}
//   12: a                    run@5 {b a}       2 steps completed, at 5 and 12
//   13: c                    run@5 {b a c}     3 steps completed, at 5, 12 and 13: converted
//
//   - A run completes as many steps as its different events can fill; one event fills one.
//   - The case counts by the run that completed most; of those by the one that completed them first, then by the one
//     that began first.
//   - An exclusion within the window of a run that is not complete cuts it: it counts for one step only, and the events
//     after the exclusion belong to other runs. The case keeps the first step.
#pragma once

#include <deque>

#include "journey/funnel_outcome.h"
#include "journey/funnel_rows.h"

namespace cairn::journey {

/// The events of a run by the steps they match, and how many steps they complete.
class RunTally {
 public:
  explicit RunTally(int steps) : steps_(steps) {}
  void add(const FunnelInstant& instant);
  void remove(const FunnelInstant& instant);
  int completed() const;

 private:
  struct Alike {
    Matches matches = 0;
    int count = 0;
  };
  Alike& alike(Matches matches);
  int steps_;
  std::vector<Alike> events_;
  mutable bool known_ = true;  ///< nothing has changed since
  mutable int completed_ = 0;
};

class UnorderedWalk {
 public:
  explicit UnorderedWalk(const FunnelSpec& spec) : spec_(spec) {}
  void restart();
  /// False when all steps are completed: nothing can change any more.
  bool instant(const FunnelInstant& instant);
  /// After the last instant.
  const FunnelOutcome& finish();

 private:
  using Moments = std::deque<FunnelInstant>;
  static constexpr std::int64_t never = FunnelSpec::unlimited;
  /// The runs of a stretch of events without an exclusion; the next one is at `cut`.
  void end_stretch(std::int64_t cut);
  bool is_cut(std::int64_t began, std::int64_t cut) const;
  void record(const Moments& run, int completed);

  const FunnelSpec& spec_;
  Moments stretch_;
  FunnelOutcome outcome_;
};

}  // namespace cairn::journey
