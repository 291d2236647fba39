// Whether a case takes the steps of a sequence: one after another, each at most so long after the one before, and
// without certain events between them.
//
//   cart then paid within 7d without coupon
//
//   day 0: cart     latest[1] = 0
//   day 5: coupon   latest[1] = none        no later paid may follow the cart of day 0
//   day 6: cart     latest[1] = 6
//   day 9: paid     9 - 6 <= 7: taken
//
// Of all chains that have come to a step the one that did so last can do all that the others can: less time has passed,
// and fewer events lie between. Events of one instant are handled together, as in a funnel: their order does not
// matter, each fills one step, and what is refused bites only strictly between the two instants.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "event/predicate.h"

namespace cairn {

class SequenceWalk {
 public:
  static constexpr std::size_t limit = 32;
  /// The steps must outlive it; at most `limit`.
  explicit SequenceWalk(std::span<const SequenceStep> steps);
  /// All events of one instant; instants in order. Bit k-1 of `on[i]`: event i is step k; of `refused`: one of them is
  /// refused before step k. True when the last step is taken: nothing that follows changes that.
  bool instant(std::int64_t now, std::span<const std::uint32_t> on, std::uint32_t refused);

 private:
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  bool may_follow(std::size_t step, std::int64_t now) const;
  bool taken_now(int step, std::int64_t now, std::span<const std::uint32_t> on, std::uint32_t present) const;
  std::span<const SequenceStep> steps_;
  std::array<std::int64_t, limit + 1> latest_;  ///< when step k was taken last; none where no step k+1 may follow it
};

/// on(i) and refused(i) for i in [0, rows) are words as instant() takes them, ms(i) the times, in order.
template <class On, class Refused, class Ms>
bool takes(std::span<const SequenceStep> steps, std::size_t rows, const On& on, const Refused& refused, const Ms& ms) {
  SequenceWalk walk(steps);
  std::vector<std::uint32_t> tied;  // used only where two events that matter share an instant
  for (std::size_t i = 0; i < rows;) {
    std::uint32_t one = on(i), refuses = refused(i);
    std::int64_t now = ms(i);
    for (++i, tied.clear(); i < rows && ms(i) == now; ++i) {
      refuses |= refused(i);
      std::uint32_t another = on(i);
      if (one != 0 && another != 0) {
        if (tied.empty()) tied.push_back(one);
        tied.push_back(another);
      }
      if (one == 0) one = another;
    }
    if (one == 0 && refuses == 0) continue;
    std::span<const std::uint32_t> present = tied.empty() ? std::span(&one, one != 0 ? 1 : 0) : std::span(tied);
    if (walk.instant(now, present, refuses)) return true;
  }
  return false;
}

}  // namespace cairn
