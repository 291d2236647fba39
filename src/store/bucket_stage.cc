#include "store/bucket_stage.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <tuple>

#include "base/check.h"

namespace cairn::store {
namespace {

constexpr std::size_t fixed_count = std::size(fixed_columns);
// Positions in fixed_columns.
enum Fixed : std::size_t {
  event_id,
  hash_at,
  identifier_kind,
  customer,
  event,
  time_at,
  arrival_at,
  sent,
  received,
  source,
  channel,
  session,
  amount_minor,
  currency,
  value_at,
  rare_at,
};
constexpr std::size_t place_of_pool[pool_count] = {identifier_kind, customer, event,   source,
                                                   channel,         session,  currency};

}  // namespace

namespace {
std::uint64_t mix(EventId id) { return (id.low ^ id.high) * 0x9E3779B97F4A7C15; }
std::uint32_t tag_of(EventId id) { return static_cast<std::uint32_t>(mix(id)); }
}  // namespace

BucketStage::IdSlot& BucketStage::slot_of(EventId id) {
  const std::size_t mask = ids_.size() - 1;
  const auto tag = tag_of(id);
  for (std::size_t at = (mix(id) >> 32) & mask;; at = (at + 1) & mask) {
    auto& slot = ids_[at];
    if (slot.row == 0 || (slot.tag == tag && rows_[slot.row - 1].id == id)) return slot;
  }
}

void BucketStage::grow_ids() {
  ids_.assign(ids_.empty() ? 1024 : ids_.size() * 2, {});
  for (std::uint32_t row = 0; row < rows_.size(); ++row) slot_of(rows_[row].id) = {row + 1, tag_of(rows_[row].id)};
}

void BucketStage::prefetch(EventId id) const {
  if (!ids_.empty()) __builtin_prefetch(&ids_[(mix(id) >> 32) & (ids_.size() - 1)]);
}

std::optional<std::uint32_t> BucketStage::add(const StagedRow& row) {
  if ((rows_.size() + 1) * 4 > ids_.size() * 3) grow_ids();
  auto& slot = slot_of(row.id);
  if (slot.row != 0) return std::nullopt;
  rows_.push_back(row);
  slot = {static_cast<std::uint32_t>(rows_.size()), tag_of(row.id)};
  return static_cast<std::uint32_t>(rows_.size() - 1);
}

void BucketStage::set(std::size_t column, std::uint32_t row, std::uint64_t bits) {
  if (column >= values_.size()) values_.resize(column + 1);
  values_[column].rows.push_back(row);
  values_[column].bits.push_back(bits);
}

void BucketStage::set_rare(std::uint32_t row, std::uint32_t code) {
  rare_.rows.push_back(row);
  rare_.bits.push_back(code);
}

void BucketStage::drop(EventId id) {
  if (ids_.empty()) return;
  auto row = slot_of(id).row;
  if (row == 0 || rows_[row - 1].arrival == StagedRow::dropped) return;
  rows_[row - 1].arrival = StagedRow::dropped;
  ++dropped_;
}

std::size_t BucketStage::bytes() const {
  std::size_t bytes = rows_.bytes() + ids_.size() * sizeof ids_[0];
  for (const auto& values : values_) bytes += values.rows.bytes() + values.bits.bytes();
  return bytes + rare_.rows.bytes() + rare_.bits.bytes();
}

std::vector<std::size_t> BucketStage::columns() const {
  std::vector<std::size_t> columns;
  for (std::size_t column = 0; column < values_.size(); ++column)
    if (values_[column].rows.size() > 0) columns.push_back(column);
  return columns;
}

std::map<std::string, std::uint64_t> BucketStage::source_events(const Pools& pools) const {
  const auto& pool = pools[PoolOf::source];
  std::vector<std::uint64_t> by_code(pool.codes() + 1);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].arrival != StagedRow::dropped) ++by_code[rows_[i].text[static_cast<std::size_t>(PoolOf::source)]];
  std::map<std::string, std::uint64_t> events;
  for (std::uint32_t code = 0; code < by_code.size(); ++code)
    if (by_code[code] > 0) events[code == 0 ? "" : std::string(pool[code].view())] += by_code[code];
  return events;
}

std::pair<Time, Time> BucketStage::extent() const {
  std::pair extent{latest_time, earliest_time};
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].arrival == StagedRow::dropped) continue;
    extent.first = std::min(extent.first, Time{rows_[i].time});
    extent.second = std::max(extent.second, Time{rows_[i].time});
  }
  return extent;
}

/// A stage's rows in index order, chunk by chunk.
class SortedRows final : public RowSource {
 public:
  SortedRows(const BucketStage& stage, const Pools& pools, const std::vector<PropertyPlace>& places,
             std::int64_t first_arrival)
      : stage_(stage), pools_(pools), first_arrival_(first_arrival) {
    sort();
    std::vector<std::uint32_t> position(stage.rows(), StagedRow::dropped);
    for (std::uint32_t i = 0; i < order_.size(); ++i) position[order_[i]] = i;
    for (auto column : stage.columns())
      columns_.push_back(by_chunk(stage.values_[column], position, &places[column], &pools.properties[column]));
    rare_ = by_chunk(stage.rare_, position, nullptr, &pools.rare);
  }

  std::vector<std::pair<std::string, DuckType>> columns() const override {
    std::vector<std::pair<std::string, DuckType>> columns;
    for (const auto& column : fixed_columns) columns.emplace_back(column.name, column.type);
    for (const auto& column : columns_)
      columns.emplace_back(column.place->file_column, duck_type_of(column.place->type));
    return columns;
  }

  std::size_t row_count() const override { return order_.size(); }

  Result<std::size_t> fill(DuckChunk& chunk) override {
    std::size_t count = std::min(DuckChunk::most_rows, order_.size() - at_);
    if (count == 0) return count;
    fill_fixed(chunk, count);
    fill_values(chunk, rare_at, rare_);
    for (std::size_t i = 0; i < columns_.size(); ++i) fill_values(chunk, fixed_count + i, columns_[i]);
    at_ += count;
    return count;
  }

 private:
  /// Values of a column, grouped by the chunk in which their rows come.
  struct Column {
    const PropertyPlace* place = nullptr;
    const BucketStage::Values* values = nullptr;
    const TextPool* texts = nullptr;
    std::vector<std::uint32_t> begin;                              ///< per chunk
    std::vector<std::pair<std::uint32_t, std::uint32_t>> entries;  ///< row in the chunk, entry of `values`
  };

  struct Key {
    std::uint64_t hash;
    std::int64_t time;
    std::uint32_t row;       ///< rows lie in order of arrival
    std::uint32_t customer;  ///< code, to tell customers apart without looking at the row
    auto operator<=>(const Key&) const = default;
  };

  void sort() {
    std::vector<Key> keys;
    keys.reserve(stage_.rows());
    for (std::uint32_t row = 0; row < stage_.rows(); ++row) {
      const auto& staged = stage_.rows_[row];
      if (staged.arrival != StagedRow::dropped)
        keys.push_back(
            {staged.customer_hash, staged.time, row, staged.text[static_cast<std::size_t>(PoolOf::customer)]});
    }
    const bool one_kind = pools_[PoolOf::kind].codes() <= 1;
    sort_by_hash_first(keys);
    for (std::size_t from = 0, to = 0; from < keys.size(); from = to) {
      bool alike = true;
      for (to = from + 1; to < keys.size() && keys[to].hash == keys[from].hash; ++to)
        alike = alike && ((one_kind && keys[from].customer == keys[to].customer) ||
                          compare_customers(keys[from].row, keys[to].row) == 0);
      if (!alike) part_customers(std::span(keys).subspan(from, to - from));
    }
    order_.reserve(keys.size());
    for (const auto& key : keys) order_.push_back(key.row);
  }

  /// Sorted keys. Hashes are uniform behind the bits that all of a bucket share, so the next bits part the keys into
  /// pieces that are sorted within the nearest cache.
  static void sort_by_hash_first(std::vector<Key>& keys) {
    std::uint64_t differing = 0;
    for (const auto& key : keys) differing |= key.hash ^ keys.front().hash;
    const int pieces = std::clamp(static_cast<int>(std::bit_width(keys.size())) - 6, 0, 14);
    if (pieces == 0 || differing == 0) return std::sort(keys.begin(), keys.end());
    const int shift = std::max(0, 64 - std::countl_zero(differing) - pieces);
    const std::uint64_t mask = (std::uint64_t{1} << pieces) - 1;
    std::vector<std::size_t> begin((std::size_t{1} << pieces) + 1);
    for (const auto& key : keys) ++begin[(key.hash >> shift & mask) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    std::vector<Key> parted(keys.size());
    auto next = begin;
    for (const auto& key : keys) parted[next[key.hash >> shift & mask]++] = key;
    for (std::size_t i = 0; i + 1 < begin.size(); ++i)
      std::sort(parted.begin() + static_cast<std::ptrdiff_t>(begin[i]),
                parted.begin() + static_cast<std::ptrdiff_t>(begin[i + 1]));
    keys.swap(parted);
  }

  /// Two customers have one hash: their texts tell them apart.
  void part_customers(std::span<Key> keys) const {
    std::stable_sort(keys.begin(), keys.end(),
                     [this](const Key& a, const Key& b) { return compare_customers(a.row, b.row) < 0; });
  }

  int compare_customers(std::uint32_t a, std::uint32_t b) const {
    for (auto pool : {PoolOf::customer, PoolOf::kind}) {
      auto code = [&](std::uint32_t row) { return stage_.rows_[row].text[static_cast<std::size_t>(pool)]; };
      if (code(a) == code(b)) continue;
      if (int order = text(pool, code(a)).compare(text(pool, code(b))); order != 0) return order;
    }
    return 0;
  }
  std::string_view text(PoolOf pool, std::uint32_t code) const {
    return code == 0 ? std::string_view() : pools_[pool][code].view();
  }

  Column by_chunk(const BucketStage::Values& values, const std::vector<std::uint32_t>& position,
                  const PropertyPlace* place, const TextPool* texts) const {
    Column column;
    column.place = place;
    column.texts = texts;
    column.values = &values;
    column.begin.assign(order_.size() / DuckChunk::most_rows + 2, 0);
    for (std::uint32_t i = 0; i < values.rows.size(); ++i)
      if (auto at = position[values.rows[i]]; at != StagedRow::dropped) ++column.begin[at / DuckChunk::most_rows + 1];
    for (std::size_t i = 1; i < column.begin.size(); ++i) column.begin[i] += column.begin[i - 1];
    column.entries.resize(column.begin.back());
    auto next = column.begin;
    for (std::uint32_t i = 0; i < values.rows.size(); ++i)
      if (auto at = position[values.rows[i]]; at != StagedRow::dropped)
        column.entries[next[at / DuckChunk::most_rows]++] = {static_cast<std::uint32_t>(at % DuckChunk::most_rows), i};
    return column;
  }

  void fill_fixed(DuckChunk& chunk, std::size_t count) const {
    auto* hash = chunk.data<std::uint64_t>(hash_at);
    auto* value = chunk.data<double>(value_at);
    constexpr std::size_t ahead = 12;
    for (std::size_t i = 0; i < count; ++i) {
      if (at_ + i + ahead < order_.size()) {
        const auto* soon = reinterpret_cast<const char*>(&stage_.rows_[order_[at_ + i + ahead]]);
        __builtin_prefetch(soon);
        __builtin_prefetch(soon + sizeof(StagedRow) - 1);
        const auto& next = stage_.rows_[order_[at_ + i + ahead / 2]];
        if (auto code = next.text[static_cast<std::size_t>(PoolOf::session)]; code != 0)
          __builtin_prefetch(&pools_[PoolOf::session][code]);
      }
      const auto& row = stage_.rows_[order_[at_ + i]];
      chunk.set_uuid(event_id, i, row.id.high, row.id.low);
      hash[i] = row.customer_hash;
      chunk.data<std::int64_t>(time_at)[i] = row.time;
      chunk.data<std::int64_t>(arrival_at)[i] = first_arrival_ + row.arrival;
      for (auto [column, us] : {std::pair(sent, row.sent), std::pair(received, row.received)}) {
        chunk.data<std::int64_t>(column)[i] = us;
        if (us == no_time) chunk.set_null(column, i);
      }
      chunk.data<std::int64_t>(amount_minor)[i] = row.amount_minor;
      if (row.text[static_cast<std::size_t>(PoolOf::currency)] == 0) chunk.set_null(amount_minor, i);
      value[i] = row.value;
      if (std::isnan(row.value)) chunk.set_null(value_at, i);
      for (std::size_t pool = 0; pool < pool_count; ++pool) {
        if (row.text[pool] == 0)
          chunk.set_null(place_of_pool[pool], i);
        else
          chunk.data<DuckText>(place_of_pool[pool])[i] = pools_.fixed[pool][row.text[pool]];
      }
    }
  }

  void fill_values(DuckChunk& chunk, std::size_t to, const Column& column) const {
    chunk.set_all_null(to);
    auto number = at_ / DuckChunk::most_rows;
    auto type = column.place == nullptr ? PropertyType::text : column.place->type;
    for (auto i = column.begin[number]; i < column.begin[number + 1]; ++i) {
      auto [row, entry] = column.entries[i];
      auto bits = column.values->bits[entry];
      chunk.set_valid(to, row);
      switch (type) {
        case PropertyType::boolean:
          chunk.data<bool>(to)[row] = bits != 0;
          break;
        case PropertyType::text:
          chunk.data<DuckText>(to)[row] = (*column.texts)[static_cast<std::uint32_t>(bits)];
          break;
        default:
          chunk.data<std::uint64_t>(to)[row] = bits;
          break;
      }
    }
  }

  const BucketStage& stage_;
  const Pools& pools_;
  std::int64_t first_arrival_;
  std::vector<std::uint32_t> order_;
  std::vector<Column> columns_;
  Column rare_;
  std::size_t at_ = 0;
};

std::unique_ptr<RowSource> BucketStage::sorted(const Pools& pools, const std::vector<PropertyPlace>& places,
                                               std::int64_t first_arrival) const {
  return std::make_unique<SortedRows>(*this, pools, places, first_arrival);
}

}  // namespace cairn::store
