// The rules of retention as small histories: days since 2026-01-01, a Thursday; 2026-01-05 (day 4) is a Monday.
#include <fmt/format.h>

#include "base/random.h"
#include "journey/journey_test_support.h"
#include "journey/validate.h"

namespace cairn::journey {
namespace {

/// "ann: signup@0 paid@7.5" in days.
Index days(const std::string& text) {
  std::string seconds;
  for (std::size_t i = 0; i < text.size(); ++i) {
    seconds += text[i];
    if (text[i] != '@') continue;
    std::size_t used = 0;
    seconds += fmt::format("{}", std::stod(text.substr(i + 1), &used) * 86400);
    i += used;
  }
  return index_from(seconds);
}

Json retention(const Index& index, Json question) {
  question["kind"] = "retention";
  auto answer = must_ask(index, question.dump());
  auto valid = validate_answer(answer);
  CHECK_MESSAGE(valid.ok(), (valid ? "" : valid.error().text()));
  return answer;
}

/// What a cohort counts, lag by lag.
Json returned(const Json& answer, const char* cohort) {
  Json list = Json::array();
  for (const auto& row : answer["rows"])
    if (row[0] == cohort) list.push_back(row[3]);
  return list;
}

const char* const weeks =
    "ann: signup@4 paid@5 paid@12 paid@25; bob: signup@6 paid@19; cyd: signup@13 paid@25; dan: paid@26";

}  // namespace

TEST_CASE("retention: cohorts, lags, shares; what is not over has no share, what lies ahead is unknown") {
  auto answer = retention(days(weeks), {{"start", "signup"}, {"return", "paid"}});
  REQUIRE(answer["columns"].size() == 6);
  CHECK(answer["rows"][0] == Json({"2026-01-05", 2, 0, 2, 1.0, "complete"}));
  CHECK(answer["rows"][1] == Json({"2026-01-05", 2, 1, 1, 0.5, "complete"}));
  CHECK(answer["rows"][2] == Json({"2026-01-05", 2, 2, 1, 0.5, "complete"}));
  // The last event is on Tuesday 2026-01-27: the week is not over.
  CHECK(answer["rows"][3] == Json({"2026-01-05", 2, 3, 1, nullptr, "in progress"}));
  CHECK(returned(answer, "2026-01-12") == Json({1, 0, 1, nullptr}));
  CHECK(returned(answer, "2026-01-19") == Json({0, 0, nullptr, nullptr}));
  CHECK(returned(answer, "2026-01-26") == Json({0, nullptr, nullptr, nullptr}));
  CHECK(answer["rows"][7] == Json({"2026-01-12", 1, 3, nullptr, nullptr, "future"}));
  // The average over the cohorts whose cell is complete.
  CHECK(answer["rows"][17] == Json({"(all)", 3, 1, 1, 1.0 / 3, "complete"}));
  CHECK(answer["rows"][18] == Json({"(all)", 2, 2, 1, 0.5, "complete"}));
  CHECK(answer["rows"][19] == Json({"(all)", nullptr, 3, nullptr, nullptr, "in progress"}));
  CHECK(answer["totals"] == Json({{"cases", 4}, {"cohorts", 2}, {"members", 3}}));
}

TEST_CASE("retention: recurring counts a customer in every interval with a start, first_time only in the first") {
  auto index = days("ann: a@4 a@11 a@12 a@25 a@33");
  auto recurring = retention(index, {{"mode", "recurring"}});
  CHECK(returned(recurring, "2026-01-05") == Json({1, 1, 0, 1, 1}));
  CHECK(returned(recurring, "2026-01-12") == Json({1, 0, 1, 1, nullptr}));
  CHECK(returned(recurring, "2026-01-19") == Json({0, 0, 0, nullptr, nullptr}));
  CHECK(recurring["totals"]["members"] == 4);
  auto first = retention(index, {{"mode", "first_time"}});
  CHECK(returned(first, "2026-01-05") == Json({1, 1, 0, 1, 1}));
  CHECK(returned(first, "2026-01-12") == Json({0, 0, 0, 0, nullptr}));
}

TEST_CASE("retention: first_time looks at all history before the period") {
  auto index = days("old: signup@4 signup@12 paid@19; fresh: signup@13 paid@20; late: paid@33");
  Json period{{"from", "2026-01-12"}};
  auto recurring = retention(index, {{"start", "signup"}, {"return", "paid"}, {"period", period}});
  CHECK(returned(recurring, "2026-01-12")[0] == 2);
  auto first = retention(index, {{"start", "signup"}, {"return", "paid"}, {"period", period}, {"mode", "first_time"}});
  CHECK(returned(first, "2026-01-12") == Json({1, 1, 0, 0}));
  // `where` rules out events, also before the period: with the old signup ruled out the next is the first.
  auto ruled = retention(
      index, {{"start", "signup"}, {"period", period}, {"mode", "first_time"}, {"where", "time >= 2026-01-12"}});
  CHECK(returned(ruled, "2026-01-12")[0] == 2);
}

TEST_CASE("retention: unbounded counts all lags up to the last return, and occurrences need enough returns") {
  auto index = days("ann: s@4 r@25 r@26; bob: s@4 r@11 r@12 r@20; end: x@40");
  Json question{{"start", "s"}, {"return", "r"}};
  CHECK(returned(retention(index, question), "2026-01-05") == Json({2, 1, 1, 1, 0, 0}));
  question["unbounded"] = true;
  CHECK(returned(retention(index, question), "2026-01-05") == Json({2, 2, 2, 1, 0, 0}));
  question["occurrences"] = 2;
  CHECK(returned(retention(index, question), "2026-01-05") == Json({2, 2, 1, 1, 0, 0}));
  question["unbounded"] = false;
  CHECK(returned(retention(index, question), "2026-01-05") == Json({2, 1, 0, 1, 0, 0}));
  question["occurrences"] = 3;
  CHECK(returned(retention(index, question), "2026-01-05") == Json({2, 0, 0, 0, 0, 0}));
}

TEST_CASE("retention: stretches of 24 hours from each one's own start") {
  auto index = days("ann: s@0.9 r@1.1 r@2.95; bob: s@0.2 r@1.1 r@1.2; end: x@6");
  Json question{{"start", "s"}, {"return", "r"}, {"interval", "day"}, {"lags", 3}};
  CHECK(returned(retention(index, question), "2026-01-01") == Json({2, 2, 1, 0}));
  question["anchor"] = "start";
  CHECK(returned(retention(index, question), "2026-01-01") == Json({2, 1, 1, 0}));
  // A member who started last decides when a cell is complete: 2026-01-01T24:00 and (lag + 1) times 24 hours.
  question["period"] = {{"to", "2026-01-05"}};
  auto answer = retention(index, question);
  CHECK(cell(answer, {{"cohort", "2026-01-01"}, {"lag", 2}}, "state") == "complete");
  CHECK(cell(answer, {{"cohort", "2026-01-01"}, {"lag", 3}}, "state") == "in progress");
  question["interval"] = "month";
  question["kind"] = "retention";
  CHECK(must_fail(index, question.dump()).where == "question.anchor");
}

TEST_CASE("retention: an interval is over when the period ends at its border") {
  auto index = days("ann: a@4 a@11.5; bob: a@30");
  auto answer = retention(index, {{"period", {{"from", "2026-01-05"}, {"to", "2026-01-19"}}}});
  CHECK(returned(answer, "2026-01-05") == Json({1, 1}));
  CHECK(answer["rows"][1] == Json({"2026-01-05", 1, 1, 1, 1.0, "complete"}));
  CHECK(answer["rows"][3] == Json({"2026-01-12", 1, 1, nullptr, nullptr, "future"}));
  auto cut = retention(index, {{"period", {{"from", "2026-01-04"}, {"to", "2026-01-19"}}}, {"week_start", "sunday"}});
  CHECK(cut["rows"][0][0] == "2026-01-04");
  auto mid = retention(index, {{"period", {{"from", "2026-01-05T00:00:00.001Z"}, {"to", "2026-01-19"}}}});
  CHECK(mid["rows"][0][0] == "2026-01-12");
  auto early = retention(index, {{"period", {{"from", "2026-01-03"}, {"to", "2026-01-19"}}}, {"interval", "month"}});
  CHECK(early["rows"][0] == Json({"2026-01-01", 1, 0, 1, nullptr, "in progress"}));
}

TEST_CASE("retention: days of 23 and 25 hours are days, and a zone decides which day it is") {
  // Berlin: 2026-03-29 has 23 hours (day 87, until 22:00 UTC), 2026-10-25 has 25 (day 297, until 23:00 UTC).
  auto index = days("ann: a@86.98 a@87.9 a@87.92; bob: a@297.93 a@297.95 a@297.99; end: a@310");
  Json question{{"interval", "day"}, {"lags", 1}, {"timezone", "Europe/Berlin"}};
  auto berlin = retention(index, question);
  // 86.98 is 2026-03-29 00:31 in Berlin, 87.9 is 23:36, 87.92 is 2026-03-30 00:04.
  CHECK(returned(berlin, "2026-03-28").empty());
  CHECK(returned(berlin, "2026-03-29") == Json({1, 1}));
  CHECK(returned(berlin, "2026-03-30") == Json({1, 0}));
  // 297.93 and 297.95 are 23:19 and 23:48, 297.99 is 00:45 of the next day.
  CHECK(returned(berlin, "2026-10-25") == Json({1, 1}));
  question["timezone"] = "Asia/Shanghai";
  auto shanghai = retention(index, question);
  CHECK(returned(shanghai, "2026-03-28").empty());
  CHECK(returned(shanghai, "2026-03-29") == Json({1, 1}));
  question["timezone"] = "UTC";
  CHECK(returned(retention(index, question), "2026-03-28") == Json({1, 1}));
}

TEST_CASE("retention: months are as long as they are") {
  auto answer = retention(days("ann: a@30 a@31 a@59 a@89; end: a@130"), {{"interval", "month"}});
  CHECK(returned(answer, "2026-01-01") == Json({1, 1, 1, 0, 0}));
  CHECK(returned(answer, "2026-02-01") == Json({1, 1, 0, 0, nullptr}));
}

TEST_CASE("retention: who stands behind a cell") {
  auto index = days(weeks);
  auto question = [&](Json at, Json of) {
    of["kind"] = "retention";
    return Json({{"kind", "customers"}, {"of", std::move(of)}, {"at", std::move(at)}}).dump();
  };
  auto people = [&](Json at) {
    auto answer = must_ask(index, question(std::move(at), {{"start", "signup"}, {"return", "paid"}}));
    std::string names;
    for (const auto& row : answer["rows"]) names += row[0].get<std::string>() + " ";
    return names;
  };
  CHECK(people({{"cohort", "2026-01-05"}}) == "ann bob ");
  CHECK(people({{"cohort", "2026-01-05"}, {"lag", 1}}) == "ann ");
  CHECK(people({{"cohort", "2026-01-05"}, {"lag", 1}, {"state", "missing"}}) == "bob ");
  CHECK(people({{"cohort", "(all)"}, {"lag", 2}}) == "bob ");
  auto fault = [&](Json at) { return must_fail(index, question(std::move(at), Json::object())).where; };
  CHECK(fault({{"cohort", "2026-01-06"}}) == "question.at.cohort");
  CHECK(fault({{"cohort", "2026-01-19"}, {"lag", 5}}) == "question.at.lag");
  CHECK(fault({{"cohort", "2026-01-05"}, {"lag", 99}}) == "question.at.lag");
}

TEST_CASE("retention: counted 64 cases at a time or one by one, the numbers are the same") {
  Random random(3);
  std::string text;
  for (int c = 0; c < 300; ++c) {
    text += fmt::format("c{}:", c);
    double day = 0;
    for (auto n = 1 + random.below(8); n > 0; --n)
      text +=
          fmt::format(" {}@{}", random.chance(0.5) ? "a" : "b", day += static_cast<double>(random.below(900)) / 100);
    text += "; ";
  }
  auto index = days(text);
  for (Json question : {Json{{"start", "a"}, {"return", "b"}}, Json{{"mode", "first_time"}, {"unbounded", true}},
                        Json{{"mode", "first_time"}, {"start", "b"}, {"period", {{"from", "2026-01-12"}}}}}) {
    auto answer = retention(index, question);
    question["kind"] = "retention";
    for (const auto& row : answer["rows"]) {
      if (row[3].is_null()) continue;
      // Drilling down goes case by case.
      Json behind{{"kind", "customers"}, {"of", question}, {"at", {{"cohort", row[0]}, {"lag", row[2]}}}};
      CHECK(must_ask(index, behind.dump())["totals"]["occurrences"] == row[3]);
    }
  }
}

TEST_CASE("retention: nothing to look at has an answer, and faults are named") {
  auto index = days("ann: a@4 b@5");
  CHECK(retention(index, {{"period", {{"to", "2020-01-01"}}}})["rows"].empty());
  CHECK(retention(index, {{"period", {{"from", "2030-01-01"}}}})["rows"].empty());
  CHECK(retention(Index::in_memory({}, 1), Json::object())["rows"].empty());
  CHECK(must_fail(index, R"({"kind":"retention","start":"aa"})").where == "question.start");
  CHECK(must_fail(index, R"({"kind":"retention","return":{"evnt":"a"}})").where == "question.return.evnt");
  CHECK(must_fail(index, R"({"kind":"retention","interval":"year"})").where == "question.interval");
  CHECK(must_fail(index, R"({"kind":"retention","lags":0})").where == "question.lags");
}

TEST_CASE("retention: a stamp of another century does not fill the answer with empty intervals") {
  auto answer = retention(days("old: a@-20000; ann: a@4 a@5"), {{"interval", "day"}, {"lags", 1}});
  CHECK(answer["rows"].size() == 3 * 2 + 2);
  CHECK(answer["notes"][0].get<std::string>().find("intervals without a start are not shown") != std::string::npos);
}

}  // namespace cairn::journey
