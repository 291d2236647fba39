#include "journey/funnel_walk.h"

#include <vector>

#include "event/assignment.h"

namespace cairn::journey {

void FunnelWalk::instant(std::int64_t now, std::span<const Matches> events) {
  Matches present = 0;
  bool single_steps = true;
  for (auto matches : events) {
    present |= matches;
    single_steps &= (matches & (matches - 1)) == 0;
  }
  std::vector<Matches> kept;
  if (!single_steps) kept = without_surplus(events, steps_);
  // For step k, from the highest down: how far back a run of steps can be filled from this instant alone. The chain at
  // its lower end is the youngest that can reach k now.
  for (int k = std::bit_width(present); k >= 1; --k) {
    if (!(present >> (k - 1) & 1)) continue;
    int from = k - 1;
    if (single_steps) {
      while (from >= 1 && (present >> (from - 1) & 1)) --from;
    } else {
      Assignment assignment(kept);
      if (!assignment.add(k)) continue;
      while (from >= 1 && (present >> (from - 1) & 1) && assignment.add(from)) --from;
    }
    // Of the steps that the same chain has taken before, none is taken again.
    while (from >= 1 && from + 1 < k && same_chain(from, from + 1)) ++from;
    extend(from, k, now);
  }
}

}  // namespace cairn::journey
