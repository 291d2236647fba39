// Drafts bind scores and promises to what they are about.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "map/draft.h"
#include "map/drafted_test.h"
#include "map/observed.h"
#include "map/promise_terms.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::drafted;
using sample_test::for_event;
using sample_test::minute;
using sample_test::Story;

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
