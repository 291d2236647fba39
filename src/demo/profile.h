// Which customers the company tells apart: segments, and personas that stand for them (schema/profile.schema.json).
#pragma once

#include "base/json.h"

namespace cairn::demo {

Json profile();

}  // namespace cairn::demo
