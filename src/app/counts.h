// The counts of a workspace, where they meet what the store knows nothing of: the demo's footfall, drafts and maps.
#pragma once

#include <filesystem>
#include <vector>

#include "demo/retailer.h"
#include "map/counts.h"
#include "store/counts.h"

namespace cairn::app {

/// Puts the footfall of the demo into the table, as if its file were imported.
Result<void> put_footfall(const std::filesystem::path& workspace, const demo::DemoOptions& options);

/// What the table holds, as a draft asks for it.
Result<std::vector<map::StageCounts>> counted_measures(const std::filesystem::path& workspace);

/// What the stages of a map name, summed. `places`: names of places by their codes.
Result<std::vector<map::CountObserved>> counts_of(const std::filesystem::path& workspace, const map::JourneyMap& map,
                                                  const map::Observed& observed,
                                                  const std::map<std::string, std::string>& places);

}  // namespace cairn::app
