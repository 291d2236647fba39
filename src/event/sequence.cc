#include "event/sequence.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "event/assignment.h"

namespace cairn {

SequenceWalk::SequenceWalk(std::span<const SequenceStep> steps) : steps_(steps) {
  CAIRN_CHECK(steps.size() <= limit);
  std::fill_n(latest_.begin(), steps.size() + 1, none);
}

bool SequenceWalk::may_follow(std::size_t step, std::int64_t now) const {
  if (step == 1) return true;
  const auto& within = steps_[step - 1].within;
  return latest_[step - 1] != none && (!within || now - latest_[step - 1] <= within->ms);
}

/// A run of steps down from `step` is filled from this instant alone, until one of them may follow an older one.
bool SequenceWalk::taken_now(int step, std::int64_t now, std::span<const std::uint32_t> on,
                             std::uint32_t present) const {
  if (on.size() == 1) return may_follow(static_cast<std::size_t>(step), now);
  Assignment assignment(on);
  for (int k = step; k >= 1 && (present >> (k - 1) & 1) && assignment.add(k); --k)
    if (may_follow(static_cast<std::size_t>(k), now)) return true;
  return false;
}

bool SequenceWalk::instant(std::int64_t now, std::span<const std::uint32_t> on, std::uint32_t refused) {
  int steps = static_cast<int>(steps_.size());
  std::vector<std::uint32_t> kept;
  if (on.size() > 1) {
    kept = without_surplus(on, steps);
    on = kept;
  }
  std::uint32_t present = 0, taken = 0;
  for (auto word : on) present |= word;
  for (std::uint32_t left = present; left != 0; left &= left - 1) {
    int k = std::countr_zero(left) + 1;
    if (taken_now(k, now, on, present)) taken |= std::uint32_t{1} << (k - 1);
  }
  if (taken >> (steps - 1) & 1) return true;
  for (int k = 1; k < steps; ++k) {
    auto at = static_cast<std::size_t>(k);
    if (refused >> k & 1) latest_[at] = none;
    if (taken >> (k - 1) & 1) latest_[at] = now;
  }
  return false;
}

}  // namespace cairn
