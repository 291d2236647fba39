// What comes after paying: the delivery, ratings, reviews, posts, help and returns; then, for followers of the official
// account, articles, messages, points and coupons.
#pragma once

#include "demo/journey.h"

namespace cairn::demo {

/// Joins the official account after a purchase, perhaps: follow, bind, welcome. Scanned QR codes lead there in stores.
void join_account(Customer& customer, Seconds at, const Store* store);

/// The stage of using what was bought.
void live_with(Customer& customer, const Purchase& purchase);

/// A rating of the visit to a store, low after a long wait; also of visits that ended without a purchase.
void rate_service(Customer& customer, Seconds at, const Store& store, double waited_min, bool bought);

/// Articles, messages and coupons over the year, for as long as the customer follows.
void stay_in_touch(Customer& customer);

}  // namespace cairn::demo
