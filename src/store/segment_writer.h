// Turns rows into a segment: one Parquet file, sorted, durable, hashed and measured, but not yet in the manifest.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "store/history_state.h"

namespace cairn::store {

/// Writes rows, which are in index order, as `segment`, whose number, bucket, file and columns are set; gives it with
/// rows, bytes and hash. No rows leave no file.
Result<Segment> write_segment(Duck& duck, const std::filesystem::path& folder, Segment segment, RowSource& rows);
/// Runs work(duck, item) for items 0 .. count-1 on up to `threads` threads, each with a connection of its own. The
/// first error stops the rest and is returned.
Result<void> for_each(Duck& duck, std::size_t count, int threads,
                      const std::function<Result<void>(Duck&, std::size_t)>& work);

}  // namespace cairn::store
