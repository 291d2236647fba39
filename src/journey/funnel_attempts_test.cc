// Strict order, optional steps, first times and exclusions, case by case. Those named after PostHog's tests have the
// events and the counts of those tests.
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

using Counts = std::vector<int>;

/// `fields` are those of a funnel besides its kind.
Counts reached(const std::string& events, const std::string& fields) {
  auto answer = must_ask(index_from(events), R"({"kind":"funnel",)" + fields + "}");
  Counts counts;
  for (const auto& row : answer["rows"]) counts.push_back(row[2].get<int>());
  return counts;
}

}  // namespace

TEST_CASE("strict: the next event must be the next step, or the same step again") {
  auto strict = [](const std::string& events) { return reached(events, R"("steps":["a","b","c"],"order":"strict")"); };
  CHECK(strict("x: a@0 b@1 c@2") == Counts{1, 1, 1});
  CHECK(strict("x: a@0 z@1 b@2 c@3") == Counts{1, 0, 0});
  CHECK(strict("x: a@0 a@1 b@2 b@3 c@4 c@5") == Counts{1, 1, 1});
  CHECK(strict("x: a@0 c@1 b@2") == Counts{1, 0, 0});
  CHECK(strict("x: a@0 z@1 a@2 b@3 c@4") == Counts{1, 1, 1});  // the scan starts again after a break
}

TEST_CASE("strict: events of one instant that differ do not break each other") {
  auto strict = [](const std::string& events) { return reached(events, R"("steps":["a","b"],"order":"strict")"); };
  CHECK(strict("x: b@0 a@0") == Counts{1, 1});
  CHECK(strict("x: z@0 a@0 b@1") == Counts{1, 1});
  CHECK(strict("x: a@0 z@1 z@1 b@2") == Counts{1, 0});
}

TEST_CASE("strict: what 'where' leaves out does not break") {
  CHECK(reached("x: a@0 z@1 b@2", R"("steps":["a","b"],"order":"strict","where":"not event = z")") == Counts{1, 1});
}

TEST_CASE("strict: who was broken off is lost, who may go on is in progress") {
  auto answer = must_ask(index_from("x: a@0; y: a@0 z@1; z: b@2"),
                         R"({"kind":"funnel","steps":["a","b"],"order":"strict","window":"60s"})");
  CHECK(answer["totals"]["in_progress"] == 1);
  CHECK(answer["totals"]["lost"] == 1);
}

TEST_CASE("optional steps: counts of the optional row are who took it (PostHog's example)") {
  CHECK(reached("p1: a@0; p12: a@0 b@1; p123: a@0 b@1 c@2; p13: a@0 c@2; p1345: a@0 c@2 d@3 e@4; p135: a@0 c@2 e@4; "
                "p12345: a@0 b@1 c@2 d@3 e@4; p1342: a@0 c@2 d@3 b@9",
                R"("steps":["a",{"step":"b","optional":true},"c",{"event":"d","optional":true},"e"])") ==
        Counts{8, 3, 6, 3, 3});
}

TEST_CASE("optional steps of the same event (PostHog's test_funnel_with_optional_steps_same_event)") {
  CHECK(reached("one: e@0; two: e@0 e@60; three: e@0 e@60 e@120; match: e@0 e@60{url=u} e@120",
                R"("steps":["e",{"step":"e","optional":true},{"event":"e","where":[["url","=","u"]]},"e"])") ==
        Counts{4, 2, 1, 1});
}

TEST_CASE("optional steps: bases and times pass over them") {
  auto answer = must_ask(index_from("x: a@0 b@10 c@30; y: a@0 c@50"),
                         R"({"kind":"funnel","steps":["a",{"step":"b","optional":true},"c"]})");
  CHECK(cell(answer, {{"step", 2}}, "of_previous") == 0.5);
  CHECK(cell(answer, {{"step", 3}}, "of_previous") == 1.0);
  CHECK(cell(answer, {{"step", 3}}, "median_from_previous") == 40.0);
  CHECK(answer["totals"]["converted"] == 2);
  auto last =
      must_ask(index_from("x: a@0 b@10; y: a@0"), R"({"kind":"funnel","steps":["a",{"step":"b","optional":true}]})");
  CHECK(last["totals"]["converted"] == 2);
  CHECK(last["rows"][1][2] == 1);
  CHECK(must_fail(index_from("x: a@0 b@1"), R"({"kind":"funnel","steps":[{"step":"a","optional":true},"b"]})").where ==
        "question.steps[0].optional");
}

TEST_CASE("first time: only the customer's first such event ever, also before the period") {
  auto fields = R"("steps":[{"event":"a","first_time":true},"b"],"period":{"from":"2026-01-02"})";
  CHECK(reached("old: a@10 a@86410 b@86420; new: a@86410 b@86420", fields) == Counts{1, 1});
  CHECK(reached("x: a@0{price=1} a@5{price=9} b@6",
                R"("steps":[{"event":"a","where":[["price",">",5]],"first_time":true},"b"])") == Counts{1, 1});
}

TEST_CASE("one of several") {
  CHECK(reached("x: a@0 c@1; y: b@0 c@1; z: c@0", R"("steps":[{"any":["a","b"]},"c"])") == Counts{2, 2});
  CHECK(reached("x: a@0 b@1{price=3}; y: a@0 b@1; z: c@0",
                R"("steps":["a",{"any":["c",{"event":"b","where":[["price",">",1]]}]}])") == Counts{2, 1});
}

namespace {
const char* const between = R"("steps":["a","b"],"window":"10s","exclusions":[{"event":"x","from":1,"to":2}])";
}

TEST_CASE("an exclusion bites between its steps and inside the window") {
  CHECK(reached("p: a@0 b@2; q: a@0 x@1 b@2; r: a@0 x@5; s: a@0 x@11; t: x@0 a@1 b@2; u: a@0 b@1 x@2", between) ==
        Counts{4, 3});
}

TEST_CASE("an excluded case is in no step; the totals count it, and it can be listed") {
  auto index = index_from("p: a@0 b@2; q: a@0 x@1 b@2; z: z@0");
  std::string funnel = R"({"kind":"funnel",)" + std::string(between) + "}";
  auto answer = must_ask(index, funnel);
  CHECK(answer["totals"]["entered"] == 1);
  CHECK(answer["totals"]["excluded"] == 1);
  CHECK(answer["totals"]["cases"] == 3);
  auto people = must_ask(index, R"({"kind":"customers","of":)" + funnel + R"(,"at":{"state":"excluded"}})");
  REQUIRE(people["rows"].size() == 1);
  CHECK(people["rows"][0][0] == "q");
}

TEST_CASE("exclusions and several starts (PostHog's test_funnel_exclusion_multiple_possible_no_end_event)") {
  CHECK(reached("p: a@0 x@1 a@31; q: b@0", between) == Counts{1, 0});
  CHECK(reached("p: a@0 a@31 x@32; q: b@0", between) == Counts{1, 0});
  CHECK(reached("p: a@0 a@1 x@2; q: b@0", between) == Counts{0, 0});
}

TEST_CASE("a clean start rescues; an excluded attempt that gets further does not let it (test_excluded_completion)") {
  CHECK(reached("p: a@0 x@1 b@2 a@20 b@21", between) == Counts{1, 1});
  CHECK(reached("p: a@0 x@11 a@12 x@13 b@14", between) == Counts{0, 0});
}

TEST_CASE("ranges of exclusions (PostHog's test_advanced_funnel_exclusions_between_steps)") {
  const std::string events =
      "p1: a@1 b@2 x@3 c@4 x@4.5 d@5 x@5.5 e@6; p2: a@1 b@2 c@4 x@4.5 d@5 x@5.5 e@6; p3: a@1 x@1.5 b@2 c@4 d@5 x@5.5 "
      "e@6";
  auto with = [&](int from, int to) {
    return reached(events, R"("steps":["a","b","c","d","e"],"exclusions":[{"event":"x","from":)" +
                               std::to_string(from) + R"(,"to":)" + std::to_string(to) + "}]");
  };
  CHECK(with(1, 2) == Counts{2, 2, 2, 2, 2});
  CHECK(with(2, 3) == Counts{2, 2, 2, 2, 2});
  CHECK(with(3, 4) == Counts{1, 1, 1, 1, 1});
  CHECK(with(4, 5) == Counts{0, 0, 0, 0, 0});
  CHECK(with(2, 4) == Counts{1, 1, 1, 1, 1});
}

TEST_CASE("an exclusion at the instant of a step is ignored, since nobody knows which came first") {
  CHECK(reached("p: a@0 x@0 b@2; q: a@0 x@2 b@2; r: a@0 x@1 x@1 b@2", between) == Counts{2, 2});
}

TEST_CASE("exclusions have property filters") {
  CHECK(reached("p: a@0 x@1{why=yes} b@2; q: a@0 x@1{why=no} b@2",
                R"("steps":["a","b"],"exclusions":[{"event":"x","where":[["why","=","yes"]]}])") == Counts{1, 1});
}

TEST_CASE("impossible exclusions are errors") {
  auto index = index_from("p: a@0 b@1 c@2 x@3");
  auto fails = [&](const std::string& exclusion, const std::string& order = "ordered") {
    return must_fail(index, R"({"kind":"funnel","steps":["a","b","c"],"order":")" + order + R"(","exclusions":[)" +
                                exclusion + "]}");
  };
  CHECK(fails(R"({"event":"x","from":2,"to":2})").where == "question.exclusions[0]");
  CHECK(fails(R"({"event":"x","from":3,"to":2})").where == "question.exclusions[0]");
  CHECK(fails(R"({"event":"x","from":1,"to":4})").where == "question.exclusions[0].to");
  CHECK(fails(R"({"event":"x","from":0,"to":2})").where == "question.exclusions[0].from");
  CHECK(fails(R"({"event":"b"})").message.find("is step 2 itself") != std::string::npos);
  CHECK(fails(R"({"event":"y"})").code == ErrorCode::not_found);
  CHECK(fails(R"({"event":"x","from":1,"to":2})", "unordered").where == "question.exclusions[0]");
}

}  // namespace cairn::journey
