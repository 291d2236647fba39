// Pains of a draft: many candidates are counted, and few are kept — those whose customers fare worse, by more than
// chance. See pain_count.h for what each kind compares.
#pragma once

#include "map/draft_flow.h"
#include "map/observed.h"

namespace cairn::map {

/// A map's touchpoint in the terms of the draft.
struct DraftPlace {
  std::vector<unsigned> signs;  ///< per touchpoint of the map
  Counts steps;                 ///< visits, touchpoint → touchpoint
  bool service = false;         ///< a case that is handled: between its steps the customer waits
};

/// Adds pains, their evidence and opportunities to a map that has all the rest, and marks their touchpoints.
Result<void> add_pains(const journey::Index& index, const DraftPlace& place, int threads, JourneyMap& map);

}  // namespace cairn::map
