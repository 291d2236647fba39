// stats: pure mathematics; no word of the domain, no data of ours. One method a file, its source named.
//
// How far two shares differ, and how sure that is.
#pragma once

#include <cstdint>

namespace cairn::stats {

struct Difference {
  double value = 0;          ///< a's share minus b's
  double low = 0, high = 0;  ///< the interval that holds the true difference in 95 of 100 such comparisons
};

/// Of part_a of whole_a and part_b of whole_b, both wholes above 0: Newcombe's hybrid score interval (Statistics in
/// Medicine 17, 1998, method 10), which stays right for small groups and for shares near 0 and 1.
Difference difference_of_shares(std::uint64_t part_a, std::uint64_t whole_a, std::uint64_t part_b,
                                std::uint64_t whole_b);

}  // namespace cairn::stats
