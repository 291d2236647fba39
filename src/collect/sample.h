// The first records of a file, kept while its columns are recognised; a stream cannot be read twice.
#pragma once

#include <string>
#include <vector>

#include "collect/records.h"

namespace cairn::collect {

struct Sample {
  /// So many records are looked at; batches come whole, so more may be kept.
  static constexpr std::size_t wanted_rows = 10'000;
  /// Records may be large (4 MiB): so much is enough, however few they are.
  static constexpr std::size_t most_batches = 24;

  std::vector<RecordBatch> batches;
  std::vector<std::string> columns;
  bool is_all = false;  ///< the file ends within the sample

  static Result<Sample> take(RecordSource& records);
  std::size_t rows() const;
  /// The filled cells of a column, of the first wanted_rows records that are not broken.
  std::vector<Cell> cells(std::size_t column) const;
  /// How many records cells() looks at.
  std::size_t rows_looked_at() const;
};

}  // namespace cairn::collect
