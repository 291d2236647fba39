// Returns, exchanges, and the promise: within 30 days, in any store.
//
//   ask in a store ─▶ refund at the till │ another size │ refused: too late, or wrongly (the promise is broken)
//   ask online     ─▶ refund some days later
#pragma once

#include "demo/journey.h"

namespace cairn::demo {

/// What becomes of a purchase that the customer may not want to keep. True: it went back for money.
bool bring_back(Customer& customer, const Purchase& purchase, Seconds received);

}  // namespace cairn::demo
