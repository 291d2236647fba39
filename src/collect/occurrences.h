// How often a row was seen before in this import, by its 64-bit hash: 8 bytes a row (16 at worst, while it grows), so
// that a file of a hundred million rows can be imported. Two different rows with one hash are possible (once in some
// 40,000 files of 20 million rows) and cost nothing: the second gets another number and so keeps an id of its own.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace cairn::collect {

class Occurrences {
 public:
  /// 0 for the first time, then 1, 2, …
  std::uint32_t count(std::uint64_t hash) {
    hash += hash == 0;  // 0 marks an empty slot
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    auto& slot = find(hash);
    if (slot == hash) return ++repeats_[hash];
    slot = hash;
    ++used_;
    return 0;
  }
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
  }
  std::size_t distinct() const { return used_; }

 private:
  /// Open addressing; the hash is uniform, so its low bits are the place.
  std::uint64_t& find(std::uint64_t hash) {
    std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & mask;
    return slots_[at];
  }
  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (auto hash : old)
      if (hash != 0) find(hash) = hash;
  }

  std::vector<std::uint64_t> slots_;
  std::size_t used_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> repeats_;
};

}  // namespace cairn::collect
