// What comes after paying: the delivery or collecting in a store, ratings, reviews, posts, help and returns.
#pragma once

#include "demo/journey.h"

namespace cairn::demo {

/// The stage of using what was bought.
void live_with(Customer& customer, const Purchase& purchase);

}  // namespace cairn::demo
