// The staged events of one bucket, and how they become the rows of a segment.
//
//   rows      StagedRow StagedRow …        in order of arrival, texts as codes into the pools that all buckets share
//   column    (row, value) (row, value) …  one list a property column; most events have few of many properties
//   sorted()  ─▶ RowSource                 customer by customer, in time, as DuckDB chunks
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/history_state.h"
#include "store/pages.h"
#include "store/text_pool.h"

namespace cairn::store {

enum class PoolOf : std::uint8_t { kind, customer, event, source, channel, session, currency };
inline constexpr std::size_t pool_count = 7;

/// What codes mean.
struct Pools {
  std::array<TextPool, pool_count> fixed;
  std::deque<TextPool> properties;  ///< by column number; empty but for text
  TextPool rare;
  TextPool& operator[](PoolOf pool) { return fixed[static_cast<std::size_t>(pool)]; }
  const TextPool& operator[](PoolOf pool) const { return fixed[static_cast<std::size_t>(pool)]; }
};

struct StagedRow {
  EventId id;
  std::uint64_t customer_hash;
  std::int64_t time, sent, received, amount_minor;
  double value;
  std::uint32_t arrival;                       ///< from the first of this staging; `dropped` when the event is known
  std::array<std::uint32_t, pool_count> text;  ///< codes by PoolOf

  static constexpr std::uint32_t dropped = UINT32_MAX;
};

class BucketStage {
 public:
  /// Position of the new row; nullopt when its id is here already.
  std::optional<std::uint32_t> add(const StagedRow& row);
  void prefetch(EventId id) const;
  /// A value of a property column for a row: the bits of the integer or real, or the code of the text.
  void set(std::size_t column, std::uint32_t row, std::uint64_t bits);
  void set_rare(std::uint32_t row, std::uint32_t code);
  /// Drops the row that has this id, if there is one.
  void drop(EventId id);

  std::size_t rows() const { return rows_.size(); }
  std::size_t kept() const { return rows_.size() - dropped_; }
  std::size_t bytes() const;
  /// Property columns that have values, by the number given to set().
  std::vector<std::size_t> columns() const;
  /// Of the rows that were not dropped.
  std::map<std::string, std::uint64_t> source_events(const Pools& pools) const;
  std::pair<Time, Time> extent() const;
  /// The rows that were not dropped, in index order; columns are the fixed ones, then columns() under `places`' names.
  std::unique_ptr<RowSource> sorted(const Pools& pools, const std::vector<PropertyPlace>& places,
                                    std::int64_t first_arrival) const;

 private:
  friend class SortedRows;
  struct Values {
    Pages<std::uint32_t> rows;
    Pages<std::uint64_t> bits;
  };
  /// A slot of the table of ids; most that are looked at in vain differ in `tag`, so the row is not touched.
  struct IdSlot {
    std::uint32_t row = 0;  ///< + 1; 0 is free
    std::uint32_t tag = 0;
  };
  IdSlot& slot_of(EventId id);
  void grow_ids();

  Pages<StagedRow> rows_;
  std::vector<IdSlot> ids_;     ///< open addressing
  std::vector<Values> values_;  ///< by column number
  Values rare_;
  std::size_t dropped_ = 0;
};

}  // namespace cairn::store
