// The rules of shared questions.md 1, one by one.
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

std::vector<int> reached(const std::string& events, const std::string& steps, const std::string& window = "") {
  auto question =
      R"({"kind":"funnel","steps":)" + steps + (window.empty() ? "" : R"(,"window":")" + window + "\"") + "}";
  auto answer = must_ask(index_from(events), question);
  std::vector<int> counts;
  for (const auto& row : answer["rows"]) counts.push_back(row[2].get<int>());
  return counts;
}
using Counts = std::vector<int>;

}  // namespace

TEST_CASE("steps in order; other events between them do not matter") {
  CHECK(reached("x: a@0 z@1 b@2 z@3 c@4; y: b@0 a@1 c@2; z: c@0 b@1", R"(["a","b","c"])") == Counts{2, 1, 1});
}

TEST_CASE("the window runs from the first step and is inclusive") {
  CHECK(reached("x: a@0 b@60", R"(["a","b"])", "60s") == Counts{1, 1});
  CHECK(reached("x: a@0 b@60.001", R"(["a","b"])", "60s") == Counts{1, 0});
  CHECK(reached("x: a@0 b@40 c@80", R"(["a","b","c"])", "60s") == Counts{1, 1, 0});
}

TEST_CASE("a later first step starts a new chain and may convert where the first could not") {
  CHECK(reached("x: a@0 a@100 b@150", R"(["a","b"])", "60s") == Counts{1, 1});
  CHECK(reached("x: a@0 b@10 a@100 c@105 b@110 c@120", R"(["a","b","c"])", "60s") == Counts{1, 1, 1});
}

TEST_CASE("an old chain lives on beside a younger one") {
  CHECK(reached("x: a@0 b@10 a@50 c@55", R"(["a","b","c"])", "60s") == Counts{1, 1, 1});
}

TEST_CASE("one event fills one step; a repeated step needs two") {
  CHECK(reached("x: a@0", R"(["a","a"])") == Counts{1, 0});
  CHECK(reached("x: a@0 a@1", R"(["a","a"])") == Counts{1, 1});
  CHECK(reached("x: a@0 a@0 a@0", R"(["a","a","a"])") == Counts{1, 1, 1});
}

TEST_CASE("events of one instant are taken together, whatever arrived first") {
  CHECK(reached("x: b@5 a@5", R"(["a","b"])") == Counts{1, 1});
  CHECK(reached("x: c@5 b@5 a@5", R"(["a","b","c"])") == Counts{1, 1, 1});
  CHECK(reached("x: a@0 b@1 b@5 a@5", R"(["a","b","a"])") == Counts{1, 1, 1});
}

TEST_CASE("a start at the instant of the conversion is the youngest, whatever arrived first") {
  auto answer = must_ask(index_from("x: a@0 b@5 a@5 b@9; y: a@0 b@2"), R"({"kind":"funnel","steps":["a","b"]})");
  CHECK(answer["totals"]["converted"] == 2);
  CHECK(cell(answer, {{"step", 2}}, "mean_from_first") == 1.0);
}

TEST_CASE("more steps than the quick walk takes") {
  std::string events = "x:", steps;
  for (char c = 'a'; c <= 'l'; ++c) {
    events += std::string(" ") + c + "@" + std::to_string(c - 'a');
    steps += (steps.empty() ? "[\"" : ",\"") + std::string(1, c) + "\"";
  }
  CHECK(reached(events, steps + "]") == Counts(12, 1));
}

TEST_CASE("thousands of equal timestamps") {
  std::string events = "x:";
  for (int i = 0; i < 5000; ++i) events += i % 2 ? " a@0" : " b@0";
  CHECK(reached(events, R"(["a","b","a","b"])") == Counts{1, 1, 1, 1});
}

TEST_CASE("times are those of the first completion, by its latest start") {
  auto index = index_from("x: a@0 a@50 b@60 a@100 b@300");
  auto answer = must_ask(index, R"({"kind":"funnel","steps":["a","b"],"window":"P1D"})");
  CHECK(cell(answer, {{"step", 2}}, "median_from_first") == 10.0);
  CHECK(cell(answer, {{"step", 1}}, "median_from_first").is_null());
}

TEST_CASE("in progress until the window is over at the horizon, lost afterwards") {
  auto index = index_from("late: a@1000; old: a@0; done: a@0 b@5; other: z@1050");
  auto answer = must_ask(index, R"({"kind":"funnel","steps":["a","b"],"window":"60s"})");
  CHECK(cell(answer, {{"step", 1}}, "in_progress") == 1);
  CHECK(cell(answer, {{"step", 1}}, "dropped") == 1);
  CHECK(answer["totals"]["lost"] == 1);
  CHECK(answer["totals"]["conversion"].get<double>() == doctest::Approx(1.0 / 3));
}

TEST_CASE("three bases of rates, each by its name") {
  auto answer =
      must_ask(index_from("x: a@0 b@1 c@2; y: a@0 b@1; z: a@0; w: z@0"), R"({"kind":"funnel","steps":["a","b","c"]})");
  CHECK(cell(answer, {{"step", 3}}, "of_entered").get<double>() == doctest::Approx(1.0 / 3));
  CHECK(cell(answer, {{"step", 3}}, "of_previous").get<double>() == doctest::Approx(1.0 / 2));
  CHECK(cell(answer, {{"step", 3}}, "of_all").get<double>() == doctest::Approx(1.0 / 4));
}

TEST_CASE("a breakdown takes the first value among the events of the steps") {
  auto answer =
      must_ask(index_from("x: z@0{channel=app} a@1 b@2{channel=web}; y: a@0{channel=web} b@3{channel=app}; w: a@0"),
               R"({"kind":"funnel","steps":["a","b"],"by":"channel"})");
  CHECK(cell(answer, {{"group", "web"}, {"step", 2}}, "reached") == 2);
  CHECK(cell(answer, {{"group", ""}, {"step", 1}}, "reached") == 1);
  CHECK(cell(answer, {{"group", "app"}, {"step", 1}}, "reached") == "no such row");
}

TEST_CASE("steps may be predicates") {
  CHECK(reached("x: a@0 b@1{price=5} b@2{price=50}; y: a@0 b@1{price=5}",
                R"(["a",{"event":"b","where":[["price",">=",10]]}])") == Counts{2, 1});
  CHECK(reached("x: a@0 b@1{price=5} b@2{price=50}; y: a@0 b@1{price=5}", R"(["a","event = b and price >= 10"])") ==
        Counts{2, 1});
}

}  // namespace cairn::journey
