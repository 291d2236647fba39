// The stages of an import at work at once, each on a thread of its own; batches pass in the order of the file, so the
// outcome does not depend on who is faster.
//
//   reader ──records──▶ mapper ──events──▶ take(), on the caller's thread
//          └ at most two ┘       └ at most two ┘        batches wait: memory stays bounded
#pragma once

#include <functional>

#include "collect/event_maker.h"
#include "collect/sample.h"
#include "collect/source_bytes.h"

namespace cairn::collect {

struct MappedBatch {
  EventBatch events;
  std::uint64_t bytes_done = 0;  ///< of the file, when its records had been read
  std::uint64_t rows = 0;        ///< read so far
};

/// Sends the sample and the rest of the records through the maker. `bytes` may be null. Ends with the first error of
/// the source or of take; then the maker may have made more than was taken.
Result<void> run_pipeline(RecordSource& source, Sample sample, const SourceBytes* bytes, EventMaker& maker,
                          const std::function<Result<void>(const MappedBatch&)>& take);

}  // namespace cairn::collect
