// What breaks an answer down, as text on the command line.
//
//   channel                        "channel"
//   last(city of paid) in last 90d {"measure":"last","of":"city","where":{"event":"paid"},"in_last":"P90D"}
//   trait.city                     {"trait":"city"}
//   segments(vip, new)             {"segments":["vip","new"]}
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace cairn {

/// As "by" of a question; whatever is none of the other forms is a property.
Result<Json> by_from_text(std::string_view text);

}  // namespace cairn
