// Many small segments of a bucket become few: which ones are due, and how they become one.
//
//   tiers by rows, a factor of 8 each:   |· · · · · · · ·|  |o o o|  |O|
//                                        8 of one tier ──▶ one of the next
//   small ones together past an eighth of the largest ──▶ all become one
//
// The parts stay on disk until no snapshot that names them is used any more (History::State::commit).
#pragma once

#include <vector>

#include "store/history_state.h"

namespace cairn::store {

/// The parts of the smallest merge that is due; empty: none is.
std::vector<Segment> due_merge(const Manifest& manifest, const MergeLimits& limits);

/// Makes one segment of each group; a group is of one bucket, and has at least two. Then reloads the manifest.
Result<void> merge_segments(History::State& history, Duck& duck, std::vector<std::vector<Segment>> groups, int threads);

}  // namespace cairn::store
