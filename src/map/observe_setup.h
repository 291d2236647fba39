// What observing a map needs before it looks at events: the map's predicates and ids as numbers.
#pragma once

#include <limits>

#include "journey/filter_set.h"
#include "map/document.h"
#include "map/pain_count.h"

namespace cairn::map {

inline constexpr std::size_t no_number = std::numeric_limits<std::size_t>::max();

struct ObserveSetup {
  const JourneyMap& map;
  /// In which the following are numbers, and those of emotions and promises.
  std::shared_ptr<journey::FilterSet> predicates;
  std::vector<std::size_t> stage_of;  ///< per touchpoint
  std::vector<std::uint8_t> ends;     ///< per touchpoint
  std::size_t goal_stage = no_number;
  journey::PredicateNumber goal;
  std::vector<journey::PredicateNumber> failure, until;  ///< per touchpoint
  bool any_until = false, any_ends = false;
  std::uint64_t failure_marks = 0;  ///< RowClasses::mark_of all failures
  std::vector<journey::PredicateNumber> milestone_on;
  std::vector<journey::PredicateNumber> milestone_after;
  std::vector<std::size_t> milestone_stage;             ///< or no_number
  std::vector<std::vector<std::size_t>> milestones_of;  ///< per stage
  std::vector<journey::PredicateNumber> signal;                  ///< per pain
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

}  // namespace cairn::map
