#include "journey/variant_tally.h"

#include <xxhash.h>

namespace cairn::journey {

SequenceKey SequenceKey::of(std::span<const std::uint16_t> symbols) {
  auto hash = XXH3_128bits(symbols.data(), symbols.size_bytes());
  return {hash.low64, hash.high64 >> 40};
}

VariantTally::Slot& VariantTally::place_of(const SequenceKey& key) {
  std::size_t mask = slots_.size() - 1, at = key.low & mask;
  while (slots_[at].cases > 0 && (slots_[at].low != key.low || slots_[at].high != key.high)) at = (at + 1) & mask;
  return slots_[at];
}

void VariantTally::add(const SequenceKey& key, std::uint64_t cases) {
  if (slots_.size() * 5 <= used_ * 8) grow();  // at most five eighths full
  Slot& slot = place_of(key);
  if (slot.cases == 0) {
    slot.low = key.low;
    slot.high = key.high & 0xFFFFFF;
    ++used_;
  }
  slot.cases = (slot.cases + cases) & 0xFF'FFFF'FFFF;
  cases_ += cases;
}

void VariantTally::merge(VariantTally&& other, Pace& pace) {
  if (other.used_ > used_) std::swap(*this, other);
  other.each([&](const SequenceKey& key, std::uint64_t cases) {
    add(key, cases);
    return pace.step();
  });
}

void VariantTally::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const auto& slot : old)
    if (slot.cases > 0) place_of({slot.low, slot.high}) = slot;
}

std::uint64_t VariantTally::singletons() const {
  std::uint64_t found = 0;
  for (const auto& slot : slots_) found += slot.cases == 1;
  return found;
}

std::uint64_t VariantTally::least_cases_of_first(std::size_t limit) const {
  if (limit >= used_) return 0;
  std::map<std::uint64_t, std::uint64_t, std::greater<>> variants_with;
  for (const auto& slot : slots_)
    if (slot.cases > 0) ++variants_with[slot.cases];
  std::uint64_t taken = 0;
  for (auto [cases, variants] : variants_with)
    if ((taken += variants) >= limit) return cases;
  return 0;
}

}  // namespace cairn::journey
