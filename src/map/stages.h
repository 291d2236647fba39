// Stages from the order of touchpoints together with the meaning of their names.
//
//   order     a   b   c   d   e   f
//   meaning   1   1   ?   3   2   ?          cost of every stage; "?" costs nothing anywhere
//   path      1   1   1   3   3   3          1. cheapest stages that never go back along the order
//   stage     1   1   1   3   2   3          2. a known name keeps to its meaning unless the path is far off;
//                                            3. an unknown one goes where its steps come from and lead to
//
// When names mean nothing, the order alone is cut where the fewest steps cross.
#pragma once

#include <vector>

#include "map/lexicon.h"
#include "map/order.h"

namespace cairn::map {

struct Placed {
  double weight = 1;   ///< how much it counts on the path, e.g. the logarithm of its cases
  bool known = false;  ///< its name has a stage
  StageCosts costs{};
};

/// A stage, 0 .. stages-1, for each touchpoint (by its number, not its place). `steps` counts from → to.
std::vector<std::size_t> stages_by_meaning(const std::vector<std::size_t>& order, const std::vector<Placed>& placed,
                                           const Counts& steps, std::size_t stages);

/// Without meaning: consecutive parts of the order, numbered from 0; at most max_stages.
std::vector<std::size_t> stages_by_order(const std::vector<std::size_t>& order, const Counts& steps);

}  // namespace cairn::map
