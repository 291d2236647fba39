// One customer's events in order, drilled out of the index: time, event, channel, amount, value and properties.
#pragma once

#include <string>

#include "journey/kind.h"

namespace cairn::journey {

Result<Answer> timeline_of(const Asked& asked, const std::string& customer);

}  // namespace cairn::journey
