#include <doctest/doctest.h>

#include <cmath>

#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

JourneyMap small() {
  auto map = read_map(sample_test::small_map, "small.json");
  REQUIRE(map.ok());
  return *std::move(map);
}

Observed seen(const Story& story, const JourneyMap& map, int bits = 2) {
  auto observed = observe(story.index(bits), map);
  REQUIRE(observed.ok());
  return *std::move(observed);
}

const std::vector<std::pair<std::string, std::string>> on_web{{"channel", "web"}};

}  // namespace

TEST_CASE("stages, touchpoints and links of a few cases, counted by hand") {
  Story story;
  story.customer().does("see", 2 * minute).does("ask", minute, on_web).does("see", 10 * minute).does("pay");
  story.customer().does("see", minute).does("see", 4 * minute).does("pay");
  story.customer().does("see", minute).does("ask", minute, {{"channel", "app"}});  // not this touchpoint
  story.customer(40 * day).does("see");                                            // the last of all: in progress
  auto map = small();
  auto observed = seen(story, map);
  CHECK(observed.cases == 4);
  CHECK(observed.events == 9);
  CHECK(observed.coverage == doctest::Approx(9.0 / 10));
  CHECK(observed.reached_goal == 2);
  CHECK(observed.stages[0].entered == 4);
  CHECK(observed.stages[0].moved_on == 2);
  CHECK(observed.stages[0].left == 1);
  CHECK(observed.stages[0].in_progress == 1);
  CHECK(observed.stages[0].conversion == doctest::Approx(2.0 / 3));
  CHECK(observed.stages[1].entered == 2);
  CHECK(observed.touchpoints[0].events == 6);
  CHECK(observed.touchpoints[0].cases == 4);
  CHECK(observed.touchpoints[0].repeat_share == doctest::Approx(0.25));  // see see is one visit
  CHECK(observed.touchpoints[1].cases == 1);
  REQUIRE(observed.links.size() == 2);
  CHECK(observed.links[0].count == 2);                             // see → pay
  CHECK(observed.links[0].share == doctest::Approx(2.0 / 5));      // of five visits to see
  CHECK(observed.links[0].gap_median == doctest::Approx(7 * 60));  // 10 and 4 minutes
  CHECK(observed.links[1].count == 1);
  CHECK(observed.decisions[0].cases == 4);
  CHECK(observed.decisions[0].branches[0].cases == 2);
  CHECK(observed.decisions[0].branches[1].cases == 2);
}

TEST_CASE("buckets and threads make no difference") {
  Story story;
  for (int i = 0; i < 300; ++i) {
    story.customer(i * day / 10).does("see", (i % 7 + 1) * minute);
    if (i % 3 == 0) story.does("ask", i % 11 * minute, on_web).does("see", minute);
    if (i % 2 == 0) story.does("pay");
  }
  auto map = small();
  std::string one = to_json(seen(story, map, 0)).dump();
  CHECK(to_json(seen(story, map, 3)).dump() == one);
  auto single = observe(story.index(4), map, {.threads = 1});
  REQUIRE(single.ok());
  CHECK(to_json(*single).dump() == one);
}

TEST_CASE("after a purchase milestones judge, and recent buyers are in progress, not lost") {
  auto map = small();
  map.stages.push_back({"st_use", Label::same("Use"), 3, true});
  Touchpoint back;
  back.id = "tp_back";
  back.label = Label::same("Return");
  back.stage = "st_use";
  back.order = 4;
  back.on = EventPredicate::of_event("return");
  map.touchpoints.push_back(back);
  Milestone kept{"ms_kept",
                 Label::same("Kept"),
                 "st_use",
                 EventPredicate::of_event("return"),
                 true,
                 EventPredicate::of_event("pay"),
                 Duration{30 * day}};
  Milestone again{"ms_again",
                  Label::same("Again"),
                  "st_use",
                  EventPredicate::of_event("pay"),
                  false,
                  EventPredicate::of_event("pay"),
                  Duration{180 * day}};
  map.milestones.push_back(kept);
  Story story;
  story.customer().does("pay");                           // silent ever since: kept
  story.customer().does("pay", 10 * day).does("return");  // not kept
  story.customer().does("pay", 40 * day).does("return");  // too late to count
  story.customer(200 * day - 5 * day).does("pay");        // five days ago: nobody knows yet
  story.customer(200 * day).does("see");                  // the data end here
  auto observed = seen(story, map);
  CHECK(observed.milestones[1].reached == 2);
  CHECK(observed.milestones[1].missed == 1);
  CHECK(observed.milestones[1].open == 1);
  CHECK(observed.stages[2].moved_on == 2);
  CHECK(observed.stages[2].left == 1);
  CHECK(observed.stages[2].in_progress == 1);
  CHECK(observed.stages[2].entered == 4);

  // A milestone looks beyond the case: with sessions of a day the second purchase is another case.
  map.milestones[1] = again;
  map.cases.by = journey::CaseBy::session;
  map.cases.gap = Duration{day};
  Story repeats;
  repeats.customer().does("pay", 100 * day).does("pay");
  repeats.customer().does("pay");
  repeats.customer(400 * day).does("see");
  observed = seen(repeats, map);
  CHECK(observed.milestones[1].reached == 1);
  CHECK(observed.milestones[1].missed == 2);  // the single purchase, and the second one of the first customer
}

TEST_CASE("an event that ends another belongs to it and is no step") {
  auto map = small();
  map.touchpoints[0].on =
      EventPredicate::both(EventPredicate::of_event("see"), *parse_event_predicate("stamp = start"));
  map.touchpoints[0].until =
      EventPredicate::both(EventPredicate::of_event("see"), *parse_event_predicate("stamp = complete"));
  Story story;
  for (int i = 0; i < 3; ++i)
    story.customer()
        .does("see", minute, {{"stamp", "start"}})
        .does("ask", minute, on_web)
        .does("see", minute, {{"stamp", "complete"}})
        .does("pay");
  auto observed = seen(story, map);
  CHECK(observed.coverage == doctest::Approx(1));
  CHECK(observed.touchpoints[0].events == 3);
  CHECK(observed.touchpoints[0].repeat_share == doctest::Approx(0));
  CHECK(observed.links[1].count == 0);  // ask → see is no loop
}

TEST_CASE("a case with a recorded end is over, and the end is no step on") {
  auto map = small();
  Touchpoint gone = map.touchpoints[0];
  gone.id = "tp_gone";
  gone.stage = "st_buy";
  gone.order = 4;
  gone.ends = true;
  gone.on = EventPredicate::of_event("gone");
  map.touchpoints.push_back(gone);
  Story story;
  for (int i = 0; i < 20; ++i) story.customer(i * minute).does("see").does("pay");
  story.customer(30 * minute).does("see").does("gone");
  auto observed = seen(story, map);
  CHECK(observed.stages[0].moved_on == 20);
  CHECK(observed.stages[0].left == 1);
  CHECK(observed.stages[0].in_progress == 0);
  CHECK(observed.stages[1].entered == 20);
  CHECK(observed.touchpoints[3].cases == 1);
}

TEST_CASE("pains: who meets it, against who could have") {
  auto map = small();
  map.links.push_back({"tp_see", "tp_ask", "follows"});
  map.pains.clear();
  Pain loop;
  loop.id = "loop";
  loop.kind = "loop";
  loop.at = {"tp_see", "tp_ask"};
  loop.rounds = 2;
  Pain slow;
  slow.id = "slow";
  slow.kind = "wait";
  slow.at = {"tp_see"};
  slow.longer_than = Duration{5 * minute};
  Pain where;
  where.id = "where";
  where.kind = "wait";
  where.at = {"tp_see"};
  where.signal = *parse_event_predicate("shop = A");
  map.pains = {loop, slow, where};
  Story story;
  auto round = [&](int times, std::int64_t wait, const char* shop, bool pays) {
    story.customer();
    for (int i = 0; i < times; ++i) story.does("see", wait, {{"shop", shop}}).does("ask", minute, on_web);
    story.does("see", wait, {{"shop", shop}});
    if (pays) story.does("pay");
  };
  for (int i = 0; i < 40; ++i) round(2, minute, "A", i < 10);
  for (int i = 0; i < 60; ++i) round(1, 10 * minute, "B", i < 45);
  story.customer(100 * day).does("ask", minute, on_web);
  auto observed = seen(story, map);
  CHECK(observed.pains[0].cases == 40);
  CHECK(observed.pains[0].others == 60);
  CHECK(observed.pains[0].outcome_with == doctest::Approx(0.25));
  CHECK(observed.pains[0].outcome_without == doctest::Approx(0.75));
  CHECK(observed.pains[0].extra_loss == doctest::Approx(20));
  CHECK(observed.pains[0].z > 4);
  CHECK(observed.pains[1].cases == 60);  // a longer way from see
  CHECK(observed.pains[2].cases == 40);
  CHECK(observed.pains[2].seconds == doctest::Approx(60));
}

TEST_CASE("the test of two proportions") {
  CHECK(z_of_difference(25, 100, 50, 100) == doctest::Approx(3.6515));
  CHECK(z_of_difference(50, 100, 50, 100) == doctest::Approx(0));
  CHECK(z_of_difference(0, 0, 5, 10) == 0);
  CHECK(z_of_difference(10, 10, 10, 10) == 0);
}

TEST_CASE("findings speak, also without pains") {
  auto map = small();
  Story story;
  for (int i = 0; i < 50; ++i) {
    story.customer(i * day).does("see");
    if (i < 20) story.does("pay");
  }
  auto observed = seen(story, map);
  auto said = findings(map, observed);
  REQUIRE(said.size() >= 1);
  for (const auto& each : said) {
    CHECK_FALSE(each.zh_hans.empty());
    CHECK_FALSE(each.zh_hant.empty());
    CHECK_FALSE(each.en.empty());
    CHECK(each.en.find('{') == std::string::npos);
  }
}

TEST_CASE("no events at all") {
  auto map = small();
  Story story;
  auto observed = seen(story, map);
  CHECK(observed.cases == 0);
  CHECK(std::isnan(observed.stages[0].conversion));
  CHECK(findings(map, observed).empty());
  CHECK(to_json(observed).dump().find("nan") == std::string::npos);
}
