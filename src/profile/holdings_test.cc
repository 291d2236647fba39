// What a customer bought and may claim.
#include <doctest/doctest.h>

#include "profile/entitlements.h"
#include "profile/profile_test_support.h"
#include "profile/purchases.h"

namespace cairn::profile {

TEST_CASE("an order is one purchase, of its last type of event, with all its lines") {
  std::vector<CustomerEvent> events{
      happened("2026-01-01", "order_placed", {{"order_id", "A1"}, {"amount", "400"}, {"product", "云步"}}),
      happened("2026-01-02", "order_paid", {{"order_id", "A1"}, {"amount", "300"}, {"product", "云步"}}),
      happened("2026-01-02", "order_paid", {{"order_id", "A1"}, {"amount", "60"}, {"product", "鞋油"}}),
      happened("2026-01-03", "till_receipt", {{"amount", "120.5"}, {"store", "徐家汇店"}, {"category", "凉鞋"}}),
      happened("2026-01-04", "till_receipt", {{"amount", "20"}}),
      happened("2026-01-05", "refund_paid", {{"order_id", "A1"}, {"amount", "-300"}})};
  for (auto& event : events) event.currency = "CNY";
  auto purchases = purchases_of(events, *parse_event_predicate("amount > 0"));
  REQUIRE(purchases.list.size() == 3);
  CHECK(purchases.list[0].event == "order_paid");
  CHECK(purchases.list[0].amount == 360);
  CHECK(purchases.list[0].what == std::vector<std::string>{"云步", "鞋油"});
  CHECK(purchases.list[1].store == "徐家汇店");
  CHECK(purchases.list[1].what == std::vector<std::string>{"凉鞋"});
  CHECK(purchases.totals.at("CNY") == 500.5);
  auto json = purchases_json(purchases, 1);
  CHECK(json["count"] == 3);
  CHECK(json["list"].size() == 1);
  CHECK(json["list"][0]["amount"] == 20);
  CHECK(json["first"] == "2026-01-02T00:00:00Z");
  CHECK(purchases_json({})["last"].is_null());
}

TEST_CASE("entitlements are open until they are used, taken back or run out") {
  std::vector<CustomerEvent> events{
      happened("2026-01-01", "coupon_claim",
               {{"coupon_id", "C7"}, {"coupon", "满300减50"}, {"valid_until", "2026-04-01"}}),
      happened("2026-01-02", "coupon_claim",
               {{"coupon_id", "C8"}, {"coupon", "满300减50"}, {"valid_until", "2026-02-01"}}),
      happened("2026-01-03", "entitlement_granted", {{"权益", "生日礼"}}),
      happened("2026-01-04", "entitlement_granted", {{"权益", "生日礼"}}),
      happened("2026-01-05", "coupon_claim", {{"coupon_id", "C7"}}),
      happened("2026-02-10", "coupon_used", {{"coupon_id", "C7"}}),
      happened("2026-02-11", "coupon_used", {{"coupon_id", "C8"}}),
      happened("2026-02-12", "entitlement_ended", {{"权益", "生日礼"}})};
  auto list = entitlements_of(events, at("2026-03-01"), TimeZone::utc());
  REQUIRE(list.size() == 4);
  CHECK(list[0].state == EntitlementState::used);
  CHECK(*list[0].closed == at("2026-02-10"));
  CHECK(list[1].state == EntitlementState::ended);  // used too late
  CHECK(*list[1].closed == at("2026-02-01"));
  CHECK(list[2].state == EntitlementState::ended);
  CHECK(list[3].state == EntitlementState::open);
  CHECK(entitlements_json(list)[3]["name"] == "生日礼");
  auto before = entitlements_of(std::span(events).first(2), at("2026-01-10"), TimeZone::utc());
  CHECK(before[1].state == EntitlementState::open);
}

}  // namespace cairn::profile
