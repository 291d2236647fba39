// The rows of a joined index (joined.h): which raw rows each of its slices has.
#pragma once

#include <memory>
#include <vector>

#include "journey/block.h"
#include "journey/index_build.h"
#include "journey/joined.h"

namespace cairn::journey {

/// Rows [begin, end) of a raw slice.
struct RowRun {
  std::uint32_t slice, begin, end;
};

struct JoinedSlice {
  std::vector<RowRun> runs;
  std::vector<std::uint32_t>
      customers;  ///< of what is left of a raw slice: their places in it; else in Joins::customers
  Block memory;
  Bucket view;
};

/// Slice i is raw slice i, or what is left of it; slices of customers who were joined follow.
struct Joined {
  std::shared_ptr<const Joins> joins;
  std::size_t raw_slices = 0;
  std::vector<std::unique_ptr<JoinedSlice>> slices;  ///< null: the raw one
  std::size_t rows(std::size_t slice) const { return slices[slice]->view.rows(); }
};

/// `raw` are the slices of `open`, in order.
Result<std::shared_ptr<const Joined>> join_rows(const std::vector<OpenBucket>& open, const std::vector<Bucket>& raw,
                                                std::shared_ptr<const Joins> joins, std::size_t slice_rows);

}  // namespace cairn::journey
