// One customer's way over a map: where each event stands, and what was promised to them until when.
//
//   events    seen   store entry   paid(W1)        return asked(W1)
//   stage     aware  consider      buy             service
//   promise                        made ───────────┼─ kept until …     running, open, kept, broken, …
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "map/document.h"
#include "map/promise_lives.h"

namespace cairn::map {

/// A promise as one customer has it.
struct PromiseHeld {
  std::size_t touchpoint = 0;  ///< in JourneyMap::touchpoints
  std::string of;              ///< the value of Promise::by, such as an order; empty: the map names none
  Time made;
  std::optional<Time> deadline, asked, answered;
  PromiseLife::State state = PromiseLife::State::running;
};

struct Walked {
  std::vector<std::optional<std::size_t>> touchpoints;  ///< of each event, in JourneyMap::touchpoints
  std::vector<PromiseHeld> promises;                    ///< by when they were made
};

/// `events` in order; `now` says which deadlines have passed.
Walked walk(const JourneyMap& map, const std::vector<journey::CustomerEvent>& events, Time now);

}  // namespace cairn::map
