// The cases behind the numbers of a map: the same pass that counts them names them.
#pragma once

#include <vector>

#include "map/observed.h"
#include "map/witness.h"

namespace cairn::map {

/// As many as the number says (of `failed`: one an event, of the others: one a case), in the order of the index.
Result<std::vector<Witnesses::Case>> behind(const journey::Index& index, const JourneyMap& map, const Behind& wanted,
                                            const journey::AskOptions& options = {}, const LeftOutOfMap& left_out = {});

}  // namespace cairn::map
