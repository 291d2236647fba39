// How many people walk into each store in each hour: counts without persons, as a sensor above the door gives them.
// They belong beside the events, never into them: a count feeds a stage without pretending to be customers.
//
//   store,city,hour,measure,count,unit,source
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "demo/catalogue.h"
#include "demo/retailer.h"

namespace cairn::demo {

inline constexpr std::string_view footfall_measure = "footfall", footfall_unit = "people";

using TakeFootfall = std::function<Result<void>(const Store& store, Time begins, std::int64_t entered)>;

/// Every store, every hour from 10 to 22 in Shanghai time, for the period of the options; stops at the first error of
/// `take`. The counts grow with the number of customers, so that the share of the people who buy stays the same.
Result<void> count_footfall(const DemoOptions& options, const TakeFootfall& take);

/// Writes them as the CSV that `cairn import --as counts` takes.
Result<void> write_footfall(const DemoOptions& options, const std::string& path);

}  // namespace cairn::demo
