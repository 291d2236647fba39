// The rules of lifecycle as small histories: seconds since 2026-01-01, a Thursday; 2026-01-05 is a Monday.
#include "journey/journey_test_support.h"
#include "journey/validate.h"

namespace cairn::journey {
namespace {

/// Weeks 2026-01-05, -12, -19, -26: seconds 345600 + k * 604800.
const char* const history =
    "ann: a@345600 a@950400 a@2160000; bob: a@345700 b@950500; cyd: a@1555200 a@2160001; end: z@2764799";

Json lifecycle(Json question) {
  question["kind"] = "lifecycle";
  auto answer = must_ask(index_from(history), question.dump());
  auto valid = validate_answer(answer);
  CHECK_MESSAGE(valid.ok(), (valid ? "" : valid.error().text()));
  return answer;
}

}  // namespace

TEST_CASE("lifecycle: new, returning, resurrecting, dormant in the first silent interval") {
  auto rows = lifecycle({{"event", "a"}})["rows"];
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == Json({"2026-01-05", 2, 2, 0, 0, 0, "complete"}));
  CHECK(rows[1] == Json({"2026-01-12", 1, 0, 1, 0, 1, "complete"}));
  CHECK(rows[2] == Json({"2026-01-19", 1, 1, 0, 0, 1, "complete"}));
  CHECK(rows[3] == Json({"2026-01-26", 2, 0, 1, 1, 0, "in progress"}));
  CHECK(lifecycle({{"event", "a"}})["totals"] ==
        Json({{"cases", 4}, {"new", 3}, {"returning", 2}, {"resurrecting", 1}, {"dormant", 2}}));
}

TEST_CASE("lifecycle: the period says what is shown; who was there before is not new") {
  auto rows = lifecycle({{"event", "a"}, {"period", {{"from", "2026-01-12"}, {"to", "2026-02-02"}}}})["rows"];
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == Json({"2026-01-12", 1, 0, 1, 0, 1, "complete"}));
  CHECK(rows[2] == Json({"2026-01-26", 2, 0, 1, 1, 0, "in progress"}));
  auto until = lifecycle({{"event", "a"}, {"period", {{"to", "2026-01-26"}}}})["rows"];
  REQUIRE(until.size() == 3);
  CHECK(until[2][6] == "complete");
}

TEST_CASE("lifecycle: who stands behind a number") {
  auto people = [](const std::string& at) {
    auto answer =
        must_ask(index_from(history), R"({"kind":"customers","of":{"kind":"lifecycle","event":"a"},"at":)" + at + "}");
    std::string names;
    for (const auto& row : answer["rows"]) names += row[0].get<std::string>() + " ";
    return names;
  };
  CHECK(people(R"({"interval":"2026-01-05"})") == "ann bob ");
  CHECK(people(R"({"interval":"2026-01-12","state":"dormant"})") == "bob ");
  CHECK(people(R"({"interval":"2026-01-26","state":"resurrecting"})") == "ann ");
  CHECK(people(R"({"state":"new"})") == "ann bob cyd ");
  auto fault =
      must_fail(index_from(history), R"({"kind":"customers","of":{"kind":"lifecycle"},"at":{"state":"dropped"}})");
  CHECK(fault.where == "question.at.state");
}

}  // namespace cairn::journey
