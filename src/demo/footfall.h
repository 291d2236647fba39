// How many people walk into each store in each hour: counts without persons, as a sensor above the door gives them.
// They belong beside the events, never into them: a count feeds a stage without pretending to be customers.
//
//   store,city,hour,measure,count,unit,source
#pragma once

#include <string>

#include "demo/retailer.h"

namespace cairn::demo {

/// Writes the CSV, as `cairn import --as counts` takes it: every store, every hour from 10 to 22 in Shanghai time, for
/// the period of the options. The counts grow with the number of customers, so that the share of the people who buy
/// stays the same.
Result<void> write_footfall(const DemoOptions& options, const std::string& path);

}  // namespace cairn::demo
