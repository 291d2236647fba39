// The intervals in which each case has events: one word a case, bit i for interval i.
//
//   seconds    | 3 5 9 |  2  | 1 9 |          borders 0 4 8          words   111 001 101
//   cases          0      1     2
//
// Where all intervals are equally long, AVX2 finds those of 8 rows at once by one multiplication; without it, or of
// uneven intervals (months, changes of the clock), a look-up for each row gives the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "journey/interval_lookup.h"

namespace cairn::journey {

/// Case c has the rows offsets[c] .. offsets[c+1]; all seconds lie within the intervals, of which there are at most 64.
std::vector<std::uint64_t> interval_bits(std::span<const std::uint32_t> seconds, std::span<const std::uint32_t> offsets,
                                         const IntervalLookup& intervals);
/// The plain loop, for machines without AVX2 and for tests.
std::vector<std::uint64_t> interval_bits_plain(std::span<const std::uint32_t> seconds,
                                               std::span<const std::uint32_t> offsets, const IntervalLookup& intervals);

}  // namespace cairn::journey
