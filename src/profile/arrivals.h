// What arrived in the history since a book last read it, with the answers to what its segments ask.
//
//   segments that are new ──one query──▶ kind, identifier, event, time and the wanted properties ──asked.h──▶ Arrival
//
// Events come in the order of their arrival; those of a whole history identifier by identifier, in order.
#pragma once

#include <functional>

#include "profile/book.h"
#include "store/duck.h"
#include "store/history.h"

namespace cairn::profile {

/// Of the events that arrived from `first_arrival` on; 0: of all.
Result<void> read_arrivals(const store::History& history, store::Duck& duck, std::int64_t first_arrival, Asked& asked,
                           const std::function<void(const Arrival&)>& take);

/// The horizon: the latest instant of which a history knows anything, ms since 1970; nullopt: it is empty.
std::optional<std::int64_t> horizon_of(const store::History& history);

}  // namespace cairn::profile
