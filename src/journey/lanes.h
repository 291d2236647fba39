// 64 cases side by side: their intervals as bits, turned so that one word is one interval and one bit of it one case.
//
//   case 0   week 0 1 · 3         week 0   cases 0 · 2
//   case 1        · 1 · ·   ──▶   week 1   cases 0 1 ·         who was there in week 0 and in week 3:
//   case 2        0 · · 3         week 3   cases 0 · 2         one `and` and one count of bits for all 64
#pragma once

#include <array>
#include <cstdint>

#include "journey/event_roles.h"
#include "journey/interval_lookup.h"

namespace cairn::journey {

class Lanes {
 public:
  static constexpr std::size_t most_intervals = 64, cases = 64;
  /// Bit i of `intervals`: interval i.
  void add(std::uint64_t intervals) { words_[count_++] = intervals; }
  bool full() const { return count_ == cases; }
  /// One word an interval, of the first `intervals` of them; valid until the next add, which begins anew.
  const std::array<std::uint64_t, 64>& turn(std::size_t intervals);

 private:
  std::array<std::uint64_t, 64> words_{};
  std::size_t count_ = 0;
};

inline std::uint64_t bits_set(std::uint64_t word) {
  // Not std::popcount: without the machine's own instruction, which not every machine has, it is a call.
  word -= (word >> 1) & 0x5555555555555555;
  word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return (word * 0x0101010101010101) >> 56;
}

/// The intervals in which a run of rows plays role 0, and role 1, as bits; intervals below 64.
struct RoleMasks {
  std::uint64_t first = 0, second = 0;
  template <class Roles>
  static RoleMasks of(const Roles& roles, const IntervalLookup& intervals, const std::uint32_t* seconds,
                      std::size_t begin, std::size_t end) {
    RoleMasks masks;
    for (std::size_t i = begin; i < end; ++i) {
      std::uint32_t interval = intervals.of(seconds[i]);
      std::uint64_t found = roles(i);
      masks.first |= (found & 1) << interval;
      masks.second |= (found >> 1 & 1) << interval;
    }
    return masks;
  }
};

}  // namespace cairn::journey
