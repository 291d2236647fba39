// Promises that the events themselves tell: a property `promise` says what was promised, and the events of returning
// say what became of it.
//
//   till_receipt    promise "30天内任意门店退换"  order_id S7  ──▶  made, 30 days, any shop
//   return_request                               order_id S7  ──▶  asked
//   refund_paid · return_refused                 order_id S7  ──▶  kept · broken
#pragma once

#include "journey/index.h"

namespace cairn::map {

struct JourneyMap;

/// Fills the promise of touchpoints; of a map that is whole otherwise.
Result<void> bind_promises(const journey::Index& index, JourneyMap& map);

}  // namespace cairn::map
