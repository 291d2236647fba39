#include "collect/row_identity.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace cairn::collect {

EventId id_of_own(std::string_view own_id, std::uint64_t source_seed) {
  std::string text("id:");
  text += own_id;
  return hash128(text, source_seed);
}

RowIdentity::RowIdentity(const std::string& source) : seed_(seed_of_source(source)) {}

void RowIdentity::set_columns(const std::vector<std::string>& columns) {
  by_name_.resize(columns.size());
  std::iota(by_name_.begin(), by_name_.end(), 0);
  std::sort(by_name_.begin(), by_name_.end(), [&](std::size_t a, std::size_t b) { return columns[a] < columns[b]; });
  name_hashes_.clear();
  for (const auto& name : columns) name_hashes_.push_back(hash64(name));
}

EventId RowIdentity::of_row(const RecordBatch& batch, std::size_t row) {
  // Per filled cell: hash of the name (8 bytes), size (4 bytes), text. Nothing of another row can give the same bytes.
  content_.clear();
  for (std::size_t column : by_name_) {
    auto cell = batch.cell(row, column);
    if (cell.missing()) continue;
    std::size_t at = content_.size();
    content_.resize(at + 12 + cell.size);
    std::memcpy(content_.data() + at, &name_hashes_[column], 8);
    std::memcpy(content_.data() + at + 8, &cell.size, 4);
    std::memcpy(content_.data() + at + 12, cell.data, cell.size);
  }
  return hash128(content_, seed_);
}

EventId RowIdentity::of_id(std::string_view id) {
  content_.assign("id:");
  content_ += id;
  return hash128(content_, seed_);
}

std::uint64_t RowIdentity::number(std::span<EventId> ids, const std::vector<bool>& own) {
  constexpr std::size_t ahead = 16;  // the table of all rows is larger than the cache
  std::uint64_t repeated = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i + ahead < ids.size()) occurrences_.prefetch(ids[i + ahead].low);
    auto& id = ids[i];
    auto n = occurrences_.count(id.low);
    if (n == 0) continue;
    if (own[i]) {
      ++repeated;
      continue;
    }
    char again[20];
    std::memcpy(again, &id.high, 8);
    std::memcpy(again + 8, &id.low, 8);
    std::memcpy(again + 16, &n, 4);
    id = hash128({again, sizeof again}, seed_);
  }
  return repeated;
}

}  // namespace cairn::collect
