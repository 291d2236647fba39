// How many cases take each sequence of symbols, in 16 bytes a sequence, for hundreds of millions of them.
//
//   seen › cart › paid  ─▶ hash of 88 bits ─▶ | low 64 | high 24, cases 40 |     open addressing, a power of two slots
//
// Sequences are told apart by their hash alone: among a billion of them the chance that any two share one is 2 in 10^9.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "journey/pace.h"

namespace cairn::journey {

struct SequenceKey {
  std::uint64_t low = 0, high = 0;  ///< high: 24 bits
  static SequenceKey of(std::span<const std::uint16_t> symbols);
  bool operator==(const SequenceKey&) const = default;
  struct Hash {
    std::size_t operator()(const SequenceKey& key) const { return key.low; }
  };
};

class VariantTally {
 public:
  void add(const SequenceKey& key, std::uint64_t cases = 1);
  void merge(VariantTally&& other, Pace& pace);
  std::uint64_t variants() const { return used_; }
  std::uint64_t cases() const { return cases_; }
  std::uint64_t singletons() const;
  /// How many cases a sequence has at least to be among the `limit` most frequent, ties included; 0: all are.
  std::uint64_t least_cases_of_first(std::size_t limit) const;
  /// tell(key, cases) of every sequence until it returns false, in no particular order.
  template <class Tell>
  void each(const Tell& tell) const {
    for (const auto& slot : slots_)
      if (slot.cases > 0 && !tell(SequenceKey{slot.low, slot.high}, std::uint64_t{slot.cases})) return;
  }

 private:
  struct Slot {
    std::uint64_t low, high : 24, cases : 40;  ///< no cases: empty
  };
  Slot& place_of(const SequenceKey& key);
  void grow();
  std::vector<Slot> slots_;
  std::uint64_t used_ = 0, cases_ = 0;
};

}  // namespace cairn::journey
