// A map as a workspace shows it: what customers did, what that rests on, the counts beside it, and names for codes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "journey/index.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::app {

struct SeenMap {
  map::JourneyMap map;                    ///< with names in place of codes in its texts
  std::optional<map::Observed> observed;  ///< none while the workspace is empty
};

/// The days that a map is about: from the first, before the second.
struct MapPeriod {
  std::optional<Time> from, to;
};

/// Observes a map; `index` may be null (an empty workspace).
Result<SeenMap> see_map(const store::History& history, const journey::Index* index, map::JourneyMap map,
                        const TimeZone& zone, const MapPeriod& period = {}, const map::MapFilter& only = {});

/// What maps of this workspace leave out: events of staff, the days that are not complete yet.
Result<map::LeftOutOfMap> left_out_for(const store::History& history, const TimeZone& zone, const map::Trust& trust,
                                       const MapPeriod& period, const map::MapFilter& only);

/// Puts names in place of the codes that the map's pains and touchpoints speak of, in their texts only.
void put_names(map::JourneyMap& map, const std::string& property, const std::map<std::string, std::string>& names);

}  // namespace cairn::app
