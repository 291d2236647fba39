// The columns of an index: read from the history's segments when first asked for and kept as files beside the index
// (column_file.h), or, for tests, made of rows in memory.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "journey/index.h"
#include "journey/recipe.h"

namespace cairn::journey {

/// A ColumnSource that also knows whole customers.
class EventSource : public ColumnSource {
 public:
  /// In order. `kind` empty: all kinds. Unknown: empty.
  virtual Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) = 0;
  /// Writes the columns of a bucket that are in use as files of an index file with this stamp and these slices. What
  /// cannot be written will be read from the segments when asked for.
  virtual void write_used(std::size_t, const std::string& /*stamp*/, const std::vector<std::size_t>& /*slices*/) {}
};

/// How many rows each slice of each bucket has; columns are loaded by the number of a slice, counted over all buckets.
using SliceRows = std::vector<std::vector<std::size_t>>;

struct IndexTools;
struct OpenBucket;
std::unique_ptr<EventSource> columns_of(const store::History& history, std::shared_ptr<IndexTools> tools,
                                        std::vector<OpenBucket> buckets, SliceRows slices);
/// `order[b]` lists the rows of bucket b.
std::unique_ptr<EventSource> columns_of(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order,
                                        SliceRows slices);

/// Where slice `number` is: its bucket, and its position there.
inline std::pair<std::size_t, std::size_t> slice_at(const SliceRows& slices, int number) {
  auto rest = static_cast<std::size_t>(number);
  std::size_t bucket = 0;
  while (rest >= slices[bucket].size()) rest -= slices[bucket++].size();
  return {bucket, rest};
}

}  // namespace cairn::journey
