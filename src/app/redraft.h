// Drafts a map again and takes what was accepted (map/redraft.h), round by round: a touchpoint that has been taken lets
// the ways to and from it be proposed.
#pragma once

#include <functional>

#include "api/workspace.h"
#include "journey/index.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::app {

using Observe = std::function<Result<map::Observed>(const map::JourneyMap&)>;

/// {"map": the document with what was accepted, "applied": [id…], "proposals": [{"id","text","n"}…] that are left}.
/// Fails where an accepted or rejected id is not proposed.
Result<Json> redraft(const journey::Index& index, map::JourneyMap map, const api::RedraftRequest& request,
                     const Observe& observe);

}  // namespace cairn::app
