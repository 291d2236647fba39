// The tail of a bucket: rows of the segments that came after its base (base_bucket.h), in memory, in index order.
//
//   commit 1   [a b b d]──chunk 0 ┐
//   commit 2   [a c]    ──chunk 1 ├── merged ──▶ a a b b c d …   each with (chunk, row), where its properties are
//   commit 3   [b b d]  ──chunk 2 ┘
//
// A chunk is what one refresh has read of one bucket: it never changes, and is shared by all indexes that came later.
// Each has what arrived from one moment to the next, so equal times keep the order of chunks, and merging segments
// changes nothing: properties are read later from whatever segments have these arrivals then.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "journey/index.h"
#include "journey/run.h"

namespace cairn::journey {

class DuckPool;

/// The values of one property in a chunk, in the order of its rows.
struct ChunkColumn {
  std::vector<double> numbers;       ///< NaN: missing
  std::vector<std::uint32_t> codes;  ///< 0: missing, else texts[code - 1]
  std::vector<std::string> texts;    ///< each once, in no order
};

class Chunk {
 public:
  struct Row {
    std::uint64_t hash;
    std::int64_t us, arrival;
    std::uint32_t customer;  ///< in customers(); one customer may have several entries there
    std::uint16_t type;
  };
  Chunk(std::vector<Row> rows, std::vector<CustomerId> customers);
  const std::vector<Row>& rows() const { return rows_; }  ///< in index order
  const CustomerId& customer(std::uint32_t i) const { return customers_[i]; }

  /// Null when it has not been read yet. Safe to use from several threads.
  std::shared_ptr<const ChunkColumn> column(const std::string& key) const;
  void keep(const std::string& key, std::shared_ptr<const ChunkColumn> column) const;

 private:
  std::vector<Row> rows_;
  std::vector<CustomerId> customers_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const ChunkColumn>> columns_;
};

struct Tail {
  struct Row {
    std::uint64_t hash;
    std::int64_t us;
    std::uint32_t part, row, customer;
    std::uint16_t type;
    std::int64_t ms_since_1930() const { return us / 1000 - epoch_1930_ms - (us % 1000 < 0); }
  };
  struct Part {
    std::shared_ptr<const Chunk> chunk;
    int bucket = 0;
    std::int64_t first_arrival = 0, end_arrival = 0;  ///< what of the bucket it has
  };
  std::vector<Part> parts;
  std::vector<Row> rows;  ///< of all parts, in index order
  const CustomerId& customer(const Row& row) const { return parts[row.part].chunk->customer(row.customer); }
};

/// What arrived from `first_arrival` on; null: nothing, or not known apart from what came before. `tail` may be null.
std::shared_ptr<const Tail> since(std::shared_ptr<const Tail> tail, std::int64_t first_arrival);
/// With what arrived after it. `old` may be null.
std::shared_ptr<const Tail> extended(const Tail* old, Tail::Part part);

/// What arrived in a bucket from one moment to before another.
struct ChunkRequest {
  int bucket = 0;
  std::int64_t first_arrival = 0, end_arrival = 0;
  std::uint64_t rows = 0;  ///< by the manifest
};
/// Reads the rows, a chunk a request, at most one of a bucket: many small ones with one query.
Result<std::vector<std::shared_ptr<const Chunk>>> read_chunks(const store::History& history, DuckPool& pool,
                                                              const std::vector<ChunkRequest>& requests, Run* run);

/// An expression over columns of the history, to be read for chunks.
struct ChunkValues {
  std::string key;                ///< names them in the chunks
  std::string what;               ///< for errors
  std::vector<std::string> from;  ///< columns of segments
  std::string expression;
  ColumnForm form = ColumnForm::codes;
};
/// Reads them for all `parts` that lack them, with one query; the parts of several buckets may be mixed.
Result<void> read_values(const store::History& history, DuckPool& pool, const std::vector<const Tail::Part*>& parts,
                         const ChunkValues& values);

}  // namespace cairn::journey
