// What observing a map needs before it looks at events: the map's predicates as filters, ids as numbers.
#pragma once

#include <limits>

#include "journey/filter.h"
#include "map/document.h"
#include "map/pain_count.h"

namespace cairn::map {

inline constexpr std::size_t no_number = std::numeric_limits<std::size_t>::max();

struct ObserveSetup {
  const JourneyMap& map;
  std::vector<std::size_t> stage_of;  ///< per touchpoint
  std::vector<std::uint8_t> ends;     ///< per touchpoint
  std::size_t goal_stage = no_number;
  std::optional<journey::Filter> goal;
  std::vector<std::optional<journey::Filter>> failure, until;  ///< per touchpoint
  std::vector<journey::Filter> milestone_on;
  std::vector<std::optional<journey::Filter>> milestone_after;
  std::vector<std::vector<std::size_t>> milestones_of;  ///< per stage
  std::vector<std::optional<journey::Filter>> signal;   ///< per pain
  std::vector<std::uint32_t> link_at;                   ///< from × to → link + 1
  std::vector<std::vector<std::size_t>> branches;       ///< per decision, touchpoint numbers; SIZE_MAX: leaves
  std::vector<std::size_t> decision_at;                 ///< touchpoint number
  PainRules pains;

  ObserveSetup(const journey::Index& index, const JourneyMap& of);
  std::size_t touchpoints() const { return map.touchpoints.size(); }
  std::size_t number(const std::string& touchpoint) const {
    const auto* found = map.touchpoint(touchpoint);
    return found == nullptr ? no_number : static_cast<std::size_t>(found - map.touchpoints.data());
  }
};

/// The predicates as masks of one bucket; empty where there is none.
struct ObserveMasks {
  journey::Mask goal;
  std::vector<journey::Mask> failure, milestone_on, milestone_after, signal;

  static Result<ObserveMasks> make(const ObserveSetup& setup, const journey::Bucket& bucket);
};

}  // namespace cairn::map
