// The smaller parts of a profile: lists, points, tags, membership, preferences.
#include <doctest/doctest.h>

#include "profile/membership.h"
#include "profile/points.h"
#include "profile/preferences.h"
#include "profile/profile_test_support.h"
#include "profile/tags.h"

namespace cairn::profile {
namespace {

const Time now = at("2026-06-01T00:00:00Z");

PreferenceRules rules() { return PreferenceRules::usual(*parse_event_predicate("amount > 0")); }
Preferences preferences(const std::vector<CustomerEvent>& events) {
  return preferences_of(events, rules(), ConsentRules::usual(), now);
}
const Preference* find(const std::vector<Preference>& list, const std::string& value) {
  for (const auto& each : list)
    if (each.value == value) return &each;
  return nullptr;
}

}  // namespace

TEST_CASE("lists in one text, however they are separated") {
  CHECK(parts_of("微信,短信") == std::vector<std::string>{"微信", "短信"});
  CHECK(parts_of(" 跑步、徒步；露营 ，") == std::vector<std::string>{"跑步", "徒步", "露营"});
  CHECK(parts_of(R"(["a, b", 7])") == std::vector<std::string>{"a, b", "7"});
  CHECK(parts_of("[half") == std::vector<std::string>{"[half"});
  CHECK(parts_of("").empty());
}

TEST_CASE("points: earned and adjusted as written, spent and expired taken away, each line with its balance") {
  std::vector<CustomerEvent> events{happened("2026-01-01", "points_earned", {{"points", "120"}}),
                                    happened("2026-01-02", "points_redeemed", {{"points", "100"}}),
                                    happened("2026-01-03", "points_spent", {{"points", "-5"}}),
                                    happened("2026-01-04", "points_expired", {{"value", "10"}}),
                                    happened("2026-01-05", "points_adjusted", {{"points", "-2.5"}}),
                                    happened("2026-01-06", "points_earned"),
                                    happened("2026-01-07", "order_paid", {{"points", "900"}})};
  auto ledger = point_ledger(events, {});
  REQUIRE(ledger.lines.size() == 5);
  CHECK(ledger.lines[2].points == -5);
  CHECK(ledger.lines[2].balance == 15);
  CHECK(ledger.balance == 2.5);
  CHECK(ledger.without_number == 1);
  auto json = points_json(ledger);
  CHECK(json["lines"][0]["points"].dump() == "120");
  CHECK(json["balance"].dump() == "2.5");
}

TEST_CASE("points under a house's own names") {
  PointRules own;
  own.earned = {"积分发放"};
  own.property = "积分";
  std::vector<CustomerEvent> events{happened("2026-01-01", "积分发放", {{"积分", "30"}}),
                                    happened("2026-01-02", "points_earned", {{"积分", "30"}})};
  CHECK(point_ledger(events, own).balance == 30);
}

TEST_CASE("tags say who put them on and when; off again they stay in the history") {
  std::vector<CustomerEvent> events{happened("2026-01-01", "tag_added", {{"tag", "高潜力、球鞋"}, {"by", "导购 17"}}),
                                    happened("2026-01-02", "tag_added", {{"tag", "球鞋"}}, "crm"),
                                    happened("2026-01-03", "tag_removed", {{"tag", "高潜力"}}, "crm")};
  auto tags = tags_of(events);
  REQUIRE(tags.held.size() == 1);
  CHECK(tags.held[0].tag == "球鞋");
  CHECK(tags.held[0].by == "导购 17");
  CHECK(tags.held[0].time == at("2026-01-01"));
  CHECK(tags.changes.size() == 4);
  CHECK(tags.changes[3].by == "crm");
}

TEST_CASE("membership: the earliest date, the numbers, and the level with its history") {
  std::vector<CustomerEvent> events{
      happened("2026-01-10", "member_joined", {{"level", "银卡"}}),
      happened("2026-02-01", "profile_stated", {{"member", "M17"}, {"会员等级", "银卡"}, {"入会时间", "2024-03-01"}}),
      happened("2026-03-01", "member_level_changed", {{"level", "金卡"}, {"member_no", "M17"}}),
      happened("2026-03-02", "game_played", {{"level", "9"}, {"member", "M99"}})};
  auto membership = membership_of(events, TimeZone::utc());
  CHECK(membership.is_member());
  CHECK(format_time(*membership.since) == "2024-03-01T00:00:00Z");
  CHECK(membership.since_by == "profile_stated");
  CHECK(membership.numbers == std::vector<std::string>{"M17"});
  REQUIRE(membership.levels.size() == 2);
  CHECK(membership.levels[1].level == "金卡");
  CHECK(membership_json(membership)["level"] == "金卡");
  CHECK_FALSE(membership_of({}, TimeZone::utc()).is_member());
  auto shanghai = TimeZone::named("Asia/Shanghai");
  CHECK(format_time(*membership_of(events, *shanghai).since) == "2024-02-29T16:00:00Z");
}

TEST_CASE("declared likes: the last word on a value holds") {
  auto found = preferences({happened("2026-01-01", "identify", {{"likes", R"(["跑步","徒步"])"}}),
                            happened("2026-01-02", "survey_answer", {{"interest", "徒步"}, {"dislikes", "跑步"}}),
                            happened("2026-01-03", "page_view", {{"interest", "3.5"}})});
  REQUIRE(found.likes.size() == 1);
  CHECK(found.likes[0].value == "徒步");
  CHECK(found.likes[0].statements == 2);
  CHECK(found.likes[0].is_declared);
  CHECK_FALSE(found.likes[0].is_derived);
  REQUIRE(found.dislikes.size() == 1);
  CHECK(found.dislikes[0].value == "跑步");
  CHECK(found.dislikes[0].statements == 1);
}

TEST_CASE("derived likes: bought, praised or looked at twice; of one order a thing counts once") {
  auto found = preferences(
      {happened("2026-01-01", "product_view", {{"category", "跑鞋"}}),
       happened("2026-01-02", "product_view", {{"category", "凉鞋"}}),
       happened("2026-01-03", "product_view", {{"category", "跑鞋"}}),
       happened("2026-01-04", "order_placed", {{"category", "休闲鞋"}, {"order_id", "A1"}, {"amount", "300"}}),
       happened("2026-01-04", "order_paid", {{"category", "休闲鞋"}, {"order_id", "A1"}, {"amount", "300"}}),
       happened("2026-01-06", "delivery_received", {{"category", "休闲鞋"}, {"order_id", "A1"}})});
  CHECK(found.dislikes.empty());
  REQUIRE(found.likes.size() == 2);
  CHECK(found.likes[0].value == "休闲鞋");
  CHECK(found.likes[0].count(Sign::bought) == 1);
  CHECK(found.likes[0].count(Sign::looked_at) == 0);
  CHECK(found.likes[1].value == "跑鞋");
  CHECK(found.likes[1].count(Sign::looked_at) == 2);
}

TEST_CASE("derived dislikes: returned or scored low as often as bought; declared and derived are told apart") {
  std::vector<CustomerEvent> events{
      happened("2026-01-01", "order_paid", {{"product", "云步"}, {"order_id", "A1"}, {"amount", "300"}}),
      happened("2026-01-05", "return_request", {{"product", "云步"}, {"order_id", "A1"}}),
      happened("2026-01-06", "identify", {{"likes", "星行"}}),
      happened("2026-01-07", "review_post", {{"product", "星行"}, {"value", "5"}}),
      happened("2026-01-08", "review_post", {{"product", "风驰"}, {"value", "1"}})};
  auto found = preferences(events);
  REQUIRE(find(found.dislikes, "云步") != nullptr);
  CHECK(find(found.dislikes, "云步")->count(Sign::returned) == 1);
  CHECK(find(found.dislikes, "风驰")->count(Sign::scored_low) == 1);
  REQUIRE(find(found.likes, "星行") != nullptr);
  CHECK(find(found.likes, "星行")->is_declared);
  CHECK(find(found.likes, "星行")->is_derived);
  CHECK(find(found.likes, "星行")->about == "product");
  events.push_back(happened("2026-02-01", "order_paid", {{"product", "云步"}, {"order_id", "A2"}, {"amount", "300"}}));
  CHECK(find(preferences(events).likes, "云步") != nullptr);
  CHECK(preferences_json(found)["likes"][0]["counts"]["praised"] == 1);
}

TEST_CASE("the preferred channel is the declared one, else that of most answers in a year, else the last answered") {
  std::vector<CustomerEvent> events{happened("2024-01-01", "sms_click", {{"channel", "sms"}}),
                                    happened("2024-01-02", "sms_click", {{"channel", "sms"}}),
                                    happened("2026-01-01", "article_open", {{"channel", "微信"}}),
                                    happened("2026-01-02", "order_paid", {{"channel", "miniprogram"}, {"amount", "9"}}),
                                    happened("2026-01-03", "product_view", {{"channel", "web"}})};
  auto found = preferences(events);
  REQUIRE(found.channel.has_value());
  CHECK(found.channel->channel == "miniprogram");
  events.push_back(happened("2026-01-04", "menu_click", {{"channel", "wechat"}}));
  found = preferences(events);
  CHECK(found.channel->channel == "wechat");
  CHECK(found.channel->answers == 2);
  CHECK_FALSE(found.channel->is_declared);
  events.push_back(happened("2026-01-05", "profile_stated", {{"preferred_channel", "短信"}}));
  found = preferences(events);
  CHECK(found.channel->channel == "sms");
  CHECK(found.channel->is_declared);
  CHECK_FALSE(preferences({}).channel.has_value());
}

}  // namespace cairn::profile
