// Which share of the customers, and of what they brought, groups of them have.
#pragma once

#include <cstdint>
#include <vector>

#include "event/predicate.h"
#include "journey/index.h"

namespace cairn::profile {

struct Share {
  std::uint64_t customers = 0;
  double value = 0;
};

struct Shares {
  Share all;
  std::vector<Share> groups;  ///< as they were given; a customer counts in each that has them
};

/// Predicates without names over whole lives, up to the last event; `value` is a number of a customer, missing counts
/// as 0.
Result<Shares> shares_of(const journey::Index& index, const std::vector<CasePredicate>& groups, const Measure& value);

}  // namespace cairn::profile
