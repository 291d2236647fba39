// Help after buying: a ticket is opened, answered first by a person or a bot, and closed.
#pragma once

#include "demo/journey.h"

namespace cairn::demo {

void ask_for_help(Customer& customer, const Purchase& purchase, Seconds received);

}  // namespace cairn::demo
