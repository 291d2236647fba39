// What the history and the tables say about how far a map can be trusted (map/trust.h), and which events are left out
// of it: those that the setting `exclude` matches, and those of the numbers and member cards in the table of staff.
#pragma once

#include "event/predicate.h"
#include "journey/index.h"
#include "map/trust.h"

namespace cairn::app {

/// Kept in index/trust.json as long as the history and the zone are the same.
Result<map::Trust> trust_of(const store::History& history, const TimeZone& zone);

/// nullopt: nothing is.
Result<std::optional<EventPredicate>> left_out_of_maps(const store::History& history);
Result<std::uint64_t> count_events(const journey::Index& index, const EventPredicate& predicate);

}  // namespace cairn::app
