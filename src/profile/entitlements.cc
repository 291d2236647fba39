#include "profile/entitlements.h"

#include <algorithm>

namespace cairn::profile {
namespace {

constexpr std::string_view giving[] = {"coupon_claim",  "coupon_claimed",      "coupon_granted",
                                       "coupon_issued", "entitlement_granted", "benefit_granted"};
constexpr std::string_view using_up[] = {"coupon_used", "coupon_redeemed", "entitlement_used", "benefit_used"};
constexpr std::string_view ending[] = {"coupon_expired", "coupon_revoked", "entitlement_ended", "benefit_ended"};
constexpr std::string_view id_names[] = {"coupon_id", "entitlement_id", "benefit_id", "优惠券编号", "券号"};
constexpr std::string_view name_names[] = {"coupon",    "entitlement", "benefit", "coupon_name",
                                           "promotion", "优惠券",      "权益"};
constexpr std::string_view until_names[] = {"valid_until", "expires_at", "expires", "有效期至", "到期时间"};

bool is_in(std::span<const std::string_view> list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string first_of(const CustomerEvent& event, std::span<const std::string_view> names) {
  for (auto name : names)
    if (auto text = text_of(event, name); !text.empty()) return text;
  return "";
}

/// The open one that an event of this id and name is about.
Entitlement* find_open(std::vector<Entitlement>& list, const std::string& id, const std::string& name) {
  auto found = std::find_if(list.begin(), list.end(), [&](const Entitlement& each) {
    bool same = id.empty() ? each.name == name : each.id == id;
    return each.state == EntitlementState::open && same;
  });
  return found == list.end() ? nullptr : &*found;
}

void run_out(std::vector<Entitlement>& list, Time now) {
  for (auto& each : list) {
    if (each.state != EntitlementState::open || !each.until || *each.until > now) continue;
    each.state = EntitlementState::ended;
    each.closed = each.until;
  }
}

}  // namespace

std::string_view name_of(EntitlementState state) {
  constexpr std::string_view names[] = {"open", "used", "ended"};
  return names[static_cast<std::size_t>(state)];
}

std::vector<Entitlement> entitlements_of(std::span<const CustomerEvent> events, Time now, const TimeZone& zone) {
  std::vector<Entitlement> list;
  for (const auto& event : events) {
    bool gives = is_in(giving, event.event), uses = is_in(using_up, event.event), ends = is_in(ending, event.event);
    if (!gives && !uses && !ends) continue;
    run_out(list, event.time);
    auto id = first_of(event, id_names), name = first_of(event, name_names);
    auto* open = find_open(list, id, name);
    if (!gives && open != nullptr) {
      open->state = uses ? EntitlementState::used : EntitlementState::ended;
      open->closed = event.time;
    }
    bool is_again = open != nullptr && !id.empty();
    if (gives && !is_again)
      list.push_back({id,
                      name,
                      EntitlementState::open,
                      event.time,
                      parse_time(first_of(event, until_names), zone),
                      {},
                      event.event,
                      event.source});
  }
  run_out(list, now);
  return list;
}

Json entitlements_json(const std::vector<Entitlement>& entitlements) {
  auto time = [](const std::optional<Time>& each) { return each ? Json(format_time(*each)) : Json(); };
  Json list = Json::array();
  for (const auto& each : entitlements)
    list.push_back({{"id", each.id},
                    {"name", each.name},
                    {"state", name_of(each.state)},
                    {"since", format_time(each.since)},
                    {"until", time(each.until)},
                    {"closed", time(each.closed)},
                    {"event", each.event},
                    {"source", each.source}});
  return list;
}

}  // namespace cairn::profile
