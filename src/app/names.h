// Names instead of codes: an answer broken down by a property whose values a reference table names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace cairn::app {

/// The table that names the values of the property by which a question is broken down: "stores" for store and
/// store_id; nullopt when there is none.
std::optional<std::string> naming_table(const Json& question);

/// Property and table, of every property whose values have names.
std::vector<std::pair<std::string, std::string>> named_properties();

/// Puts names in place of the codes of an answer's groups; "a; b" is named part by part. Where two codes have one name
/// the code stands behind it. A note says that names are shown.
void put_names(Json& answer, const std::string& table, const std::map<std::string, std::string>& names);

}  // namespace cairn::app
