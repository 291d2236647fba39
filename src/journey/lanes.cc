#include "journey/lanes.h"

namespace cairn::journey {

/// Hacker's Delight, second edition, 7-3: blocks of 32, 16, … 1 change places across the diagonal. Here bit 0 is the
/// first column; blocks that hold only intervals that nobody asks for are left as they are.
const std::array<std::uint64_t, 64>& Lanes::turn(std::size_t intervals) {
  for (; count_ < cases; ++count_) words_[count_] = 0;
  std::uint64_t mask = 0x00000000FFFFFFFF;
  for (std::size_t width = 32; width != 0; width >>= 1, mask ^= mask << width) {
    for (std::size_t block = 0; block < intervals; block += 2 * width)
      for (std::size_t k = block; k < block + width; ++k) {
        std::uint64_t moved = ((words_[k] >> width) ^ words_[k + width]) & mask;
        words_[k] ^= moved << width;
        words_[k + width] ^= moved;
      }
  }
  count_ = 0;
  return words_;
}

}  // namespace cairn::journey
