// The kernel of the plain ordered funnel: the walk of funnel_walk.h where every event is at most one step, steps are
// few, and no two steps of a case share an instant. Such a case needs no thought about ties, so an event costs one
// look-up of its step, one comparison with the window and one move of a chain:
//
//   at step   0    1    2    3        the youngest chain at each step; step 0 is always now, so that a first step is
//   entry     now  5    3    -        like any other: step k extends the chain at k-1, if that is in time and younger
//   event          5    4             than the chain that is at k already
//
// A chain is its last event, which points to the one before: nothing is copied on the way.
//
// Where two steps do share an instant it says so, and the case is walked by FunnelWalk.
#pragma once

#include <algorithm>

#include "journey/funnel_outcome.h"
#include "journey/funnel_rows.h"

namespace cairn::journey {

class QuickWalk {
 public:
  /// Every symbol is at most one step, and no more than `most` steps.
  static bool can(const FunnelSpec& spec);
  explicit QuickWalk(const FunnelSpec& spec);
  /// False: two steps of the case share an instant, and nothing is said about it.
  bool walk(const CaseView& view, const Bits& bits, std::size_t c, FunnelOutcome& outcome);

 private:
  static constexpr std::size_t most = 8;
  static constexpr std::int64_t long_ago = -(std::int64_t{1} << 62);  ///< of no chain: in no window, older than all
  struct Taken {
    std::int64_t at;
    std::size_t before;  ///< what the chain took before
  };
  int steps_;
  std::int64_t window_;
  std::vector<std::uint8_t> step_of_;  ///< by symbol
  std::int64_t entry_[most + 1];       ///< by step: when the chain there began
  std::size_t last_[most + 1] = {};    ///< by step: the last event of the chain there
  std::vector<Taken> taken_;           ///< the events of all chains of a case
};

}  // namespace cairn::journey
