// Counts without persons on a draft: a measure that means what a touchpoint means stands beside that touchpoint's
// stage.
//
//   footfall, 客流   "Enter the store"   touchpoint store_enter  ──▶  its stage counts footfall
//   曝光             "See an ad"         no such touchpoint      ──▶  nowhere
#pragma once

#include <optional>
#include <vector>

#include "map/document.h"
#include "map/lexicon.h"

namespace cairn::map {

/// Fills the counts of stages, of a map that is whole otherwise; of each `what` only measure and unit are read.
void bind_counts(const std::vector<StageCounts>& what, std::optional<Domain> domain, JourneyMap& map);

}  // namespace cairn::map
