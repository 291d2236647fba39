// What became of a link.
#pragma once

#include <cstdint>
#include <string_view>

#include "identity/links.h"

namespace cairn::identity {

enum class Outcome : std::uint8_t {
  joined,       ///< made two customers one
  agrees,       ///< says what stronger or earlier links said already
  carries,      ///< gives an interval of a device or cookie to a person
  belongs,      ///< gives an order or receipt to a person
  nobody,       ///< refused from here on: one of the two identifies nobody under the rules
  shared,       ///< one of the two is shared
  limit,        ///< a customer would have more of a kind than it may
  too_many,     ///< a customer would have more identifiers in all than it may
  never,        ///< somebody decided that two identifiers are never one customer
  other_owner,  ///< the order or receipt belongs to somebody else already
};
/// Stable, for programs.
constexpr std::string_view name_of(Outcome outcome) {
  constexpr std::string_view names[] = {"joined", "agrees", "carries",  "belongs", "nobody",
                                        "shared", "limit",  "too-many", "never",   "other-owner"};
  return names[static_cast<std::size_t>(outcome)];
}
constexpr bool is_accepted(Outcome outcome) { return outcome < Outcome::nobody; }

struct Verdict {
  LinkId link;
  Outcome outcome;
  std::uint32_t detail;  ///< limit: number of the kind; never: number of the decision
};

}  // namespace cairn::identity
