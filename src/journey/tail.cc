#include "journey/tail.h"

#include <algorithm>
#include <tuple>

namespace cairn::journey {

Chunk::Chunk(std::vector<Row> rows, std::vector<CustomerId> customers)
    : rows_(std::move(rows)), customers_(std::move(customers)) {
  auto key = [&](const Row& row) {
    return std::tuple<std::string_view, std::string_view, std::int64_t, std::int64_t>(
        customers_[row.customer].identifier, customers_[row.customer].kind, row.us, row.arrival);
  };
  auto before = [&](const Row& a, const Row& b) { return a.hash != b.hash ? a.hash < b.hash : key(a) < key(b); };
  if (!std::is_sorted(rows_.begin(), rows_.end(), before)) std::sort(rows_.begin(), rows_.end(), before);
}

std::shared_ptr<const ChunkColumn> Chunk::column(const std::string& key) const {
  std::lock_guard guard(mutex_);
  auto found = columns_.find(key);
  return found == columns_.end() ? nullptr : found->second;
}

void Chunk::keep(const std::string& key, std::shared_ptr<const ChunkColumn> column) const {
  std::lock_guard guard(mutex_);
  columns_.try_emplace(key, std::move(column));
}

std::shared_ptr<const Tail> since(std::shared_ptr<const Tail> tail, std::int64_t first_arrival) {
  if (tail == nullptr || tail->parts.front().first_arrival >= first_arrival) return tail;
  auto later = std::find_if(tail->parts.begin(), tail->parts.end(),
                            [&](const auto& part) { return part.first_arrival >= first_arrival; });
  if (later == tail->parts.end() || std::prev(later)->end_arrival > first_arrival) return nullptr;
  auto gone = static_cast<std::uint32_t>(later - tail->parts.begin());
  auto kept = std::make_shared<Tail>();
  kept->parts.assign(later, tail->parts.end());
  for (auto row : tail->rows) {
    if (row.part < gone) continue;
    row.part -= gone;
    kept->rows.push_back(row);
  }
  return kept;
}

std::shared_ptr<const Tail> extended(const Tail* old, Tail::Part part) {
  auto tail = std::make_shared<Tail>();
  if (old != nullptr) tail->parts = old->parts;
  auto number = static_cast<std::uint32_t>(tail->parts.size());
  std::vector<Tail::Row> rows;
  rows.reserve(part.chunk->rows().size());
  for (std::uint32_t i = 0; i < part.chunk->rows().size(); ++i) {
    const auto& row = part.chunk->rows()[i];
    rows.push_back({row.hash, row.us, number, i, row.customer, row.type});
  }
  tail->parts.push_back(std::move(part));
  if (old == nullptr || old->rows.empty()) {
    tail->rows = std::move(rows);
    return tail;
  }
  auto before = [&](const Tail::Row& a, const Tail::Row& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const auto &mine = tail->customer(a), &other = tail->customer(b);
    return std::tie(mine.identifier, mine.kind, a.us) < std::tie(other.identifier, other.kind, b.us);
  };
  tail->rows.resize(old->rows.size() + rows.size());
  // Of equal times the old ones come first, as they arrived first.
  std::merge(old->rows.begin(), old->rows.end(), rows.begin(), rows.end(), tail->rows.begin(), before);
  return tail;
}

}  // namespace cairn::journey
