// Events that are made in index order go straight into segments, without staging and sorting: for generators of large
// histories. One bucket at a time on each thread, each committed by itself, so memory stays bounded.
//
//   SortedRows of bucket b ──COPY──▶ history/b07-000008.parquet ──one transaction──▶ manifest
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/chunk.h"
#include "store/history.h"

namespace cairn::store {

/// The rows of one bucket in index order (customer hash, customer, identifier kind, time, arrival), with the columns
/// that sorted_columns() lists. Each customer has all his rows here, and every event id is there once.
class SortedRows : public RowSource {
 public:
  /// First and last time of the rows that fill() has given.
  virtual std::pair<Time, Time> extent() const = 0;
};

/// What the rows of a load have in common.
struct SortedLoad {
  std::string source;
  std::vector<std::string> event_types;                          ///< all that occur, besides those that are known
  std::vector<std::pair<std::string, PropertyType>> properties;  ///< not rare; their columns follow the fixed ones
  int threads = 0;                                               ///< 0: all cores
};

/// The columns that rows of this load have, in order.
std::vector<std::pair<std::string, DuckType>> sorted_columns(const SortedLoad& load);

/// Loads a workspace that is open for writing and still empty. `rows_of(bucket, arrival)` makes the rows of a bucket,
/// which number their arrivals from `arrival`; it is called from several threads. `progress(buckets done)`.
Result<void> load_sorted(History& history, const SortedLoad& load,
                         const std::function<std::unique_ptr<SortedRows>(int bucket, std::int64_t arrival)>& rows_of,
                         const std::function<void(std::size_t done)>& progress);

}  // namespace cairn::store
