// The interval of a second by one look-up: a table by stretches of 4.5 hours says the interval in which the stretch
// begins; a border inside it is one comparison more.
//
//   seconds >> 14    0     1     2     3     4          2 MB for the whole index, 4 KB for a year
//   first            0     0     0     1     1
//   borders                        |
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "journey/interval.h"

namespace cairn::journey {

class IntervalLookup {
 public:
  IntervalLookup() = default;
  explicit IntervalLookup(const Intervals& intervals);
  /// For seconds since 1930 within the intervals.
  std::uint32_t of(std::uint32_t seconds) const {
    std::uint32_t i = first_[(seconds >> shift) - base_];
    while (seconds >= end_[i]) ++i;
    return i;
  }
  /// The first second after interval i; of the last: none.
  std::uint32_t end(std::uint32_t i) const { return end_[i]; }

 private:
  static constexpr int shift = 14;
  std::uint32_t base_ = 0;
  std::vector<std::uint32_t> first_, end_;
};

}  // namespace cairn::journey
