#include "event/assignment.h"

#include <algorithm>

namespace cairn {

bool Assignment::augment(int step) {
  for (std::size_t e = 0; e < events_.size(); ++e) {
    if (tried_[e] || !(events_[e] >> (step - 1) & 1)) continue;
    tried_[e] = true;
    if (step_of_[e] >= 0 && !augment(step_of_[e])) continue;
    step_of_[e] = step;
    return true;
  }
  return false;
}

std::vector<std::uint32_t> without_surplus(std::span<const std::uint32_t> events, int steps) {
  std::vector<std::uint32_t> kept(events.begin(), events.end());
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

}  // namespace cairn
