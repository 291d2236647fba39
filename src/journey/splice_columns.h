// Property columns of a spliced bucket: the base's column and the values of the tail, put together by the same runs as
// the rows (splice.h).
//
//   codes     no text of the tail is new to a slice: codes are copied, and the dictionary is the base's; else both
//             dictionaries are merged, and codes of the base are looked up in a table
//   numbers   the form of the base's slice, if the tail's numbers have it, are copied; else the next form that holds
//   all
#pragma once

#include <memory>
#include <vector>

#include "journey/column_cache.h"
#include "journey/splice.h"

namespace cairn::journey {

/// `base`: the column of the base; `chunks`: that of each part of the tail.
std::shared_ptr<const BucketColumn> gather_codes(const Spliced& spliced, std::shared_ptr<const BucketColumn> base,
                                                 const std::vector<std::shared_ptr<const ChunkColumn>>& chunks);
std::shared_ptr<const BucketColumn> gather_numbers(const Spliced& spliced, std::shared_ptr<const BucketColumn> base,
                                                   const std::vector<std::shared_ptr<const ChunkColumn>>& chunks);

}  // namespace cairn::journey
