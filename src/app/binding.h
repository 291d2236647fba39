// How many events a predicate matches, while somebody writes it.
#pragma once

#include "journey/index.h"
#include "map/observed.h"

namespace cairn::app {

/// {"events","customers","from","to","examples":[{"event","at","customer","kind","channel","properties"}…],"notes"};
/// the examples are the latest, each of another customer. Names that the events do not have are notes, not errors: half
/// a predicate is being written.
Result<Json> binding(const journey::Index& index, const EventPredicate& on, const map::LeftOutOfMap& left_out,
                     std::size_t examples = 5);

}  // namespace cairn::app
