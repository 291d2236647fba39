// Short words for tests: who("phone:13812345678") is normalised; seen(…) is an observation.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/random.h"
#include "identity/resolve.h"

namespace cairn::identity {

inline constexpr std::int64_t hour_us = 3'600'000'000;

/// The n-th day of 2026, at an hour.
inline Time day(int number, int hour = 0) { return {1'767'225'600'000'000 + number * day_us + hour * hour_us}; }

/// "openid:wx1=oA" → (openid:wx1, oA); normalised.
inline Identifier who(std::string_view text) {
  auto at = text.find('=');
  REQUIRE(at != std::string_view::npos);
  auto found = normalise(text.substr(0, at), text.substr(at + 1), Rules().writing);
  REQUIRE_MESSAGE(found.identifies(), text);
  return found.identifier;
}

inline Observation seen(std::string_view a, std::string_view b, Time time, std::string_view in = "identify") {
  auto event = hash128(fmt::format("{} {} {}", a, b, time.us));
  return {who(a), who(b), time, event, "test", std::string(in)};
}

inline Rules rules_of(const char* json) {
  auto found = read_rules(Json::parse(json), "rules");
  REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().text()));
  return found->rules;
}

/// "user_id u1" or "user_id u1 | from day 3 user_id u2": whose an identifier is, in days of 2026.
inline std::string whose(const Resolution& found, std::string_view identifier) {
  auto spans = found.identifiers.find(who(identifier));
  if (spans == found.identifiers.end()) return "unknown";
  std::string text;
  for (const auto& each : spans->second) {
    if (each.from != no_time)
      text += fmt::format(" | {:.4g}: ", static_cast<double>(each.from - day(0).us) / static_cast<double>(day_us));
    text += each.customer.text();
  }
  return text;
}

inline const Customer& customer(const Resolution& found, std::string_view name) {
  for (const auto& each : found.customers)
    if (each.name == CustomerName{who(name), no_time}) return each;
  FAIL("no customer " << name);
  return found.customers.front();
}

/// "limit; shared": the reasons of what was refused, in order.
inline std::string refusals(const Customer& customer) {
  std::string text;
  for (const auto& each : customer.refused) text += (text.empty() ? "" : "; ") + std::string(name_of(each.outcome));
  return text;
}

}  // namespace cairn::identity
