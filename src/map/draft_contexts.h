// Where waiting may be long: a touchpoint at which customers stand or are handled (offline, a queue, staff), and
//   - a property whose values tell slow from quick places ("store is A or B": its slowest tenth waits 1.8 times longer
//     than at the usual store), or
//   - a wait in the slowest tenth; only in a queue or in the course of a service case, for in other places customers
//     rather take their own time.
// Chosen by waits alone; whether outcomes are worse for it is tested afterwards, on what this has not looked at.
#pragma once

#include "journey/index.h"
#include "map/document.h"

namespace cairn::map {

struct SlowContext {
  std::size_t touchpoint = 0;
  std::optional<EventPredicate> signal;
  std::int64_t longer_ms = 0;  ///< 0: none
};

/// `signs` as of the lexicon, per touchpoint.
Result<std::vector<SlowContext>> slow_contexts(const journey::Index& index, const JourneyMap& map,
                                               const std::vector<unsigned>& signs, bool service, int threads);

}  // namespace cairn::map
