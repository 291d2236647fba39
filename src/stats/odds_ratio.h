// How strongly two yes-or-no things go together.
#pragma once

#include <cstdint>

namespace cairn::stats {

struct OddsRatio {
  double ratio = 1;
  double low = 1, high = 1;  ///< the 95 % interval (Woolf's, on the logarithm)
};

/// Of those with a thing, yes_with came out well and no_with did not; the same of those without it. Each number counts
/// one more than it is (a prior), so that an empty cell gives no infinite ratio.
OddsRatio odds_ratio(std::uint64_t yes_with, std::uint64_t no_with, std::uint64_t yes_without,
                     std::uint64_t no_without);

}  // namespace cairn::stats
