// The interval of a second by one look-up. Time is laid out in stretches of 2^shift seconds, as long as they can be
// with at most one border in each; a stretch knows the intervals before and after its border.
//
//   seconds >> shift     0       1       2       3
//   border (seconds)             |               |        none: before = after
//   before, after       0,0     0,1     1,1     1,2
#pragma once

#include <cstdint>
#include <vector>

#include "journey/interval.h"

namespace cairn::journey {

class IntervalLookup {
 public:
  IntervalLookup() = default;
  explicit IntervalLookup(const Intervals& intervals);
  /// For seconds since 1930 within the intervals.
  std::uint32_t of(std::uint32_t seconds) const {
    const Stretch& stretch = stretches_[(seconds >> shift_) - base_];
    return seconds >= stretch.border ? stretch.after : stretch.before;
  }
  /// The first second after interval i; of the last: none.
  std::uint32_t end(std::uint32_t i) const { return end_[i]; }
  std::uint32_t begin() const { return begin_; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(end_.size()); }
  /// Seconds of every interval; 0: they differ.
  std::uint32_t even_length() const { return even_length_; }

 private:
  struct Stretch {
    std::uint32_t border, before, after;
  };
  bool lay_out();
  int shift_ = 24;
  std::uint32_t base_ = 0, begin_ = 0, even_length_ = 0;
  std::vector<std::uint32_t> end_;
  std::vector<Stretch> stretches_;
};

}  // namespace cairn::journey
