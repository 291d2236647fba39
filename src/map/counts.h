// Counts of nobody in particular on a map: footfall, impressions, mentions. They are summed over the period of the map
// and set beside the cases of their stage; nobody knows who of them is who, so they are never joined.
//
//   客流  ▨▨▨▨▨▨▨▨▨▨▨▨▨▨▨ 12,480 counted       identified per counted: 46 / 12,480
//   cases ■
#pragma once

#include <functional>
#include <vector>

#include "map/observed.h"

namespace cairn::map {

/// The sum of what a stage names over the hours that begin later than the first time, and not later than the second.
using SumCounts = std::function<Result<double>(const StageCounts&, Time after, Time until)>;

/// What the stages of the map name, from the hour of the first event used to that of the last. `place_name` gives a
/// place's name for people.
Result<std::vector<CountObserved>> counts_on(const JourneyMap& map, const Observed& observed, const SumCounts& sum,
                                             const std::function<std::string(const std::string&)>& place_name);

}  // namespace cairn::map
