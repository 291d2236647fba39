#include "map/draft.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "map/observed.h"
#include "map/promise_terms.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

JourneyMap drafted(const Story& story, int bits = 2) {
  auto map = draft(story.index(bits));
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().text()));
  auto faults = check(write_map(map->map).dump(2));
  CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
  return std::move(map->map);
}

std::vector<std::string> stage_ids(const JourneyMap& map) {
  std::vector<std::string> ids;
  for (const auto& stage : map.stages) ids.push_back(stage.id);
  return ids;
}

const Touchpoint& for_event(const JourneyMap& map, const std::string& event) {
  auto found = std::find_if(map.touchpoints.begin(), map.touchpoints.end(), [&](const Touchpoint& each) {
    auto names = events_of(each.on);
    return std::find(names.begin(), names.end(), event) != names.end();
  });
  REQUIRE(found != map.touchpoints.end());
  return *found;
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

TEST_CASE("scores are bound to what they are about, or to what came just before") {
  Story story;
  for (int i = 0; i < 120; ++i) {
    story.customer(i * day).does("product_view").does("checkout_start").does("order_paid", day).does("delivered", day);
    std::string score = std::to_string(1 + i % 5), about = i % 2 == 0 ? "checkout" : "delivery";
    story.does("survey_answer", minute, {{"value", score}, {"about", about}});
    story.does("nps_score", minute, {{"value", std::to_string(i % 11)}, {"about", i % 3 == 0 ? "weather" : ""}});
    story.does("points_earned", minute, {{"value", "3"}});
  }
  auto map = drafted(story);
  const auto& checkout = for_event(map, "checkout_start").emotion;
  REQUIRE(checkout);
  REQUIRE(checkout->sources.size() == 1);
  CHECK(checkout->sources[0].type == "csat");
  CHECK(to_text(checkout->sources[0].on) == "event = survey_answer and about = checkout");
  const auto& delivered = for_event(map, "delivered").emotion;
  REQUIRE(delivered);
  CHECK(delivered->sources.size() == 2);  // the survey, and what is about nothing and comes after it
  CHECK(std::any_of(delivered->sources.begin(), delivered->sources.end(),
                    [](const EmotionSource& source) { return source.type == "nps"; }));
  CHECK_FALSE(for_event(map, "product_view").emotion);
  CHECK_FALSE(for_event(map, "survey_answer").emotion);
  auto observed = observe(story.index(), map);
  REQUIRE(observed.ok());
  for (const auto& each : observed->emotions)
    if (each.id == for_event(map, "checkout_start").id) {
      CHECK(each.mark == EmotionMark::observed);
      CHECK(each.n == 60);
      CHECK(each.response == doctest::Approx(0.5));
    }
}

TEST_CASE("a draft says which scores it leaves out") {
  Story story;
  for (int i = 0; i < 120; ++i) {
    story.customer(i * day).does("checkout_start").does("order_paid");
    const char* about = i % 3 == 0 ? "weather" : i % 3 == 1 ? "checkout" : i < 12 ? "parking" : "";
    story.does("survey_answer", minute, {{"value", std::to_string(1 + i % 5)}, {"about", about}});
  }
  auto made = draft(story.index());
  REQUIRE(made.ok());
  std::vector<std::string> notes;
  for (const auto& note : made->notes) notes.push_back(note.en);
  CHECK(notes ==
        std::vector<std::string>{
            "left out: 4 scores of “survey_answer” about “parking”; fewer than 30",
            "left out: 40 scores of “survey_answer” about “weather”; no touchpoint before them has that name"});
  // What says nothing follows the payment.
  CHECK(for_event(made->map, "order_paid").emotion);
}

namespace {
/// Two in three check out on the web and score 2, the others in the app and score 5; both buy once more in the app
/// before they answer.
Story two_checkouts(bool numbered, bool asked_on_the_spot) {
  Story story;
  for (int i = 0; i < 120; ++i) {
    std::string channel = i % 3 > 0 ? "web" : "app", order = std::to_string(i);
    auto at = [&](const std::string& where, const std::string& number) {
      std::vector<std::pair<std::string, std::string>> properties{{"channel", where}};
      if (numbered) properties.push_back({"order_id", number});
      return properties;
    };
    story.customer(i * day)
        .does("checkout_start", minute, at(channel, order))
        .does("order_paid", minute, at(channel, order));
    if (!asked_on_the_spot) story.does("checkout_start", minute, at("app", order + "b"));
    auto answer = at(asked_on_the_spot ? channel : "sms", order);
    answer.push_back({"about", "checkout"});
    answer.push_back({"value", i % 3 > 0 ? "2" : "5"});
    story.does("survey_answer", minute, answer);
  }
  return story;
}
}  // namespace

TEST_CASE("scores of a checkout that there is in two channels go to their own, by order or by channel") {
  for (bool numbered : {true, false}) {
    CAPTURE(numbered);
    auto story = two_checkouts(numbered, !numbered);
    auto made = draft(story.index());
    REQUIRE(made.ok());
    CHECK(made->notes.empty());
    auto observed = observe(story.index(), made->map);
    REQUIRE(observed.ok());
    auto at = [&](const std::string& id) -> const EmotionObserved& {
      auto found = std::find_if(observed->emotions.begin(), observed->emotions.end(),
                                [&](const auto& each) { return each.id == id; });
      REQUIRE(found != observed->emotions.end());
      return *found;
    };
    CHECK(at("tp_checkout_start_web").n == 80);
    CHECK(at("tp_checkout_start_web").score == doctest::Approx(-1));
    CHECK(at("tp_checkout_start_app").n == 40);
    CHECK(at("tp_checkout_start_app").score == doctest::Approx(2));
  }
}

TEST_CASE("scores of a checkout in two channels that nothing tells apart go to one") {
  auto map = drafted(two_checkouts(false, false));
  CHECK(std::count_if(map.touchpoints.begin(), map.touchpoints.end(),
                      [](const Touchpoint& each) { return each.emotion.has_value(); }) == 1);
}

TEST_CASE("numbers that are no scores bind nothing") {
  Story story;
  for (int i = 0; i < 60; ++i)
    story.customer(i * day)
        .does("visit")
        .does("survey_answer", minute, {{"value", std::to_string(i * 10)}})
        .does("pay", minute, {{"value", "3"}});
  auto map = drafted(story);
  for (const auto& touchpoint : map.touchpoints) CHECK_FALSE(touchpoint.emotion);
}

TEST_CASE("the words of a promise") {
  auto terms = read_terms("30天内任意门店退换");
  CHECK(terms.deadline->ms == 30 * day);
  CHECK(terms.scope == "any-store");
  CHECK(terms.returns);
  CHECK(terms.label ==
        Label{"30天内任意门店退换", "30 天內可在任一門市退換", "Return or exchange in any shop within 30 days"});
  CHECK(read_terms("Returns within 1 day").label == Label{"1 天内可退货", "1 天內可退貨", "Returns within 1 day"});
  CHECK(read_terms("7天內原門市退貨").label ==
        Label{"7 天内可在原购买门店退货", "7天內原門市退貨", "Return in the same shop within 7 days"});
  // A word that is not understood: nothing is said in other words.
  auto free = read_terms("Free returns within 14 days, 2 shops");
  CHECK(free.deadline->ms == 14 * day);
  CHECK(free.label == Label::same("Free returns within 14 days, 2 shops"));
  CHECK(read_terms("14天内免费退货").label == Label::same("14天内免费退货"));
  CHECK_FALSE(read_terms("Always").deadline);
  CHECK_FALSE(read_terms("7 shops").deadline);
  CHECK_FALSE(read_terms("终身保修").returns);
}

TEST_CASE("a promise that the events tell is drafted with its terms") {
  Story story;
  for (int i = 0; i < 100; ++i) {
    std::string number = "W" + std::to_string(i);
    story.customer(i * day)
        .does("product_view")
        .does("order_paid", 5 * day, {{"order_id", number}, {"store", "A"}, {"promise", "30天内任意门店退换"}});
    if (i % 2 == 0) continue;
    story.does("return_request", minute, {{"order_id", number}, {"store", "B"}});
    story.does(i % 10 == 1 ? "return_refused" : "refund_paid", minute, {{"order_id", number}});
  }
  auto map = drafted(story);
  const auto& promise = for_event(map, "order_paid").promise;
  REQUIRE(promise);
  CHECK(promise->deadline->ms == 30 * day);
  CHECK(promise->scope == "any-store");
  CHECK(promise->by == "order_id");
  CHECK(promise->place == "store");
  CHECK(promise->terms.en == "Return or exchange in any shop within 30 days");
  auto observed = observe(story.index(), map);
  REQUIRE(observed.ok());
  REQUIRE(observed->promises.size() == 1);
  CHECK(observed->promises[0].made == 100);
  CHECK(observed->promises[0].kept == 40);
  CHECK(observed->promises[0].broken == 10);
  CHECK(observed->promises[0].other.broken == 10);
  // Said in words, and written and read again unchanged.
  auto read = read_map(write_map(map).dump(), "map");
  REQUIRE(read.ok());
  CHECK(write_map(*read) == write_map(map));
}
