// What one case made of a funnel, whatever the order of its steps.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "journey/element.h"

namespace cairn::journey {

struct FunnelOutcome {
  static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  using Times = std::array<std::int64_t, Elements::limit + 1>;

  int reached = 0;               ///< the furthest step, from 1; 0: never entered
  Matches taken = 0;             ///< bit k-1: step k was taken; all up to `reached` but for optional ones left out
  bool excluded = false;         ///< an exclusion spoiled it: the case is in no step
  std::int64_t youngest = none;  ///< when the youngest attempt that may still go on began
  Times times{};                 ///< times[k]: when step k was taken, where it was; ms since 1930
  std::int64_t time(int k) const { return times[static_cast<std::size_t>(k)]; }
  bool took(int k) const { return taken >> (k - 1) & 1; }
};

}  // namespace cairn::journey
