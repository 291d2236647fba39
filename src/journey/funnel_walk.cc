#include "journey/funnel_walk.h"

#include <algorithm>
#include <vector>

namespace cairn::journey {
namespace {

/// Matches steps with different events, one step more at a time (Kuhn's augmenting paths).
class Assignment {
 public:
  explicit Assignment(std::span<const Matches> events) : events_(events), step_of_(events.size(), -1) {}
  bool add(int step) {
    tried_.assign(events_.size(), false);
    return augment(step);
  }

 private:
  bool augment(int step) {
    for (std::size_t e = 0; e < events_.size(); ++e) {
      if (tried_[e] || !(events_[e] >> (step - 1) & 1)) continue;
      tried_[e] = true;
      if (step_of_[e] >= 0 && !augment(step_of_[e])) continue;
      step_of_[e] = step;
      return true;
    }
    return false;
  }
  std::span<const Matches> events_;
  std::vector<int> step_of_;
  std::vector<bool> tried_;
};

/// More events alike than there are steps change nothing: a day of thousands of equal events stays cheap.
std::vector<Matches> without_surplus(std::span<const Matches> events, int steps) {
  std::vector<Matches> kept(events.begin(), events.end());
  std::sort(kept.begin(), kept.end());
  std::size_t out = 0;
  int alike = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    alike = i > 0 && kept[i] == kept[i - 1] ? alike + 1 : 1;
    if (alike <= steps) kept[out++] = kept[i];
  }
  kept.resize(out);
  return kept;
}

}  // namespace

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
