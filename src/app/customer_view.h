// One customer as a whole: what they did and where on a map that stands, what they were promised, who they are.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "map/walked.h"

namespace cairn::app {

/// Puts the columns "stage" and "touchpoint" (ids of the map) behind "event" in the answer of one customer's timeline,
/// whose rows are those of `events` from `offset` on.
void add_places(Json& answer, const map::JourneyMap& map, const map::Walked& walked, std::size_t offset);

/// [{"touchpoint","terms": {three languages},"of"?,"made","deadline"?,"state","asked"?,"answered"?}…], those that
/// still wait for something first.
Json promises_json(const map::JourneyMap& map, const map::Walked& walked);

}  // namespace cairn::app
