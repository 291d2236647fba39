// What a customer may claim: coupons and benefits that were given, until they are used, taken back or run out.
//
//   coupon_claim {coupon_id: C7, coupon: 满300减50, valid_until: 2026-04-01}     open
//   coupon_used  {coupon_id: C7}                                                used
//
// An entitlement is told by `coupon_id` or `entitlement_id`; without one by its name (coupon, entitlement, promotion):
// then a use closes the oldest open one of that name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/statements.h"

namespace cairn::profile {

enum class EntitlementState { open, used, ended };  ///< ended: taken back or run out
std::string_view name_of(EntitlementState state);

struct Entitlement {
  std::string id, name;  ///< one of them may be empty
  EntitlementState state = EntitlementState::open;
  Time since;
  std::optional<Time> until;   ///< it is valid before this
  std::optional<Time> closed;  ///< when it was used, taken back or ran out
  std::string event, source;   ///< that gave it
};

/// Of a customer's events in order, as it stands at `now`. Times without a zone are read in `zone`.
std::vector<Entitlement> entitlements_of(std::span<const CustomerEvent> events, Time now, const TimeZone& zone);
Json entitlements_json(const std::vector<Entitlement>& entitlements);

}  // namespace cairn::profile
