// One customer as a whole, for people.
#pragma once

#include "base/json.h"

namespace cairn::cli {

/// As Workspace::profile() gives a customer, with "promises" where there is a map.
void print_whole(const Json& customer);

}  // namespace cairn::cli
