// Steps in any order, case by case.
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

using Counts = std::vector<int>;

Json ask_unordered(const std::string& events, const std::string& fields) {
  return must_ask(index_from(events), R"({"kind":"funnel","order":"unordered",)" + fields + "}");
}

Counts completed(const std::string& events, const std::string& fields) {
  Counts counts;
  auto answer = ask_unordered(events, fields);
  for (const auto& row : answer["rows"]) counts.push_back(row[2].get<int>());
  return counts;
}

}  // namespace

TEST_CASE("unordered: any order within the window; rows say how many steps") {
  auto answer = ask_unordered("x: c@0 a@1 b@2; y: b@0; z: q@0", R"("steps":["a","b","c"],"window":"10s")");
  CHECK(answer["rows"][0][1] == "completed 1 step");
  CHECK(answer["rows"][2][1] == "completed 3 steps");
  CHECK(answer["rows"][0][2] == 2);
  CHECK(answer["rows"][2][2] == 1);
}

TEST_CASE("unordered: events older than the window do not count") {
  CHECK(completed("x: a@0 b@11; y: a@0 b@10", R"("steps":["a","b"],"window":"10s")") == Counts{2, 1});
  CHECK(completed("x: b@1 b@5 a@12 c@13", R"("steps":["a","b","c"],"window":"10s")") == Counts{1, 1, 1});
}

TEST_CASE("unordered: one event fills one step") {
  CHECK(completed("x: a@0; y: a@0 a@1", R"("steps":["a","a"])") == Counts{2, 1});
  CHECK(completed("x: a@0 b@1", R"("steps":["a",{"any":["a","b"]}])") == Counts{1, 1});
  CHECK(completed("x: b@0 a@1", R"("steps":[{"any":["a","b"]},"b"])") == Counts{1, 1});
}

TEST_CASE("unordered: times are those of the run that completed most first") {
  auto answer = ask_unordered("x: b@1 b@5 a@12 c@13", R"("steps":["a","b","c"],"window":"10s")");
  CHECK(cell(answer, {{"step", 2}}, "median_from_first") == 7.0);
  CHECK(cell(answer, {{"step", 3}}, "median_from_previous") == 1.0);
}

TEST_CASE("unordered: an exclusion cuts progress, but the case keeps one step (PostHog's [3, 2])") {
  CHECK(completed("p: a@0 b@60; q: a@0 x@30 b@60; r: a@0 b@60", R"("steps":["a","b"],"exclusions":[{"event":"x"}])") ==
        Counts{3, 2});
  CHECK(completed("p: a@0 b@1 c@2 x@3 c@4", R"("steps":["a","b","c"],"exclusions":[{"event":"x"}])") ==
        Counts{1, 1, 1});
}

TEST_CASE("unordered: several exclusions (PostHog's test_advanced_funnel_multiple_exclusions_between_steps)") {
  CHECK(completed("p1: a@1 x@2 b@3 c@4 y@4.5 d@5 e@6; p2: a@1 y@1.5 b@2 c@4 y@4.5 d@5 x@5.5 e@6;"
                  "p3: a@1 x@1.5 b@2 c@4 d@5 x@5.5 e@6; p4: a@1 b@2 c@4 d@5 e@6;"
                  "p5: a@1 x@1.5 b@2 x@2.5 c@4 y@4.5 d@5 x@5.5 e@6",
                  R"("steps":["a","b","c","d","e"],"window":"P14D","exclusions":[{"event":"x"},{"event":"y"}])") ==
        Counts{5, 2, 1, 1, 1});
}

TEST_CASE("unordered: thousands of equal events stay cheap") {
  std::string events = "x:";
  for (int i = 0; i < 20000; ++i) events += " a@" + std::to_string(i);
  CHECK(completed(events + " b@20000; y: c@0", R"("steps":["a",{"any":["a","b"]},"c"],"window":"P1D")") ==
        Counts{2, 1, 0});
}

TEST_CASE("unordered: neither optional steps nor the value of a later step") {
  auto index = index_from("x: a@0{p=1} b@1");
  CHECK(must_fail(index, R"({"kind":"funnel","order":"unordered","steps":["a",{"step":"b","optional":true}]})").where ==
        "question.order");
  CHECK(must_fail(index, R"({"kind":"funnel","order":"unordered","steps":["a","b"],"by":"p","attribution":{"step":2}})")
            .where == "question.attribution.step");
}

}  // namespace cairn::journey
