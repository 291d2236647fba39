#include "map/emotion.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

JourneyMap map_with(const std::string& emotion) {
  std::string text = sample_test::small_map, old = R"("emotion": {"mode": "manual", "manual": 1})";
  text.replace(text.find(old), old.size(), R"("emotion": )" + emotion);
  auto map = read_map(text, "small.json");
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().message));
  return *std::move(map);
}

EmotionObserved at_see(const Story& story, const std::string& emotion, int bits = 2) {
  auto map = map_with(emotion);
  auto observed = observe(story.index(bits), map);
  REQUIRE(observed.ok());
  return observed->emotions.front();
}

/// Three customers: scores 5 and 1 about seeing, long after it; one about paying; one answer without a score.
Story three() {
  Story story;
  story.customer().does("see").does("pay", 9 * day).does("survey", minute, {{"value", "5"}, {"about", "see"}});
  story.customer().does("see").does("survey", minute, {{"value", "1"}, {"about", "see"}});
  story.customer().does("see").does("survey", minute, {{"value", "1"}, {"about", "pay"}});
  story.customer().does("see").does("survey", minute, {{"about", "see"}});
  return story;
}

const char* about_see =
    R"({"minN": 2, "sources": [{"type": "csat", "on": {"event": "survey", "where": [["about", "=", "see"]]}}]})";

}  // namespace

TEST_CASE("scales") {
  const auto& nps = usual_scale("nps");
  CHECK(emotion_at(nps, 0) == -2);
  CHECK(emotion_at(nps, 3) == doctest::Approx(-1.5));
  CHECK(emotion_at(nps, 8) == 0);
  CHECK(emotion_at(nps, 9.5) == doctest::Approx(1.5));
  CHECK(emotion_at(nps, 11) == 2);
  CHECK(emotion_at(usual_scale("csat"), 2) == doctest::Approx(-1));
  CHECK(emotion_at(usual_scale("ces"), 7) == 2);
  CHECK(emotion_at({{0, 1}, {100, -1}}, 25) == doctest::Approx(0.5));
}

TEST_CASE("what behaviour tells, by hand") {
  CHECK(inferred_emotion({0, 0, 0, 0}) == 0);
  CHECK(inferred_emotion({0.5, 0, 0.2, 0}) == doctest::Approx(-2 * (1 - 0.5 * 0.8)));
  CHECK(inferred_emotion({1, 0, 0, 0}) == -2);
  CHECK(inferred_emotion({NAN, 0.1, NAN, NAN}) == doctest::Approx(-0.2));
  CHECK(std::isnan(inferred_emotion({NAN, NAN, NAN, NAN})));
}

TEST_CASE("a score belongs to what it is about, not to what came before it") {
  auto seen = at_see(three(), about_see);
  CHECK(seen.mark == EmotionMark::observed);
  CHECK(seen.n == 2);
  CHECK(seen.customers == 2);
  CHECK(seen.score == doctest::Approx(0));       // 5 is +2, 1 is -2
  CHECK(seen.response == doctest::Approx(0.5));  // two of the four who saw
  CHECK(seen.low == -2);
  CHECK(seen.high == 2);
}

TEST_CASE("too few answers are a gap, unless something else is known") {
  std::string source = R"("sources": [{"type": "csat", "on": "event = survey and about = see"}])";
  auto gap = at_see(three(), "{" + source + "}");
  CHECK(gap.mark == EmotionMark::none);
  CHECK(gap.asked);
  CHECK(gap.n == 2);
  CHECK(std::isnan(gap.score));
  auto blend = at_see(three(), R"({"mode": "blend", "manual": 1.5, )" + source + "}");
  CHECK(blend.mark == EmotionMark::assumed);
  CHECK(blend.score == 1.5);
  auto hand = at_see(three(), R"({"mode": "manual", "manual": -1, )" + source + "}");
  CHECK(hand.mark == EmotionMark::assumed);
  CHECK(hand.n == 0);
  CHECK(at_see(three(), R"({"mode": "target", "manual": 2})").mark == EmotionMark::target);
}

TEST_CASE("an answer with the number of an order belongs to where that order was") {
  Story story;
  for (int i = 0; i < 40; ++i) {
    std::string order = "W" + std::to_string(i);
    story.customer().does("see", minute, {{"order_id", order}}).does("see", minute, {{"order_id", order}});
    story.does("survey", minute, {{"value", "5"}, {"order_id", order}});  // counts once
    story.does("survey", minute, {{"value", "1"}, {"order_id", "A1"}});   // of an order that was elsewhere
    story.does("survey", minute, {{"value", "1"}, {"order_id", "W" + std::to_string(i + 1)}});  // of somebody else
    story.does("survey", minute, {{"value", "1"}});                                             // says no order
  }
  std::string source = R"({"sources": [{"type": "csat", "on": {"event": "survey"}, "by": ")";
  auto seen = at_see(story, source + "order_id\"}]}");
  CHECK(seen.n == 40);
  CHECK(seen.score == 2);
  auto unknown = at_see(story, source + "ticket\"}]}");
  CHECK(unknown.mark == EmotionMark::none);
  CHECK(unknown.n == 0);
}

TEST_CASE("sources weigh, scales are given, old answers do not count") {
  Story story;
  story.customer().does("see").does("nps", minute, {{"points", "10"}}).does("stars", minute, {{"value", "20"}});
  story.customer(100 * day).does("see").does("nps", minute, {{"points", "0"}});
  std::string sources = R"("minN": 1, "sources": [{"type": "nps", "on": "event = nps", "value": "points"},)"
                        R"({"type": "review", "on": "event = stars", "map": [[0, 0], [40, 2]], "weight": 3}])";
  // (1·2 + 3·1 + 1·(-2)) / (1 + 3 + 1)
  CHECK(at_see(story, "{" + sources + "}").score == doctest::Approx(3.0 / 5));
  auto fresh = at_see(story, R"({"maxAge": "P30D", )" + sources + "}");
  CHECK(fresh.n == 1);
  CHECK(fresh.score == -2);
  CHECK(std::isnan(fresh.low));  // one customer says nothing about others
  CHECK(at_see(story, R"({"minN": 1, "sources": [{"type": "csat", "on": "event = nps", "value": "nowhere"}]})").n == 0);
}

TEST_CASE("behaviour is told apart from scores") {
  Story story;
  story.customer().does("see", minute).does("pay");
  story.customer().does("see", minute).does("pay");
  story.customer().does("see");
  story.customer(400 * day).does("see").does("pay");
  auto seen = at_see(story, R"({"sources": [{"type": "behaviour"}]})");
  CHECK(seen.mark == EmotionMark::inferred);
  CHECK(seen.score == doctest::Approx(-2 * 0.25));  // one of four leaves; nobody comes back
  CHECK(seen.n == 0);
  CHECK_FALSE(seen.asked);
}

TEST_CASE("the interval is the same for every split of the customers") {
  Random random(5);
  Story story;
  for (int c = 0; c < 400; ++c) {
    story.customer().does("see");
    for (std::uint64_t k = random.below(3); k > 0; --k)
      story.does("survey", minute, {{"value", std::to_string(1 + random.below(5))}, {"about", "see"}});
  }
  auto one = at_see(story, about_see, 0), many = at_see(story, about_see, 4);
  CHECK(one.n == many.n);
  CHECK(one.score == many.score);
  CHECK(one.low == many.low);
  CHECK(one.high == many.high);
  CHECK(one.low < one.score);
  CHECK(one.score < one.high);
  CHECK(one.high - one.low < 0.6);
}

TEST_CASE("emotion and promise are read and written unchanged") {
  auto map = map_with(
      R"({"mode": "blend", "manual": 1, "label": {"zh-Hans": "高兴", "zh-Hant": "高興", "en": "glad"}, "sources": [{"type": "nps", "on": {"event": "nps"}, "value": "points", "map": [[0, -2], [10, 2]], "weight": 2, "by": "order_id", "metric": "m1"}], "minN": 10, "maxAge": "P30D", "x-who": "us"})");
  Json before = map.source["touchpoints"][0]["emotion"], after = write_map(map)["touchpoints"][0]["emotion"];
  CHECK(Json::diff(before, after) == Json::array());
  CHECK(check(write_map(map).dump(1)).empty());
}
