#include "profile/profile.h"

#include <doctest/doctest.h>

#include "profile/profile_test_support.h"

namespace cairn::profile {
namespace {

Document document_of(const char* text = "{}") {
  auto found = read_document(Json::parse(text), "profile");
  REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().text()));
  return *std::move(found);
}

std::string stage(const std::vector<CustomerEvent>& events, const char* now, const char* document = "{}") {
  auto found = stage_of(events, document_of(document), at(now));
  REQUIRE(found.ok());
  if (!*found) return "none";
  auto since = (*found)->since ? format_time(*(*found)->since).substr(0, 10) : "?";
  return (*found)->name + " since " + since + ((*found)->before.empty() ? "" : ", before " + (*found)->before);
}

CustomerEvent paid(const char* when) { return happened(when, "order_paid", {{"amount", "300"}, {"channel", "app"}}); }

}  // namespace

TEST_CASE("the stages that a customer goes through by time alone, and back by buying") {
  std::vector<CustomerEvent> events{happened("2026-01-01", "product_view"), paid("2026-01-11")};
  CHECK(stage(events, "2026-01-05") == "prospect since 2026-01-01");
  CHECK(stage(events, "2026-01-11") == "new since 2026-01-11, before prospect");
  CHECK(stage(events, "2026-02-10") == "new since 2026-01-11, before prospect");
  CHECK(stage(events, "2026-02-11") == "active since 2026-02-10, before new");
  CHECK(stage(events, "2026-04-12") == "at_risk since 2026-04-11, before active");
  CHECK(stage(events, "2026-12-31") == "lost since 2026-07-10, before at_risk");
  events.push_back(paid("2026-12-01"));
  events.push_back(happened("2026-12-02", "product_view"));
  CHECK(stage(events, "2026-12-31") == "active since 2026-12-01, before lost");
}

TEST_CASE("buying again in time does not begin a stage anew; events of one instant are one") {
  std::vector<CustomerEvent> events{paid("2026-01-01"), paid("2026-01-20"), paid("2026-03-01"), paid("2026-03-01"),
                                    paid("2026-05-20")};
  CHECK(stage(events, "2026-06-01") == "active since 2026-01-31, before new");
}

TEST_CASE("a document's own stages; none may hold") {
  const char* own = R"j({"lifecycle":[{"stage":"会员","who":"did(member_joined) and never(member_left)"},
                                     {"stage":"访客","who":"did(product_view)"}]})j";
  std::vector<CustomerEvent> events{happened("2026-01-01", "ad_click")};
  CHECK(stage(events, "2026-02-01", own) == "none");
  events.push_back(happened("2026-01-02", "product_view"));
  CHECK(stage(events, "2026-02-01", own) == "访客 since 2026-01-02");
  events.push_back(happened("2026-01-03", "member_joined"));
  events.push_back(happened("2026-01-05", "member_left"));
  CHECK(stage(events, "2026-01-04", own) == "会员 since 2026-01-03, before 访客");
  CHECK(stage(events, "2026-02-01", own) == "访客 since 2026-01-05, before 会员");
}

TEST_CASE("a stage that lasts longer than can be looked at has no since") {
  std::vector<CustomerEvent> events;
  for (int i = 0; i < 5000; ++i) {
    events.push_back(paid("2026-01-01"));
    events.back().time.us += i * 86'400'000'000LL / 10;
  }
  auto found = stage_of(events, document_of(), events.back().time);
  REQUIRE(found.ok());
  CHECK((*found)->name == "active");
  CHECK_FALSE((*found)->since.has_value());
}

TEST_CASE("traits: the last statement with its source and time, and those that are computed") {
  auto document = document_of(R"j({"traits":[
      {"name":"spent_90d","compute":"sum","of":"amount","in_last":"P90D"},
      {"name":"last_store","compute":"last","of":"store","where":"event = till_receipt"},
      {"name":"top_category","compute":"most_frequent","of":"category"},
      {"name":"never_seen","compute":"average","of":"nothing"}]})j");
  std::vector<CustomerEvent> events{
      happened("2026-01-01", "identify", {{"city", "北京"}, {"os", "iOS"}, {"page_url", "/"}}, "web"),
      happened("2026-01-02", "order_paid", {{"amount", "120.5"}, {"category", "跑鞋"}, {"city", "深圳"}}),
      happened("2026-03-01", "profile_stated", {{"city", "上海"}, {"生日", "1990-05-01"}, {"age", "36"}}, "members"),
      happened("2026-03-02", "till_receipt", {{"amount", "300"}, {"store", "徐家汇店"}, {"category", "跑鞋"}}),
      happened("2026-09-01", "till_receipt", {{"amount", "900"}, {"store", "later"}})};
  auto profile = profile_of(events, document, at("2026-03-10"));
  REQUIRE(profile.ok());
  CHECK(profile->events == 4);
  auto json = to_json(*profile);
  auto trait = [&](const char* name) {
    for (const auto& each : json["traits"])
      if (each["name"] == name) return each;
    return Json();
  };
  CHECK(trait("city")["value"] == "上海");
  CHECK(trait("city")["source"] == "members");
  CHECK(trait("city")["time"] == "2026-03-01T00:00:00Z");
  CHECK(trait("age")["value"] == 36);
  CHECK(trait("生日")["value"] == "1990-05-01");
  CHECK(trait("os").is_null());
  CHECK(trait("page_url").is_null());
  CHECK(trait("spent_90d")["value"] == 420.5);
  CHECK(trait("last_store")["value"] == "徐家汇店");
  CHECK(trait("top_category")["value"] == "跑鞋");
  CHECK(trait("never_seen")["computed"] == true);
  CHECK(trait("never_seen")["value"].is_null());
}

TEST_CASE("segments and personas that the customer is in, by their names") {
  auto document = document_of(R"j({"traits":[{"name":"spent","compute":"sum","of":"amount"}],
      "segments":[{"name":"高价值","who":"trait.spent >= 1000"},{"name":"上海","who":"trait.city = 上海"},
                  {"name":"上海高价值","who":"segment(高价值) and segment(上海)"},
                  {"name":"同意短信","who":"did(consent_given)"}],
      "personas":[{"name":"林女士","segments":["上海高价值"]},{"name":"陈先生","segments":["同意短信"]}]})j");
  std::vector<CustomerEvent> events{happened("2026-01-01", "identify", {{"city", "上海"}}), paid("2026-01-02"),
                                    happened("2026-01-03", "order_paid", {{"amount", "800"}})};
  auto profile = profile_of(events, document, at("2026-02-01"));
  REQUIRE(profile.ok());
  CHECK(profile->segments == std::vector<std::string>{"高价值", "上海", "上海高价值"});
  CHECK(profile->personas == std::vector<std::string>{"林女士"});
}

TEST_CASE("the profile as JSON has all its parts, also of nobody") {
  auto of_nobody = profile_of({}, document_of(), at("2026-02-01"));
  REQUIRE(of_nobody.ok());
  auto json = to_json(*of_nobody);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"now", "events", "first", "last", "traits", "lifecycle", "segments",
                                         "personas", "likes", "dislikes", "preferred_channel", "tags", "membership",
                                         "points", "entitlements", "purchases", "consent"});
  CHECK(json["first"].is_null());
  CHECK(json["lifecycle"]["stage"] == "prospect");
  CHECK(json["consent"].dump() == R"j({"standings":[],"ledger":[]})j");
}

TEST_CASE("consent of the table's rows stands beside that of the events") {
  std::vector<store::ReferenceRow> rows{
      {"M17 · 短信", "",
       Json::parse(R"j({"who":"M17","channel":"短信","granted":true,"text_version":"v3","given":"2026-01-01"})j")}};
  std::vector<CustomerEvent> events{happened("2026-01-02", "sms_opt_out")};
  auto profile = profile_of(events, document_of(), at("2026-02-01"), {rows, TimeZone::utc()});
  REQUIRE(profile.ok());
  CHECK(profile->purchases.list.empty());
  CHECK(profile->consent.entries.size() == 2);
  CHECK_FALSE(consent(profile->consent, "sms", "marketing", profile->now).allowed);
  CHECK(consent(profile->consent, "sms", "marketing", at("2026-01-01T12:00:00Z")).allowed);
}

}  // namespace cairn::profile
