// Parts of truth() (retailer.h) that are about what changed, who is known and how the events arrive.
#pragma once

#include "base/json.h"

namespace cairn::demo {

Json planted_changes();      ///< X, Y, Z, Starbucks, Dell, Amazon, and the one without effect
Json planted_gap();          ///< between new and returning customers
Json planted_returns();      ///< shares by shop; the promise and how often it is broken
Json planted_knowing();      ///< anonymous receipts, scans, binds, unfollowing, answers, clerk cards
Json planted_identifiers();  ///< how they hang together, what misleads, and what the company declared
Json planted_delivery();     ///< late stores, events sent twice
Json planted_stories();      ///< the three customers with names of their own

}  // namespace cairn::demo
