// Several sorted segments of a bucket as one, without sorting again and with little memory: each is read as a stream,
// and the smallest row at the front of any goes next.
//
//   b03-000012 ──▶ chunk ┐
//   b03-000029 ──▶ chunk ┼─ smallest (hash, customer, kind, time, arrival) ──▶ chunk ──▶ COPY
//   b03-000041 ──▶ chunk ┘
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/history_state.h"

namespace cairn::store {

/// Rows of `parts` in index order, with the fixed columns and those of `places`, which a part may lack.
Result<std::unique_ptr<RowSource>> merged_rows(const std::filesystem::path& folder, const std::vector<Segment>& parts,
                                               const std::vector<PropertyPlace>& places);

}  // namespace cairn::store
