// What becomes of a segment whose file is not what the manifest says it is.
//
//   segment ──its size or hash is another──▶ set aside: nothing reads it, its bucket is indexed anew, the rest answers
//      ▲                                         │
//      └── the file of the backup that has its hash, unless its events were brought in again meanwhile
//
// The file stays where it is. What was set aside is named by `cairn verify`, in answers and in /metrics until it is
// back.
#pragma once

#include <string>
#include <vector>

#include "store/history.h"

namespace cairn::store {

/// The fault of a segment's file: it is missing, or has another size or hash; empty: none.
std::string fault_of_file(const std::filesystem::path& file, const Segment& segment);

/// Compares every file with the manifest and sets aside those that differ; gives those that are new. Needs
/// Access::write, and nobody else writes meanwhile.
Result<std::vector<DamagedSegment>> set_damaged_aside(History& history);

struct Restored {
  std::vector<Segment> back;
  std::vector<Damage> missing;  ///< and why each is not back
};
/// Brings back what was set aside, out of a backup of this workspace. Needs Access::write.
Result<Restored> restore_segments(History& history, const std::filesystem::path& backup);

}  // namespace cairn::store
