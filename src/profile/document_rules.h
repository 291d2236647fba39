// Reading the parts of a profile document that say how statements are read: for document.cc.
#pragma once

#include "profile/document.h"

namespace cairn::profile {

/// Both: the JSON follows the schema; `where` is the place of the part, for errors.
Result<ConsentRules> read_consent_rules(const Json& json, const std::string& where);
Result<PreferenceRules> read_preference_rules(const Json& json, const EventPredicate& purchase,
                                              const std::string& where);
PointRules read_point_rules(const Json& json);

}  // namespace cairn::profile
