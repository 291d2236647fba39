// Attribution of a breakdown, times between steps, and what goes with conversion.
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

/// group → reached per step
std::map<std::string, std::vector<int>> groups(const std::string& events, const std::string& fields) {
  auto answer = must_ask(index_from(events), R"({"kind":"funnel","by":"browser",)" + fields + "}");
  std::map<std::string, std::vector<int>> found;
  for (const auto& row : answer["rows"]) found[row[0].get<std::string>()].push_back(row[3].get<int>());
  return found;
}
using Groups = std::map<std::string, std::vector<int>>;

/// PostHog's test_breakdown_with_attribution_2, both days.
const char* const two_days =
    "u: a@0{browser=Chrome} b@1{browser=Chrome} c@2{browser=Safari} a@86400{browser=Safari} b@86401{browser=Safari} "
    "c@86402{browser=Chrome}";

Groups by(const std::string& attribution) {
  return groups(two_days, R"("steps":["a","b","c"],"window":"30s","attribution":)" + attribution);
}

}  // namespace

TEST_CASE("attribution: first, last, a step, all") {
  CHECK(by(R"("first")") == Groups{{"Chrome", {1, 1, 1}}});
  CHECK(by(R"("last")") == Groups{{"Chrome", {1, 1, 1}}});
  CHECK(by(R"({"step":1})") == Groups{{"Chrome", {1, 1, 1}}, {"Safari", {1, 1, 1}}});
  CHECK(by(R"({"step":3})") == Groups{{"Chrome", {1, 1, 1}}, {"Safari", {1, 1, 1}}});
  CHECK(by(R"("all")") == Groups{{"Chrome", {1, 1, 0}}, {"Safari", {1, 1, 0}}});
}

TEST_CASE("attribution by a step: who never takes it is in the group without a name") {
  CHECK(groups("x: a@0{browser=Chrome} b@1{browser=Safari}; y: a@0{browser=Chrome}; z: b@0{browser=Opera} a@1",
               R"("steps":["a","b"],"attribution":{"step":2})") == Groups{{"Safari", {1, 1}}, {"", {2, 0}}});
}

TEST_CASE("attribution: a case in two groups is one case of the totals") {
  auto answer =
      must_ask(index_from(two_days),
               R"({"kind":"funnel","by":"browser","steps":["a","b","c"],"attribution":{"step":1},"by_limit":1})");
  CHECK(answer["totals"]["entered"] == 1);
  CHECK(answer["totals"]["converted"] == 1);
  CHECK(answer["rows"][3][0] == "(other)");
  CHECK(must_fail(index_from(two_days), R"({"kind":"funnel","steps":["a"],"attribution":"last"})").where ==
        "question.attribution");
}

TEST_CASE("convert: times between two steps, median first, and bins") {
  auto index = index_from("x: a@0 b@10 c@20; y: a@0 b@30 c@70; z: a@0 b@5");
  std::string funnel = R"({"kind":"funnel","steps":["a","b","c"],"convert":{"from":2,"to":3,"bins":2}})";
  auto answer = must_ask(index, funnel);
  REQUIRE(answer["parts"].size() == 1);
  CHECK(answer["parts"][0]["name"] == "convert");
  CHECK(answer["parts"][0]["rows"][0] == Json({2, 3, 2, 25.0, 25.0, 32.5, 38.5, 39.7, 10.0, 40.0}));
  CHECK(answer["bins"] ==
        Json::array({{{"from", 10.0}, {"to", 25.0}, {"count", 1}}, {{"from", 25.0}, {"to", 40.0}, {"count", 1}}}));
  auto people = must_ask(index, R"({"kind":"customers","of":)" + funnel + R"(,"at":{"longer_than":"30s"}})");
  CHECK(people["rows"][0][0] == "y");
  CHECK(must_fail(index, R"({"kind":"funnel","steps":["a","b"],"convert":{"from":2,"to":2}})").where ==
        "question.convert");
}

TEST_CASE("correlate: odds ratios with a prior of one, intervals, sides") {
  std::string events;
  for (int i = 0; i < 20; ++i) {
    auto name = std::to_string(i);
    events += "yes" + name + ": a@0" + (i < 10 ? " help@1" : "") + " b@5 later@6;";
    events += "no" + name + ": a@0" + (i < 2 ? " help@1" : "") + " late@90;";
  }
  auto index = index_from(events);
  std::string funnel = R"({"kind":"funnel","steps":["a","b"],"window":"60s","correlate":true})";
  auto answer = must_ask(index, funnel);
  const Json& part = answer["parts"][0];
  CHECK(part["totals"] == Json({{"converted", 20}, {"failed", 20}, {"skewed", false}, {"rare", 0}, {"other_rows", 0}}));
  REQUIRE(part["rows"].size() == 1);  // b is a step, `later` follows the conversion, `late` the window
  CHECK(part["rows"][0][0] == "help");
  CHECK(part["rows"][0][3] == "conversion");
  CHECK(part["rows"][0][4].get<double>() == doctest::Approx(11.0 * 19 / (3 * 11)));
  CHECK(part["rows"][0][5].get<double>() == doctest::Approx(1.4462));
  CHECK(part["rows"][0][6].get<double>() == doctest::Approx(27.7355));
  CHECK(part["rows"][0][7] == 10);
  CHECK(part["rows"][0][8] == 2);
  auto people =
      must_ask(index, R"({"kind":"customers","of":)" + funnel + R"(,"at":{"event":"help","state":"failed"}})");
  CHECK(people["totals"]["customers"] == 2);
}

TEST_CASE("correlate: values of properties also on the first step; rare ones are left out; skew is said") {
  std::string events = "no: a@0{channel=web}; ";
  for (int i = 0; i < 100; ++i)
    events += "yes" + std::to_string(i) + ": a@0{channel=app" + (i == 0 ? ",odd=1" : "") + "} b@5{channel=till};";
  auto answer = must_ask(index_from(events),
                         R"({"kind":"funnel","steps":["a","b"],"correlate":{"properties":["channel","odd"]}})");
  const Json& part = answer["parts"][0];
  CHECK(part["totals"]["skewed"] == true);
  CHECK(part["totals"]["rare"] == 2);  // odd = 1 and channel = web: one case each
  REQUIRE(part["rows"].size() == 1);
  CHECK(part["rows"][0][1] == "channel");
  CHECK(part["rows"][0][2] == "app");
  CHECK(must_fail(index_from(events), R"({"kind":"funnel","steps":["a","b"],"correlate":true,"by":"channel"})").where ==
        "question.correlate");
}

}  // namespace cairn::journey
