#include "map/draft.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "map/drafted_test.h"
#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::drafted;
using sample_test::for_event;
using sample_test::minute;
using sample_test::Story;

namespace {

std::vector<std::string> stage_ids(const JourneyMap& map) {
  std::vector<std::string> ids;
  for (const auto& stage : map.stages) ids.push_back(stage.id);
  return ids;
}

std::size_t pains_of(const JourneyMap& map, const std::string& kind) {
  return static_cast<std::size_t>(
      std::count_if(map.pains.begin(), map.pains.end(), [&](const Pain& pain) { return pain.kind == kind; }));
}

double coverage(const Story& story, const JourneyMap& map) {
  auto observed = observe(story.index(), map);
  REQUIRE(observed.ok());
  return observed->coverage;
}

/// A plain shop: search, product, cart, checkout, paid; each step taken by 70 %.
Story shop(std::uint64_t seed, int customers) {
  Random random(seed);
  Story story;
  for (int i = 0; i < customers; ++i) {
    story.customer(i * day / 20);
    for (const char* step : {"search", "product_view", "add_to_cart", "checkout", "order_paid"}) {
      story.does(step, minute);
      if (!random.chance(0.7)) break;
    }
  }
  return story;
}

}  // namespace

TEST_CASE("a plain shop") {
  auto story = shop(1, 600);
  auto map = drafted(story);
  CHECK(stage_ids(map) == std::vector<std::string>{"st_consider", "st_decide", "st_buy"});
  std::vector<std::string> order;
  for (const auto& touchpoint : map.touchpoints) order.push_back(touchpoint.on.events.front());
  CHECK(order == std::vector<std::string>{"search", "product_view", "add_to_cart", "checkout", "order_paid"});
  CHECK(for_event(map, "add_to_cart").label == Label{"加入购物车", "加入購物車", "Add to cart"});
  REQUIRE(map.goal_milestone() != nullptr);
  CHECK(map.goal_milestone()->on.events == std::vector<std::string>{"order_paid"});
  CHECK(map.scenario.en.find("order_paid") != std::string::npos);
  CHECK(coverage(story, map) == doctest::Approx(1));
  // Every step loses the same share: nothing is worse than the rest.
  CHECK(map.pains.empty());
}

TEST_CASE("a draft does not depend on buckets or on the order in which customers came") {
  auto story = shop(2, 300);
  std::string first = write_map(drafted(story, 0)).dump();
  CHECK(write_map(drafted(story, 3)).dump() == first);
  Story turned;
  for (std::size_t end = story.rows.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && story.rows[begin - 1].customer == story.rows[begin].customer) --begin;
    turned.rows.insert(turned.rows.end(), story.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                       story.rows.begin() + static_cast<std::ptrdiff_t>(end));
    end = begin;
  }
  CHECK(write_map(drafted(turned, 2)).dump() == first);
}

namespace {
/// Customers who compare once or four times; the latter pay with another chance.
Story comparing(double pays, double pays_after_rounds) {
  Random random(11);
  Story story;
  for (int i = 0; i < 1'500; ++i) {
    bool round = i % 3 == 0;
    story.customer(i * day / 20).does("search");
    for (int n = round ? 4 : 1; n > 0; --n) story.does("product_view").does("size_compare");
    if (random.chance(round ? pays_after_rounds : pays)) story.does("checkout").does("order_paid");
  }
  return story;
}
}  // namespace

TEST_CASE("a loop is a pain only where its outcome is worse") {
  CHECK(pains_of(drafted(comparing(0.6, 0.25)), "loop") == 1);
  CHECK(pains_of(drafted(comparing(0.6, 0.6)), "loop") == 0);
  CHECK(pains_of(drafted(comparing(0.4, 0.8)), "loop") == 0);
}

TEST_CASE("noise alone makes no pains") {
  std::size_t pains = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    Story story;
    for (int i = 0; i < 400; ++i) {
      story.customer(i * day / 20);
      static const char* const steps[] = {"search", "product_view", "compare", "wishlist_add", "payment_failed"};
      for (std::uint64_t n = 1 + random.below(8); n > 0; --n)
        story.does(steps[random.below(5)], static_cast<std::int64_t>(minute * (1 + random.below(20))));
      if (random.chance(0.4)) story.does("order_paid");
    }
    auto map = draft(story.index());
    REQUIRE(map.ok());
    pains += map->map.pains.size();
  }
  // Two hundred candidates and more; one by chance is allowed for.
  CHECK(pains <= 1);
}

TEST_CASE("where customers leave in one channel and not in the other") {
  Random random(3);
  Story story;
  for (int i = 0; i < 1'000; ++i) {
    std::vector<std::pair<std::string, std::string>> channel{{"channel", i % 2 == 0 ? "web" : "app"}};
    story.customer(i * day / 20).does("product_view", minute, channel).does("checkout", minute, channel);
    if (random.chance(i % 2 == 0 ? 0.35 : 0.8)) story.does("order_paid", minute, channel);
  }
  auto map = drafted(story);
  REQUIRE(pains_of(map, "leave") == 1);
  CHECK(map.pains.front().at.front() == "tp_checkout_web");
  CHECK(map.pains.front().text.en.find("website") != std::string::npos);
  CHECK(std::none_of(map.pains.front().text.en.begin(), map.pains.front().text.en.end(),
                     [](char c) { return c >= '0' && c <= '9'; }));
  REQUIRE(map.evidence.size() == map.pains.size());
  CHECK(map.evidence.front().quote.en.find('%') != std::string::npos);
  REQUIRE(map.opportunities.size() == map.pains.size());
  CHECK(map.opportunities.front().pains.front() == map.pains.front().id);
  // Nobody was asked; where customers leave clearly more often than elsewhere, that tells how they feel, and only
  // there.
  for (const auto& touchpoint : map.touchpoints) {
    CAPTURE(touchpoint.id);
    CHECK(touchpoint.emotion.has_value() == (touchpoint.id == "tp_checkout_web"));
  }
  auto observed = observe(story.index(), map);
  REQUIRE(observed.ok());
  for (const auto& each : observed->emotions) {
    bool there = each.id == "tp_checkout_web";
    CHECK(each.mark == (there ? EmotionMark::inferred : EmotionMark::none));
    if (there) CHECK(each.score == doctest::Approx(-2 * 0.65).epsilon(0.1));
  }
}

TEST_CASE("a slow till in one store") {
  Random random(4);
  Story story;
  for (int i = 0; i < 2'000; ++i) {
    bool slow = i % 4 == 0;
    std::string store = slow ? "SH01" : "SH0" + std::to_string(2 + i % 3);
    std::vector<std::pair<std::string, std::string>> where{{"channel", "till"}, {"store", store}};
    auto wait = static_cast<std::int64_t>((slow ? 10 : 2) * minute * (0.5 + random.uniform()));
    story.customer(i * day / 20).does("store_enter", minute, {{"channel", "store"}, {"store", store}});
    bool stays = random.chance(slow ? 0.75 : 0.97);
    story.does("queue_join", stays ? wait : minute, where);
    if (stays) story.does("till_receipt", minute, where);
  }
  auto map = drafted(story);
  REQUIRE(pains_of(map, "wait") == 1);
  auto pain = std::find_if(map.pains.begin(), map.pains.end(), [](const Pain& each) { return each.kind == "wait"; });
  REQUIRE(pain->signal.has_value());
  CHECK(to_text(*pain->signal) == "store = SH01");
  CHECK(for_event(map, "queue_join").pains.size() >= 1);
  CHECK(std::find_if(map.channels.begin(), map.channels.end(), [](const Channel& each) {
          return each.id == "till";
        })->offline);
}

TEST_CASE("after a purchase milestones judge") {
  Story story;
  for (int i = 0; i < 200; ++i) {
    story.customer(i * 2 * day).does("product_view").does("order_paid", 3 * day).does("delivery_received", 5 * day);
    if (i % 10 == 0) story.does("return_request");
  }
  auto map = drafted(story);
  CHECK(stage_ids(map) == std::vector<std::string>{"st_consider", "st_buy", "st_use"});
  CHECK_FALSE(map.stages[0].by_milestones);
  CHECK(map.stages[1].by_milestones);
  CHECK(map.stages[2].by_milestones);
  auto observed = observe(story.index(), map);
  REQUIRE(observed.ok());
  const auto& use = observed->stages[2];
  CHECK(use.left == 20);         // those who returned it
  CHECK(use.in_progress == 13);  // bought in the last 30 days, one every second day, and not returned yet
  CHECK(use.moved_on == 167);    // the rest, though nothing came after
}

TEST_CASE("customers who buy again and again have several journeys") {
  Story story;
  for (int i = 0; i < 100; ++i) {
    story.customer(i * day);
    for (int n = 0; n < 3; ++n) story.does("product_view").does("checkout").does("order_paid", 60 * day);
  }
  auto map = drafted(story);
  CHECK(map.cases.by == journey::CaseBy::session);
  CHECK(map.cases.gap.ms == 14 * day);
  CHECK(map.scenario.en.find("14") != std::string::npos);
  DraftOptions given;
  given.cases_given = true;
  auto whole = draft(story.index(), given);
  REQUIRE(whole.ok());
  CHECK(whole->map.cases.by == journey::CaseBy::customer);
}

TEST_CASE("two stamps of one activity are one touchpoint") {
  Story story;
  for (int i = 0; i < 60; ++i) {
    story.customer(i * day).does("register claim", minute, {{"lifecycle:transition", "complete"}});
    story.does("assess claim", minute, {{"lifecycle:transition", "start"}})
        .does("inform customer", minute, {{"lifecycle:transition", "complete"}});
    story.does("assess claim", minute, {{"lifecycle:transition", "complete"}})
        .does("close claim", minute, {{"lifecycle:transition", "complete"}});
  }
  auto map = drafted(story);
  CHECK(map.touchpoints.size() == 4);
  CHECK(for_event(map, "assess claim").until.has_value());
  CHECK(std::none_of(map.links.begin(), map.links.end(), [](const Link& link) { return link.type == "loops"; }));
  CHECK(coverage(story, map) == doctest::Approx(1));
  CHECK(map.stages.front().id == "st_report");
}

TEST_CASE("names that mean nothing stay as they are, and the order makes the stages") {
  Random random(8);
  Story story;
  for (int i = 0; i < 200; ++i) {
    story.customer(i * day / 10);
    for (const char* step : {"qa1", "zk_b", "XX-c", "wurgl", "blorp", "ende9"}) {
      story.does(step);
      if (random.chance(0.1)) break;
    }
  }
  auto map = drafted(story);
  CHECK(map.touchpoints.size() == 6);
  CHECK(map.touchpoints[3].label == Label::same("wurgl"));
  CHECK(map.stages.size() >= 2);
  CHECK(map.stages.front().label == Label::same("qa1"));
  CHECK(map.scenario.en.find("most frequent ending") != std::string::npos);
  CHECK(coverage(story, map) == doctest::Approx(1));
}

TEST_CASE("Chinese names") {
  Story story;
  for (int i = 0; i < 100; ++i) {
    story.customer(i * day).does("看到广告").does("搜索商品").does("加入购物车");
    if (i % 2 == 0) story.does("支付成功", 3 * day).does("签收");
  }
  auto map = drafted(story);
  CHECK(stage_ids(map) == std::vector<std::string>{"st_aware", "st_consider", "st_decide", "st_buy", "st_use"});
  CHECK(for_event(map, "加入购物车").label.zh_hant == "加入購物車");
  CHECK(for_event(map, "签收").label.en == "Receive the delivery");
}

TEST_CASE("one event, one customer, one type") {
  Story one;
  one.customer().does("purchase");
  auto map = drafted(one);
  CHECK(map.touchpoints.size() == 1);
  CHECK(map.touchpoints.front().overview);
  Story unknown;
  unknown.customer().does("hm");
  CHECK(drafted(unknown).stages.size() == 1);
  Story only_end;
  only_end.customer().does("logout");
  CHECK(drafted(only_end).touchpoints.size() == 1);
}

TEST_CASE("no events: an error that says what to do") {
  auto map = draft(Story{}.index());
  REQUIRE_FALSE(map.ok());
  CHECK(map.error().hint.find("import") != std::string::npos);
}

TEST_CASE("500 kinds of events: twelve in the overview, nearly all covered") {
  Random random(9);
  Story story;
  for (int i = 0; i < 2'000; ++i) {
    story.customer(i * minute);
    for (int n = 0; n < 12; ++n) {
      // Few are frequent, many are rare.
      auto type = static_cast<int>(500 * std::pow(random.uniform(), 3));
      story.does("kind_" + std::to_string(type) + "_x", minute, {{"channel", type % 2 == 0 ? "web" : "app"}});
    }
  }
  auto map = drafted(story);
  CHECK(map.touchpoints.size() <= 70);
  CHECK(std::count_if(map.touchpoints.begin(), map.touchpoints.end(),
                      [](const Touchpoint& each) { return each.overview; }) <= 12);
  CHECK(coverage(story, map) >= 0.9);
  std::set<std::string> ids;
  for (const auto& touchpoint : map.touchpoints) CHECK(ids.insert(touchpoint.id).second);
}
