// Worked answers of paths, small enough to be checked by hand.
#include "journey/journey_test_support.h"
#include "journey/validate.h"

namespace cairn::journey {
namespace {

/// "1 (start)>a 2 | 2 a>b 1": step, way and count of every row.
std::string ways(const Json& answer) {
  std::string text;
  for (const auto& row : answer["rows"])
    text += (text.empty() ? "" : " | ") + row[0].dump() + " " + row[1].get<std::string>() + ">" +
            row[2].get<std::string>() + " " + row[3].dump();
  return text;
}

std::string ways_of(const std::string& events, const std::string& fields) {
  auto answer = must_ask(index_from(events), R"({"kind":"paths")" + fields + "}");
  CHECK(validate_answer(answer).ok());
  return ways(answer);
}

}  // namespace

TEST_CASE("paths: every step sums to those who had not ended") {
  CHECK(ways_of("x: a@0 b@1; y: a@0; z: b@0 a@5 b@6 a@7", R"(,"depth":3)") ==
        "1 (start)>a 2 | 1 (start)>b 1 | 2 a>(ended) 1 | 2 a>b 1 | 2 b>a 1 | 3 a>b 1 | 3 b>(ended) 1");
}

TEST_CASE("paths: of a run of equal items the last counts, and the time from it") {
  auto index = index_from("x: a@0 a@10 b@15 b@35 c@40");
  auto answer = must_ask(index, R"({"kind":"paths"})");
  CHECK(ways(answer) == "1 (start)>a 1 | 2 a>b 1 | 3 b>c 1 | 4 c>(ended) 1");
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "median_gap") == 25.0);
  CHECK(cell(answer, {{"from", "b"}, {"to", "c"}}, "mean_gap") == 5.0);
  CHECK(cell(answer, {{"from", "(start)"}}, "median_gap").is_null());
  CHECK(cell(answer, {{"to", "(ended)"}}, "mean_gap").is_null());
  CHECK(ways(must_ask(index, R"({"kind":"paths","repeats":"keep","depth":2})")) == "1 (start)>a 1 | 2 a>a 1");
}

TEST_CASE("paths from a start: its first occurrence; without it there is no path") {
  auto index = index_from("x: a@0 s@1 b@2 s@3 c@4; y: a@0 b@1");
  auto answer = must_ask(index, R"({"kind":"paths","start":"s","depth":3})");
  CHECK(ways(answer) == "1 (start)>s 1 | 2 s>b 1 | 3 b>s 1");
  CHECK(answer["totals"]["paths"] == 1);
  CHECK(answer["totals"]["cases"] == 2);
}

TEST_CASE("paths to an end: up to its first occurrence, the last items") {
  CHECK(ways_of("x: a@0 b@1 c@2 e@3 d@4 e@5; y: e@0 a@1; z: a@0", R"(,"end":"e","depth":3)") ==
        "1 (start)>b 1 | 1 (start)>e 1 | 2 b>c 1 | 2 e>(ended) 1 | 3 c>e 1");
}

TEST_CASE("paths between: longer than depth hides the middle, with the time of the first hidden") {
  auto index = index_from("x: z@0 s@1 a@2 b@4 c@8 d@16 e@32 z@33; y: e@0 s@1");
  auto answer = must_ask(index, R"({"kind":"paths","start":"s","end":"e","depth":4})");
  CHECK(ways(answer) == "1 (start)>s 1 | 2 s>a 1 | 3 a>... 1 | 4 ...>d 1 | 5 d>e 1");
  CHECK(cell(answer, {{"to", "..."}}, "median_gap") == 2.0);
  CHECK(cell(answer, {{"from", "..."}}, "median_gap") == 8.0);
  CHECK(ways(must_ask(index, R"({"kind":"paths","start":"s","end":"e","depth":5})")) ==
        "1 (start)>s 1 | 2 s>a 1 | 3 a>... 1 | 4 ...>d 1 | 5 d>e 1");
  CHECK(ways(must_ask(index, R"({"kind":"paths","start":"s","end":"e","depth":6})")) ==
        "1 (start)>s 1 | 2 s>a 1 | 3 a>b 1 | 4 b>c 1 | 5 c>d 1 | 6 d>e 1 | 7 e>(ended) 1");
  CHECK(must_fail(index, R"({"kind":"paths","start":"s","end":"e","depth":1})").where == "question.depth");
}

TEST_CASE("paths between the same item: its second occurrence ends") {
  CHECK(ways_of("x: s@0 s@1 a@2 s@3", R"(,"start":"s","end":"s")") ==
        "1 (start)>s 1 | 2 s>a 1 | 3 a>s 1 | 4 s>(ended) 1");
}

TEST_CASE("paths: rare items are together in (other), and counted") {
  auto index = index_from("x: a@0 b@1; y: a@0 c@1; z: d@0 b@1; w: e@0 b@1");
  auto answer = must_ask(index, R"({"kind":"paths","limit":1,"depth":2})");
  CHECK(ways(answer) == "1 (start)>(other) 2 | 1 (start)>a 2 | 2 (other)>b 2 | 2 a>(other) 1 | 2 a>b 1");
  CHECK(answer["totals"]["steps"][0] ==
        Json({{"step", 1}, {"entrants", 4}, {"ended", 0}, {"other", 2}, {"other_items", 2}}));
  auto counted = must_ask(index, R"({"kind":"paths","limit":1,"depth":2,"measures":["count","customers","share"]})");
  CHECK(ways(counted) == ways(answer));
  CHECK(counted["totals"] == answer["totals"]);
}

TEST_CASE("paths: a session is a case, a customer with two of them one customer") {
  auto index = index_from("x: a@0 b@1 a@5000 b@5001; y: a@0");
  auto answer = must_ask(index, R"({"kind":"paths","case":"session"})");
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "count") == 2);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "customers") == 1);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "share").get<double>() == doctest::Approx(2.0 / 3));
}

TEST_CASE("paths: an episode that may go on is in progress") {
  auto answer = must_ask(index_from("x: o@0 s@1; y: o@0 d@1; z: z@9"),
                         R"({"kind":"paths","case":{"by":"episode","start":"event = o","end":"event = d"}})");
  CHECK(cell(answer, {{"from", "s"}, {"to", "(in progress)"}}, "count") == 1);
  CHECK(cell(answer, {{"from", "d"}, {"to", "(ended)"}}, "count") == 1);
}

TEST_CASE("paths: two groups side by side") {
  auto index = index_from("x: a@0{c=app} b@1; y: a@0{c=app} b@1; z: a@0{c=web}; w: a@0{c=web} b@1; v: a@0");
  auto answer = must_ask(index, R"({"kind":"paths","compare":{"by":"c","a":"app","b":"web"}})");
  CHECK(validate_answer(answer).ok());
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "count_a") == 2);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "share_b") == 0.5);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "difference") == 0.5);
  CHECK(cell(answer, {{"from", "b"}, {"to", "(ended)"}}, "count_b") == 1);
  CHECK(answer["totals"]["both"] == 0);
  auto rest = must_ask(index, R"({"kind":"paths","compare":{"a":"count(event = b) >= 1"}})");
  CHECK(cell(rest, {{"from", "(start)"}}, "count_a") == 3);
  CHECK(cell(rest, {{"from", "(start)"}}, "count_b") == 2);
  CHECK(cell(rest, {{"from", "b"}}, "difference").is_null());
  auto both = must_ask(index, R"({"kind":"paths","compare":{"a":{"event":"a"},"b":{"event":"b"}}})");
  CHECK(both["totals"]["both"] == 3);
  // Of the session before the payment the case knows nothing, the customer's life does.
  auto sessions = index_from("x: a@0 b@5000; y: a@0");
  for (auto [over, people] : {std::pair("case", 0), {"life", 1}}) {
    auto judged = must_ask(sessions, std::string(R"({"kind":"paths","case":"session","depth":1,"compare":{"over":")") +
                                         over + R"(","a":{"event":"b"}}})");
    CHECK(cell(judged, {{"to", "a"}}, "count_a") == people);
  }
  auto fault = [&](const char* fields) {
    return must_fail(index, std::string(R"({"kind":"paths",)") + fields + "}").where;
  };
  CHECK(fault(R"("compare":{"by":"c","a":"ap"})") == "question.compare.a");
  CHECK(fault(R"("compare":{"by":"d","a":"app"})") == "question.compare.by");
  CHECK(fault(R"("compare":{"a":{"event":"q"}})") == "question.compare.a");
  CHECK(fault(R"("compare":{"by":"c","a":"app"},"by":"c")") == "question.compare");
  CHECK(fault(R"("compare":{"by":"c","a":"app","over":"life"})") == "question.compare.over");
  CHECK(fault(R"("compare":{"by":"c","a":"app"},"measures":["count"])") == "question.measures");
}

TEST_CASE("paths: the people behind a way and behind an item") {
  auto index = index_from("x: a@0 b@1; y: a@0; z: c@0 b@1");
  auto behind = [&](const char* of, const char* at) {
    return must_ask(index, std::string(R"({"kind":"customers","of":{"kind":"paths")") + of + R"(},"at":)" + at +
                               "}")["totals"]["customers"];
  };
  CHECK(behind("", R"({"step":2,"from":"a","to":"b"})") == 1);
  CHECK(behind("", R"({"step":2,"to":"b"})") == 2);
  CHECK(behind("", R"({"step":2,"from":"a"})") == 2);
  CHECK(behind(R"(,"limit":1)", R"at({"step":1,"to":"(other)"})at") == 1);
  CHECK(behind(R"(,"compare":{"a":{"event":"c"}})", R"({"step":2,"to":"b","group":"b"})") == 1);
  CHECK(must_fail(index, R"({"kind":"customers","of":{"kind":"paths"},"at":{"step":6}})").where == "question.at.step");
  CHECK(must_fail(index, R"({"kind":"customers","of":{"kind":"paths"},"at":{"step":1,"to":"q"}})").where ==
        "question.at.to");
}

TEST_CASE("paths of nothing, and of more than 256 event types") {
  CHECK(must_ask(Index::in_memory({}, 2), R"({"kind":"paths"})")["rows"].empty());
  std::string text = "x:";
  for (int i = 0; i < 300; ++i) text += " e" + std::to_string(i) + "@" + std::to_string(i);
  for (const char* measures : {"", R"(,"measures":["count"])"})
    CHECK(ways_of(text, std::string(R"(,"depth":2)") + measures) == "1 (start)>e0 1 | 2 e0>e1 1");
}

TEST_CASE("step matrix: every position sums to the cases that have the event") {
  auto index = index_from("x: a@0 p@1 b@2 p@3; y: p@0; z: a@0 a@1 p@2 c@3; w: a@0");
  auto answer = must_ask(index, R"({"kind":"step_matrix","around":"p","before":2,"after":2})");
  CHECK(validate_answer(answer).ok());
  std::map<int, int> sums;
  for (const auto& row : answer["rows"]) sums[row[0].get<int>()] += row[2].get<int>();
  CHECK(sums == std::map<int, int>{{-2, 3}, {-1, 3}, {0, 3}, {1, 3}, {2, 3}});
  CHECK(cell(answer, {{"position", -2}, {"symbol", "(start)"}}, "cases") == 2);
  CHECK(cell(answer, {{"position", -1}, {"symbol", "a"}}, "cases") == 2);
  CHECK(cell(answer, {{"position", 0}, {"symbol", "p"}}, "share") == 1.0);
  CHECK(cell(answer, {{"position", 2}, {"symbol", "p"}}, "customers") == 1);
  CHECK(cell(answer, {{"position", 2}, {"symbol", "(ended)"}}, "cases") == 2);
  auto collapsed = must_ask(index, R"({"kind":"step_matrix","around":"p","before":2,"repeats":"collapse"})");
  CHECK(cell(collapsed, {{"position", -2}, {"symbol", "(start)"}}, "cases") == 3);
  auto people = must_ask(
      index, R"({"kind":"customers","of":{"kind":"step_matrix","around":"p"},"at":{"position":-1,"symbol":"a"}})");
  CHECK(people["totals"]["customers"] == 2);
  auto limited = must_ask(index, R"({"kind":"step_matrix","around":"p","limit":1,"after":1,"before":1})");
  CHECK(cell(limited, {{"position", 1}, {"symbol", "(other)"}}, "cases") == 2);
  CHECK(limited["totals"]["other_items"] == 3);
  auto compared = must_ask(index, R"({"kind":"step_matrix","around":"p","compare":{"a":{"event":"b"}}})");
  CHECK(cell(compared, {{"position", 1}, {"symbol", "b"}}, "difference") == 1.0);
  CHECK(must_fail(index, R"({"kind":"step_matrix","around":"q"})").where == "question.around");
}

}  // namespace cairn::journey
