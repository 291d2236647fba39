// Touchpoints, stages and channels of a draft, from its arranged symbols. Very rare symbols are folded into one
// touchpoint "others" per stage, so that next to every event is covered.
#pragma once

#include "map/draft_goal.h"

namespace cairn::map {

struct DraftStages {
  std::vector<std::size_t> place;  ///< per symbol, in the order; SIZE_MAX: none
  std::vector<std::size_t> stage;  ///< per symbol, of the preset or of the cuts
};

/// What the draft knows of the map's touchpoints besides the map; parallel to map.touchpoints.
struct DraftTouchpoints {
  std::vector<unsigned> signs;
  std::vector<std::uint8_t> goal, folded;
  std::vector<std::uint64_t> cases, visits, last;
  Counts steps;
};

/// Fills map.stages, map.channels and map.touchpoints.
DraftTouchpoints make_touchpoints(const DraftSymbols& symbols, const Reading& reading, const Flow& flow,
                                  const Goal& goal, const std::vector<std::uint8_t>& ends, const DraftStages& stages,
                                  JourneyMap& map);

/// At most `most` touchpoints in the overview: those of the goal, of the pains and forks, of every stage the most used,
/// then the most used of all, at most five a stage.
void choose_overview(const DraftTouchpoints& touchpoints, std::size_t most, JourneyMap& map);

}  // namespace cairn::map
