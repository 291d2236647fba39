#include "journey/journey_test_support.h"
#include "journey/validate.h"

namespace cairn::journey {
namespace {

Json detours(const Json& answer) {
  for (const auto& part : answer["parts"])
    if (part["name"] == "detours") return part["rows"];
  return nullptr;
}

TEST_CASE("missing, ad hoc, out of order and repeated, in a journey that is over") {
  auto index = index_from(
      "fits: a@0 b@1 c@2; skips: a@0 c@2; swaps: b@0 a@1 c@2; twice: a@0 b@1 b@2 c@3; else: a@0 x@1 b@2 c@3");
  auto answer = must_ask(index, R"({"kind":"conformance","model":["a","b","c"],"complete":true})");
  CHECK(validate_answer(answer).ok());
  CHECK(answer["totals"]["fit"] == 1);
  CHECK(answer["totals"]["deviating"] == 4);
  CHECK(answer["totals"]["fit_share"] == 0.2);
  // 1, 1 - 1/5, 1 - 2/6, 1 - 1/7, 1 - 1/7
  CHECK(answer["totals"]["fitness"].get<double>() == doctest::Approx((1 + 4.0 / 5 + 4.0 / 6 + 6.0 / 7 + 6.0 / 7) / 5));
  CHECK(answer["totals"]["log_fitness"].get<double>() == doctest::Approx(1 - 5.0 / 31));
  auto of = [&](const char* element, const char* column) { return cell(answer, {{"element", element}}, column); };
  CHECK(of("b", "reached") == 3);
  CHECK(of("b", "missing") == 1);
  CHECK(of("b", "out_of_order") == 1);
  CHECK(of("b", "ad_hoc") == 1);
  CHECK(of("a", "reached") == 5);
  CHECK(of("x", "role") == "ad hoc");
  CHECK(of("x", "ad_hoc") == 1);
  CHECK(of("x", "reached").is_null());
}

TEST_CASE("silence is not loss: an open case that conforms so far is in progress") {
  auto index = index_from("young: a@990 b@995; old: a@0 b@5; wrong: b@995; done: a@0 b@1 c@2; clock: z@1000");
  std::string rest = R"json("where":"event in (a, b, c)")json";
  auto answer = must_ask(index, R"({"kind":"conformance","model":["a","b","c"],"window":"60s",)" + rest + "}");
  CHECK(answer["totals"]["in_progress"] == 1);
  CHECK(answer["totals"]["fit"] == 1);
  CHECK(answer["totals"]["deviating"] == 2);
  CHECK(cell(answer, {{"element", "c"}}, "missing") == 1);  // of old; young and wrong may still come to it
  CHECK(cell(answer, {{"element", "a"}}, "missing") == 1);
  auto open = must_ask(index, R"({"kind":"conformance","model":["a","b","c"],)" + rest + "}");
  CHECK(open["totals"]["in_progress"] == 2);
  auto over = must_ask(index, R"({"kind":"conformance","model":["a","b","c"],"complete":true,)" + rest + "}");
  CHECK(over["totals"]["in_progress"] == 0);
}

TEST_CASE("choice, optional, loop and parallel; an element not taken in a choice is not missing") {
  auto index = index_from("one: a@0 m@1 s@2 b@3 b@4; two: a@0 s@1 m@2 c@3 d@4; three: a@0 m@1 s@2 c@3 o@4 d@5");
  std::string model = R"(["a",{"parallel":["m","s"]},{"choice":[{"loop":"b"},["c",{"optional":"o"},"d"]]}])";
  auto answer = must_ask(index, R"({"kind":"conformance","complete":true,"model":)" + model + "}");
  CHECK(answer["totals"]["fit"] == 3);
  CHECK(answer["totals"]["fitness"] == 1.0);
  CHECK(answer["totals"]["model_length"] == 4);
  CHECK(cell(answer, {{"element", "b"}}, "missing") == 0);
  CHECK(cell(answer, {{"element", "b"}}, "reached") == 1);
  CHECK(cell(answer, {{"element", "b"}}, "events") == 2);
}

TEST_CASE("failed, and late against a promised time") {
  auto index = index_from(
      "quick: order@0 paid@10{ok=yes} sent@100; slow: order@0 paid@10{ok=no} sent@3700; never: order@0 paid@20{ok=no}");
  std::string model = R"(["order",{"element":"paid","within":"15s","failed":"event = paid and ok = no"},"sent"])";
  auto answer = must_ask(index, R"({"kind":"conformance","complete":true,"model":)" + model +
                                    R"(,"promises":[{"from":"order","to":"sent","within":"1h"}]})");
  CHECK(cell(answer, {{"element", "paid"}}, "failed") == 2);
  CHECK(cell(answer, {{"element", "order"}}, "failed").is_null());
  CHECK(cell(answer, {{"element", "paid"}}, "promised") == 3);
  CHECK(cell(answer, {{"element", "paid"}}, "late") == 1);
  CHECK(cell(answer, {{"element", "paid"}}, "median_lateness") == 5.0);
  CHECK(cell(answer, {{"element", "sent"}}, "promised") == 2);
  CHECK(cell(answer, {{"element", "sent"}}, "late_share") == 0.5);
  CHECK(cell(answer, {{"element", "sent"}}, "median_lateness") == 100.0);
}

TEST_CASE("detours are ranked by customers or by time, and end where the design goes on") {
  auto index =
      index_from("p: a@0 x@1 x@2 y@3 b@10; q: a@0 x@5 y@6 b@20; r: a@0 z@1 b@1000; s: z@0 a@1 b@2 z@3; t: a@0 b@1");
  auto answer = must_ask(index, R"({"kind":"conformance","complete":true,"model":["a","b"]})");
  CHECK(detours(answer) == Json::array({{"a", {"x", "y"}, "b", 2, 2, 2, 15.0, 30.0},
                                        {"a", Json::array({"z"}), "b", 1, 1, 1, 1000.0, 1000.0}}));
  auto by_time =
      must_ask(index, R"({"kind":"conformance","complete":true,"model":["a","b"],"detours_by":"time","limit":1})");
  CHECK(detours(by_time)[0][1] == Json::array({"z"}));
  CHECK(by_time["parts"][0]["totals"]["detours"] == 2);
  CHECK(by_time["notes"].dump().find("1 more detours") != std::string::npos);
  auto people = must_ask(
      index,
      R"({"kind":"customers","of":{"kind":"conformance","complete":true,"model":["a","b"]},"at":{"after":"a","detour":["x","y"],"before":"b"}})");
  CHECK(people["totals"]["customers"] == 2);
  CHECK(people["rows"][0][0] == "p");
}

TEST_CASE("what is wrong with a model is said at its place") {
  auto index = index_from("x: seen@0 paid@10");
  struct Fault {
    const char *fields, *where, *says;
  };
  for (const auto& fault : std::vector<Fault>{
           {"", "question.model", "missing"},
           {R"(,"model":[])", "question.model", "at least 1"},
           {R"(,"model":["seen","payed"])", "question.model[1]", "did you mean 'paid'"},
           {R"(,"model":["seen",{"choice":["paid",{"opt":"seen"}]}])", "question.model[1].choice[1].opt", "optional"},
           {R"(,"model":{"loop":"seen","optional":"paid"})", "question.model", "in one object"},
           {R"(,"model":{"loop":"seen","within":"P1D"})", "question.model.within", "belongs to an element"},
           {R"(,"model":{"element":"seen","within":"soon"})", "question.model.within", "soon"},
           {R"(,"model":{"name":"x"})", "question.model", "expected one of"},
           {R"(,"model":["seen"],"promises":[{"from":"seen","to":"pad","within":"1h"}])", "question.promises[0].to",
            "'pad'"},
           {R"(,"model":["seen"],"promises":[{"to":"seen"}])", "question.promises[0].within", "missing"},
           {R"(,"model":["seen"],"detours_by":"cost")", "question.detours_by", "customers, time"},
       }) {
    CAPTURE(fault.fields);
    auto error = must_fail(index, std::string(R"({"kind":"conformance")") + fault.fields + "}");
    CHECK(error.where == fault.where);
    CHECK_MESSAGE(error.text().find(fault.says) != std::string::npos, error.text());
  }
  Json many{{"kind", "conformance"}, {"model", {{"parallel", Json::array()}}}};
  for (int i = 0; i < 13; ++i) many["model"]["parallel"].push_back("seen");
  CHECK(must_fail(index, many.dump()).message.find("4096 states") != std::string::npos);
  auto at = [&](const char* json) {
    return must_fail(
        index, std::string(R"({"kind":"customers","of":{"kind":"conformance","model":["seen"]},"at":)") + json + "}");
  };
  CHECK(at(R"({"element":"paid","state":"missing"})").where == "question.at.state");
  CHECK(at(R"({"element":"pad"})").where == "question.at.element");
  CHECK(at(R"({"state":"late"})").where == "question.at.state");
  CHECK(at(R"({"detour":["paid"],"after":"seen"})").where == "question.at.before");
}

TEST_CASE("a case that is too long for the search is counted, and in no other number") {
  std::vector<Index::Row> rows;
  Json model{{"parallel", Json::array()}};
  for (int i = 0; i < 12; ++i) model["parallel"].push_back("e" + std::to_string(i));
  for (int i = 0; i < 1100; ++i) rows.push_back({"long", "e" + std::to_string(i % 12), new_year_ms + i, {}});
  rows.push_back({"short", "e0", new_year_ms, {}});
  auto index = Index::in_memory(rows, 1);
  auto answer = must_ask(index, Json{{"kind", "conformance"}, {"model", model}}.dump());
  CHECK(answer["totals"]["not_aligned"] == 1);
  CHECK(answer["totals"]["in_progress"] == 1);
  CHECK(cell(answer, {{"element", "e0"}}, "events") == 1);
  CHECK(answer["notes"].dump().find("too long") != std::string::npos);
}

}  // namespace
}  // namespace cairn::journey
