// One customer's events, written down for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "profile/statements.h"

namespace cairn::profile {

inline Time at(const std::string& text) { return *parse_time(text, TimeZone::utc()); }

inline Literal literal(const std::string& text) {
  auto number = Json::parse(text, nullptr, false);
  return {text, number.is_number() ? std::optional(number.get<double>()) : std::nullopt};
}

/// channel, amount and value are the event's own, others its properties; "property_channel" is a property `channel`.
inline CustomerEvent happened(const std::string& when, const std::string& what,
                              const std::vector<std::pair<std::string, std::string>>& with = {},
                              const std::string& source = "crm") {
  CustomerEvent event{at(when), what, "", source, "", {}, "", {}, {}, hash128(when + what)};
  for (const auto& [name, text] : with) {
    if (name == "channel")
      event.channel = text;
    else if (name == "amount")
      event.amount = literal(text).number;
    else if (name == "value")
      event.value = literal(text).number;
    else
      event.properties.emplace_back(name == "property_channel" ? "channel" : name, literal(text));
  }
  return event;
}

}  // namespace cairn::profile
