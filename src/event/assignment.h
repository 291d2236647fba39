// Which steps the events of one instant can fill, each event one step: their order among themselves does not matter.
//
//   events   {a, b}  {a}         a: step 1, b: step 2
//   add(2)   event 0             the first event is the only b
//   add(1)   event 1             so the second must be the a
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cairn {

/// Matches steps with different events, one step more at a time (Kuhn's augmenting paths). Bit k-1 of an event's word:
/// it can be step k.
class Assignment {
 public:
  explicit Assignment(std::span<const std::uint32_t> events) : events_(events), step_of_(events.size(), -1) {}
  /// False when no different event is left for it; then what was added before stays.
  bool add(int step) {
    tried_.assign(events_.size(), false);
    return augment(step);
  }

 private:
  bool augment(int step);
  std::span<const std::uint32_t> events_;
  std::vector<int> step_of_;
  std::vector<bool> tried_;
};

/// More events alike than there are steps change nothing: a day of thousands of equal events stays cheap.
std::vector<std::uint32_t> without_surplus(std::span<const std::uint32_t> events, int steps);

}  // namespace cairn
