// A step matrix as people read it: a line for every item, a column for every position.
#pragma once

#include "base/json.h"

namespace cairn::cli {

/// The answer to a step_matrix with its rows turned: shares, or in a comparison the differences of shares.
Json as_matrix(const Json& answer);

}  // namespace cairn::cli
