// The official account: following, binding a phone number, the welcome; then articles, messages, points and coupons for
// as long as the customer follows.
#pragma once

#include "demo/customer.h"

namespace cairn::demo {

/// Joins after a purchase, perhaps: follow, bind, welcome. QR codes lead there in stores.
void join_account(Customer& customer, Seconds at, const Store* store);

/// Articles, messages and coupons, or leaving again.
void stay_in_touch(Customer& customer);

}  // namespace cairn::demo
