// Answers broken down by what is known of a customer: measures, traits, segments.
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

/// Each customer has two sessions, a day apart.
const char* const shoppers =
    "ann: seen@0{city=Paris} paid@5{amount=120} identify@9{city=Lyon} seen@86400{channel=app};"
    "bob: seen@0{city=Lyon} paid@5{amount=30} seen@86400{channel=web} paid@86405{amount=12.5};"
    "cyd: seen@0{channel=web} seen@86400{channel=app}";

CaseNames names() {
  CaseNames names;
  names.segments["vip"] = *parse_case_predicate("trait.spent >= 100");
  names.segments["buyer"] = *parse_case_predicate("did(paid)");
  names.segments["dreamer"] = *parse_case_predicate("did(flown) or trait.wings = 2");
  names.traits["spent"] = parse_case_predicate("sum(amount of paid) > 0")->measure;
  return names;
}

Json asked(const std::string& by, const std::string& more = R"("kind":"variants")") {
  AskOptions options;
  options.names = names();
  return must_ask(index_from(shoppers), "{" + more + R"(,"by":)" + by + "}", options);
}

/// group → its cases
std::map<std::string, int> cases(const std::string& by, const std::string& more = R"("kind":"variants")") {
  auto answer = asked(by, more);
  std::map<std::string, int> found;
  for (const auto& row : answer["rows"]) {
    for (std::size_t i = 0; i < row.size(); ++i)
      if (answer["columns"][i]["name"] == "cases") found[row[0].get<std::string>()] += row[i].get<int>();
  }
  return found;
}
using Cases = std::map<std::string, int>;

Error fault(const std::string& question) {
  AskOptions options;
  options.names = names();
  auto answer = ask(index_from(shoppers), *parse_json(question, "question"), options);
  REQUIRE(!answer.ok());
  return answer.error();
}

}  // namespace

TEST_CASE("by a measure a case is in the group of its customer's whole life") {
  CHECK(cases(R"({"measure":"last","of":"city"})") == Cases{{"Lyon", 2}, {"", 1}});
  CHECK(cases(R"({"measure":"first","of":"city"})") == Cases{{"Paris", 1}, {"Lyon", 1}, {"", 1}});
  CHECK(cases(R"({"measure":"sum","of":"amount","where":{"event":"paid"}})") ==
        Cases{{"120", 1}, {"42.5", 1}, {"", 1}});
  CHECK(cases(R"({"measure":"sum","of":"amount","in_last":"PT1H"})") == Cases{{"12.5", 1}, {"", 2}});
  CHECK(cases(R"({"measure":"count","where":{"event":"paid"}})") == Cases{{"0", 1}, {"1", 1}, {"2", 1}});
}

TEST_CASE("neither cases, period nor where change who is in a group") {
  const std::string by = R"({"measure":"count","where":{"event":"paid"}})";
  const std::string sessions = R"("kind":"variants","case":{"by":"session","gap":"PT30M"})";
  CHECK(cases(by, sessions) == Cases{{"0", 2}, {"1", 2}, {"2", 2}});
  CHECK(cases(by, R"("kind":"variants","period":{"from":"2026-01-02"},"where":{"event":"seen"})") ==
        Cases{{"0", 1}, {"1", 1}, {"2", 1}});
}

TEST_CASE("by a trait: a computed one, or what was stated last") {
  CHECK(cases(R"({"trait":"spent"})") == Cases{{"120", 1}, {"42.5", 1}, {"", 1}});
  CHECK(cases(R"({"trait":"city"})") == Cases{{"Lyon", 1}, {"", 2}});
  CHECK(fault(R"({"kind":"variants","by":{"trait":"citi"}})").hint.find("city") != std::string::npos);
}

TEST_CASE("by segments: the first that has the customer") {
  CHECK(cases(R"({"segments":["vip","buyer"]})") == Cases{{"vip", 1}, {"buyer", 1}, {"", 1}});
  CHECK(cases(R"({"segments":["buyer","vip"]})") == Cases{{"buyer", 2}, {"", 1}});
  // A definition may name what the data lack; a question may not.
  CHECK(cases(R"({"segments":["dreamer"]})") == Cases{{"", 3}});
  CHECK(fault(R"({"kind":"variants","segment":{"event":"flown"}})").message.find("'flown'") != std::string::npos);
  auto unknown = fault(R"({"kind":"variants","by":{"segments":["vpi"]}})");
  CHECK(unknown.where == "question.by.segments");
  CHECK(unknown.hint.find("vip") != std::string::npos);
}

TEST_CASE("without definitions a segment in a question is an error that says where they are made") {
  for (const char* fields :
       {R"("segment":{"segment":"vip"})", R"("who":{"not":{"segment":"vip"}})", R"("by":{"segments":["vip"]})"}) {
    auto error = must_fail(index_from(shoppers), std::string(R"({"kind":"variants",)") + fields + "}");
    CHECK(error.message.find("'vip'") != std::string::npos);
    CHECK(error.hint.find("cairn segment") != std::string::npos);
    CHECK(error.hint.find("'profile'") != std::string::npos);
  }
}

TEST_CASE("a funnel by a measure: every event of a customer has its value, so nothing is to be attributed") {
  const std::string funnel = R"("kind":"funnel","steps":["seen","paid"],"window":"P1D")";
  auto answer = asked(R"({"trait":"spent"})", funnel);
  CHECK(cell(answer, {{"group", "120"}, {"step", 2}}, "reached") == 1);
  CHECK(cell(answer, {{"group", ""}, {"step", 1}}, "reached") == 1);
  CHECK(cell(answer, {{"group", ""}, {"step", 2}}, "reached") == 0);
  CHECK(fault("{" + funnel + R"(,"by":{"trait":"spent"},"attribution":"last"})").where == "question.attribution");
}

TEST_CASE("the people behind a group of a measure") {
  AskOptions options;
  options.names = names();
  auto people = must_ask(index_from(shoppers),
                         R"({"kind":"customers","of":{"kind":"funnel","steps":["seen"],"by":{"trait":"spent"}},)"
                         R"("at":{"step":1,"group":"42.5"}})",
                         options);
  REQUIRE(people["rows"].size() == 1);
  CHECK(people["rows"][0][0] == "bob");
}

}  // namespace cairn::journey
