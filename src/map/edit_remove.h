// Taking an element away together with all that names it, so that the document stays sound.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace cairn::map {

/// With a touchpoint go its links, the forks behind it and its place in the designed order; with a stage its
/// touchpoints; of everything else only the mention. What is not there leaves the document as it is.
void remove_whole(Json& document, const std::string& list, const std::string& key);

/// A designed order without one of its touchpoints; nullopt: nothing is left of it.
std::optional<Json> design_without(const Json& part, const std::string& id);

}  // namespace cairn::map
