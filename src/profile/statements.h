// How one customer's events are read here: what they state.
//
//   identify {city: 上海, likes: ["跑步","徒步"]}        states traits, as does a row of a table of members
//   survey_answer {interest: "跑步、徒步"}               a list in one property, however it is written
//
// Events that only state something are no steps of a journey: drafts of maps leave them out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/predicate.h"
#include "journey/index.h"

namespace cairn::profile {

using journey::CustomerEvent;

/// Of the types of which a trait is the last stated value (event/case_names.h).
bool states_traits(std::string_view event_type);

/// The property of that name; null where the event has none or an empty one.
const Literal* find_property(const CustomerEvent& event, std::string_view name);
std::string text_of(const CustomerEvent& event, std::string_view name);
/// The number that a property holds, else none.
std::optional<double> number_of(const CustomerEvent& event, std::string_view name);

/// The values of a list in one text: a JSON array, or parts between , ; | / and their Chinese forms. Blanks around a
/// part and empty parts are left out.
std::vector<std::string> parts_of(std::string_view text);

}  // namespace cairn::profile
