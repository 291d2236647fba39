#include "profile/book_rows.h"

#include "base/check.h"

namespace cairn::profile {

BookRows::BookRows(const Asked& asked) : words_(asked.words()), first_slot_word_(asked.first_slot_bit() / 64) {
  for (std::size_t slot = 0; slot < asked.slots(); ++slot) is_number_.push_back(asked.is_number(slot));
}

Row BookRows::row(std::int64_t us, const Facts& facts) {
  auto [at, is_new] = shape_numbers_.try_emplace(facts.bits, static_cast<std::uint32_t>(shape_numbers_.size()));
  if (is_new) shapes_.insert(shapes_.end(), facts.bits.begin(), facts.bits.end());
  CAIRN_CHECK(cells_.size() + facts.values.size() <= std::numeric_limits<std::uint32_t>::max());
  Row row{us, at->second, static_cast<std::uint32_t>(cells_.size())};
  auto value = facts.values.begin();
  for (std::size_t slot = 0; slot < is_number_.size(); ++slot)
    if (has(&facts.bits[first_slot_word_], slot)) {
      cells_.push_back(is_number_[slot] ? std::bit_cast<std::uint64_t>(*value->number) : texts_.code(value->text));
      ++value;
    }
  return row;
}

const std::uint64_t* BookRows::cell_of(const Row& row, std::uint32_t slot) const {
  const auto* present = shape(row) + first_slot_word_;
  if (!has(present, slot)) return nullptr;
  std::size_t before = 0;
  for (std::size_t word = 0; word < slot / 64; ++word) before += static_cast<std::size_t>(std::popcount(present[word]));
  auto below = present[slot / 64] & ((std::uint64_t{1} << (slot % 64)) - 1);
  return &cells_[row.values + before + static_cast<std::size_t>(std::popcount(below))];
}

std::size_t BookRows::bytes() const {
  return shapes_.capacity() * sizeof(shapes_[0]) + cells_.bytes() + texts_.bytes();
}

}  // namespace cairn::profile
