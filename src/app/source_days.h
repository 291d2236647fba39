// Each source day by day: did everything come, did it come in time, does it agree with the books?
//
// An order is an event with an amount above zero; net sales are all amounts, refunds with their minus. Lag is the time
// from an event to its receipt. A gap is the longest time of a day between two hours with events. Control totals are
// what another system says: counts with the measures "control events", "control orders" and "control net_sales" whose
// place is the source (cairn import --as counts).
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "store/history.h"

namespace cairn::app {

/// As api::Workspace::source_days.
Result<Json> source_days(const store::History& history, const TimeZone& zone, const Json& request);

}  // namespace cairn::app
