// The changes that the retailer of the demo made, as change markers: what somebody in the company would have written
// down, and the measure that each was about. What came of them is in the events alone.
#pragma once

#include "base/json.h"

namespace cairn::demo {

/// {"markers": […]}, as the setting of a workspace; touchpoints are those of its drafted map.
Json change_markers();

}  // namespace cairn::demo
