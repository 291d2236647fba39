// The events that matter to segments, in 16 bytes each, and a customer's life made of them.
//
//   row      instant · shape · values
//   shape    which questions the event answers with yes, and which values it has: a set of bits, kept once
//   values   the first of its values in the pool: numbers, or codes of texts, as many as the shape says
#pragma once

#include <bit>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "profile/asked.h"
#include "store/pages.h"
#include "store/text_pool.h"

namespace cairn::profile {

/// The millisecond that an instant lies in, also before 1970.
inline std::int64_t ms_of(std::int64_t us) { return us >= 0 ? us / 1000 : -((999 - us) / 1000); }

struct Row {
  std::int64_t us;
  std::uint32_t shape, values;
  std::int64_t ms() const { return ms_of(us); }
};

class BookRows {
 public:
  explicit BookRows(const Asked& asked);
  Row row(std::int64_t us, const Facts& facts);
  bool is(const Row& row, std::uint32_t atom) const { return has(shape(row), atom); }
  /// NaN: it has none.
  double number(const Row& row, std::uint32_t slot) const {
    const auto* cell = cell_of(row, slot);
    return cell == nullptr ? std::numeric_limits<double>::quiet_NaN() : std::bit_cast<double>(*cell);
  }
  /// Without data: it has none.
  std::string_view text(const Row& row, std::uint32_t slot) const {
    const auto* cell = cell_of(row, slot);
    return cell == nullptr ? std::string_view() : texts_[static_cast<std::uint32_t>(*cell)].view();
  }
  std::size_t bytes() const;

 private:
  struct HashOfBits {
    std::size_t operator()(const Bits& bits) const {
      return hash64({reinterpret_cast<const char*>(bits.data()), bits.size() * sizeof(bits[0])});
    }
  };
  const std::uint64_t* shape(const Row& row) const { return &shapes_[row.shape * words_]; }
  const std::uint64_t* cell_of(const Row& row, std::uint32_t slot) const;

  std::size_t words_, first_slot_word_;
  std::vector<bool> is_number_;  ///< of each slot
  std::vector<std::uint64_t> shapes_;
  std::unordered_map<Bits, std::uint32_t, HashOfBits> shape_numbers_;
  store::Pages<std::uint64_t> cells_;
  store::TextPool texts_;
};

/// The events of a customer in order, as one plan numbers its questions (event/case_plan.h).
class BookLife {
 public:
  BookLife(const BookRows& store, std::span<const Row> rows, const std::vector<std::uint32_t>& atoms,
           const std::vector<std::uint32_t>& slots)
      : store_(&store), rows_(rows), atoms_(atoms.data()), slots_(slots.data()) {}
  std::size_t rows() const { return rows_.size(); }
  std::int64_t ms(std::size_t i) const { return rows_[i].ms(); }
  bool is(std::size_t atom, std::size_t i) const { return store_->is(rows_[i], atoms_[atom]); }
  double number(std::size_t slot, std::size_t i) const { return store_->number(rows_[i], slots_[slot]); }
  std::string_view text(std::size_t slot, std::size_t i) const { return store_->text(rows_[i], slots_[slot]); }
  BookLife first(std::size_t count) const {
    auto part = *this;
    part.rows_ = rows_.first(count);
    return part;
  }

 private:
  const BookRows* store_;
  std::span<const Row> rows_;
  const std::uint32_t *atoms_, *slots_;
};

}  // namespace cairn::profile
