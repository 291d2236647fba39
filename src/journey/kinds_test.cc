// Worked answers of the other kinds, small enough to be checked by hand.
#include "journey/journey_test_support.h"
#include "journey/schemas.h"
#include "journey/validate.h"

namespace cairn::journey {

TEST_CASE("transitions: every symbol's rows in and out sum to its events") {
  auto index = index_from("x: a@0 b@10 a@30; y: a@0 b@20; z: c@5");
  auto answer = must_ask(index, R"({"kind":"transitions"})");
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "count") == 2);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "median_gap") == 15.0);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "mean_gap") == 15.0);
  CHECK(cell(answer, {{"from", "a"}, {"to", "b"}}, "share").get<double>() == doctest::Approx(2.0 / 3));
  CHECK(cell(answer, {{"from", "(start)"}, {"to", "a"}}, "count") == 2);
  CHECK(cell(answer, {{"from", "a"}, {"to", "(ended)"}}, "count") == 1);
  CHECK(cell(answer, {{"from", "c"}, {"to", "(ended)"}}, "mean_gap").is_null());
  CHECK(answer["totals"] == Json({{"edges", 2}, {"events", 6}, {"cases", 3}}));
  std::map<std::string, int> in, out;
  for (const auto& row : answer["rows"])
    out[row[0].get<std::string>()] += row[2].get<int>(), in[row[1].get<std::string>()] += row[2].get<int>();
  for (const auto* symbol : {"a", "b", "c"}) CHECK(in[symbol] == out[symbol]);
  CHECK(in["a"] == 3);
}

TEST_CASE("transitions: a limit says how many rows it hides, fewer measures give fewer columns") {
  auto index = index_from("x: a@0 b@10 a@30; y: a@0 b@20; z: c@5");
  auto answer = must_ask(index, R"({"kind":"transitions","limit":1,"measures":["count","mean_gap"]})");
  REQUIRE(answer["rows"].size() == 2);
  CHECK(answer["rows"][1] == Json({"(other)", "(other)", 7, 16.666666666666668}));
  CHECK(answer["totals"]["other_rows"] == 6);
  CHECK(answer["totals"]["other_count"] == 7);
  CHECK(answer["columns"].size() == 4);
}

TEST_CASE("sessions split when the gap is strictly greater") {
  auto index = index_from("x: a@0 b@1800 c@3600.001");
  CHECK(must_ask(index, R"({"kind":"variants","case":"session"})")["totals"]["cases"] == 2);
  CHECK(must_ask(index, R"({"kind":"variants","case":{"by":"session","gap":"10m"}})")["totals"]["cases"] == 3);
}

TEST_CASE("episodes: complete, lost and in progress") {
  auto index = index_from("done: o@0 s@5 d@10 z@11; lost: o@0 s@5; open: o@990 o@995; known: z@1000");
  auto question =
      R"({"kind":"transitions","case":{"by":"episode","start":{"event":"o"},"end":{"event":"d"},"window":"60s"}})";
  auto answer = must_ask(index, question);
  CHECK(cell(answer, {{"from", "d"}, {"to", "(ended)"}}, "count") == 1);
  CHECK(cell(answer, {{"from", "s"}, {"to", "(ended)"}}, "count") == 1);
  CHECK(cell(answer, {{"from", "o"}, {"to", "(in progress)"}}, "count") == 1);
  CHECK(answer["basis"]["in_progress"] == 1);
  CHECK(answer["basis"]["left_out"]["outside_episodes"] == 2);
  auto timing = must_ask(
      index, R"({"kind":"timing","case":{"by":"episode","start":{"event":"o"},"end":{"event":"d"},"window":"60s"}})");
  CHECK(timing["rows"][0] == Json({1, 1, 1, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0}));
}

TEST_CASE("objects: one case per customer and value") {
  auto index = index_from("x: a@0{order=1} a@1{order=2} b@2{order=1} b@3{order=2} c@4");
  auto answer = must_ask(index, R"({"kind":"variants","case":{"by":"object","property":"order"}})");
  CHECK(answer["rows"].size() == 1);
  CHECK(answer["rows"][0][1] == Json({"a", "b"}));
  CHECK(answer["rows"][0][2] == 2);
  CHECK(answer["basis"]["left_out"]["without_object"] == 1);
}

TEST_CASE("variants: rank, shares and the example") {
  auto answer = must_ask(index_from("x: a@5 b@9; y: a@2 b@4; z: a@0"), R"({"kind":"variants"})");
  CHECK(answer["rows"][0] == Json({1, {"a", "b"}, 2, 2.0 / 3, 2.0 / 3, 3.0, "y"}));
  CHECK(answer["totals"] == Json({{"variants", 2}, {"singletons", 1}, {"cases", 3}}));
}

TEST_CASE("timing: first and each, ties, bins") {
  auto index = index_from("x: a@0 a@10 b@40; y: b@5 a@5; z: a@0");
  auto first = must_ask(index, R"({"kind":"timing","from":"a","to":"b"})");
  CHECK(first["rows"][0] == Json({2, 0, 1, 20.0, 30.0, 38.0, 39.6, 20.0, 0.0, 40.0}));
  auto each = must_ask(index, R"({"kind":"timing","from":"a","to":"b","mode":"each","bins":2})");
  CHECK(each["totals"]["n"] == 3);
  CHECK(each["bins"] ==
        Json::array({{{"from", 0.0}, {"to", 20.0}, {"count", 1}}, {{"from", 20.0}, {"to", 40.0}, {"count", 2}}}));
  auto window = must_ask(index, R"({"kind":"timing","from":"a","to":"b","window":"30s"})");
  CHECK(window["totals"] == Json({{"n", 1}, {"unanswered", 2}, {"in_progress", 0}, {"cases", 3}}));
}

TEST_CASE("timing: a trend by calendar days of a zone, young intervals marked") {
  // a on day 1 twice (answered after 1 h, never), nothing on day 2, one on day 3 that may still be answered.
  auto index = index_from("x: a@0 b@3600; y: a@7200; z: a@172800; w: q@180000");
  AskOptions options;
  auto answer = must_ask(index, R"({"kind":"timing","from":"a","to":"b","window":"P1D","trend":"day"})", options);
  CHECK(answer["rows"] == Json::array({{"2026-01-01", 1, 1, 0, 0.5, 3600.0, 3600.0, "complete"},
                                       {"2026-01-02", 0, 0, 0, nullptr, nullptr, nullptr, "complete"},
                                       {"2026-01-03", 0, 0, 1, nullptr, nullptr, nullptr, "in progress"}}));
  CHECK(answer["totals"]["n"] == 1);
  // In Los Angeles it is still the year before.
  options.zone = *TimeZone::named("America/Los_Angeles");
  auto west = must_ask(index, R"({"kind":"timing","from":"a","to":"b","window":"P1D","trend":"month"})", options);
  CHECK(west["rows"][0][0] == "2025-12-01");
  CHECK(west["rows"][1][3] == 1);
  auto of = [](const std::string& trend, const std::string& at) {
    return R"({"kind":"customers","of":{"kind":"timing","from":"a","to":"b","window":"P1D")" + trend + R"(},"at":)" +
           at + "}";
  };
  auto people = must_ask(index, of(R"(,"trend":"day")", R"({"interval":"2026-01-01","unanswered":true})"));
  CHECK(people["rows"].size() == 1);
  CHECK(people["rows"][0][0] == "y");
  CHECK(must_fail(index, of(R"(,"trend":"day")", R"({"interval":"2027-01-01"})")).where == "question.at.interval");
  CHECK(must_fail(index, of("", R"({"interval":"2026-01-01"})")).where == "question.at.interval");
  CHECK(must_fail(index, R"({"kind":"timing","trend":"weekly"})").message.find("day, week, month") !=
        std::string::npos);
}

TEST_CASE("timing: a stray stamp decades away makes no rows of empty days") {
  auto index = index_from("x: a@-1500000000 a@0 b@60; y: a@86400 b@86460");
  auto answer = must_ask(index, R"({"kind":"timing","from":"a","to":"b","mode":"each","trend":"day"})");
  REQUIRE(answer["rows"].size() == 3);
  CHECK(answer["rows"][0][0] == "1978-06-20");
  CHECK(answer["notes"].dump().find("not shown") != std::string::npos);
  auto cut = must_ask(
      index,
      R"({"kind":"timing","from":"a","to":"b","trend":"week","period":{"from":"2026-01-01","to":"2026-01-02"}})");
  CHECK(cut["rows"][0][0] == "2025-12-29");
  CHECK(cut["rows"][0][7] == "in progress");
}

TEST_CASE("customers: who stands behind a number, and their time line") {
  auto index = index_from("x: a@0 b@10{price=5,channel=app}; y: a@0; z: a@9 b@10");
  auto answer = must_ask(index, R"({"kind":"customers","of":{"kind":"funnel","steps":["a","b"]},"at":{"step":2}})");
  CHECK(answer["totals"] == Json({{"customers", 2}, {"cases", 2}, {"occurrences", 2}}));
  CHECK(answer["rows"][0] == Json({"x", "2026-01-01T00:00:00Z", "2026-01-01T00:00:10Z", 1, 1}));
  auto page = must_ask(index, R"({"kind":"customers","of":{"kind":"variants"},"limit":1,"offset":1})");
  CHECK(page["rows"][0][0] == "y");
  CHECK(page["totals"]["customers"] == 3);
  auto line = must_ask(index, R"({"kind":"customers","customer":"x"})");
  REQUIRE(line["rows"].size() == 2);
  CHECK(line["rows"][1] == Json({"2026-01-01T00:00:10Z", "b", "app", nullptr, nullptr, nullptr, {{"price", 5}}}));
  CHECK(validate_answer(line).ok());
  CHECK(must_fail(index, R"({"kind":"customers","customer":"nobody"})").code == ErrorCode::not_found);
}

TEST_CASE("touchpoints come from a relabelling; what it does not name is left out and counted") {
  auto index = index_from("x: a@0{channel=app} b@1{channel=web} a@2{channel=web} q@3");
  Relabelling map;
  map.symbols = {"tp_app", "tp_a", "tp_none"};
  map.rules.push_back({*event_predicate_from(Json{{"where", {{"channel", "=", "app"}}}}, "map"), 0});
  map.rules.push_back({EventPredicate::of_event("a"), 1});
  map.rules.push_back({EventPredicate::of_event("never imported"), 2});
  AskOptions options;
  options.relabelling = &map;
  auto answer = must_ask(index, R"({"kind":"variants","level":"touchpoint"})", options);
  CHECK(answer["rows"][0][1] == Json({"tp_app", "tp_a"}));
  CHECK(answer["basis"]["left_out"]["unmatched_events"] == 2);
  auto error = must_fail(index, R"({"kind":"variants","level":"stage"})");
  CHECK(error.where == "question.level");
}

TEST_CASE("period, where, who and by") {
  auto index = index_from("x: a@0{channel=app} b@100; y: a@10{channel=web} b@20 b@30; z: b@50");
  auto of = [&](const std::string& fields) {
    return must_ask(index, R"({"kind":"variants",)" + fields + "}")["totals"];
  };
  CHECK(of(R"("period":{"from":"2026-01-01T00:00:10Z","to":"2026-01-01T00:01:40Z"})")["cases"] == 2);
  CHECK(of(R"("where":"channel is present")")["cases"] == 2);
  CHECK(of(R"("who":{"event":"b","count":[">=",2]})")["cases"] == 1);
  CHECK(of(R"("who":{"event":"b","after":{"event":"a"},"within":"15s"})")["cases"] == 1);
  auto by = must_ask(index, R"({"kind":"variants","by":"channel","by_limit":1})");
  CHECK(by["rows"][0][0] == "");
  CHECK(by["rows"][1][0] == "(other)");
}

TEST_CASE("a segment judges whole lives, whatever period, where and case say, and counts the cases it leaves out") {
  auto index = index_from("x: a@0{channel=app} b@100; y: a@10{channel=web} b@5000 b@9000; z: b@50");
  auto of = [&](Json question) {
    question["kind"] = "variants";
    return must_ask(index, question.dump());
  };
  CHECK(of({{"segment", "did(a)"}})["totals"]["cases"] == 2);
  CHECK(of({{"segment", "did(a)"}})["basis"]["left_out"] == Json({{"outside_segment", 1}}));
  auto narrow = of({{"segment", "sequence(a then b within 100s)"},
                    {"where", "event = b"},
                    {"period", {{"from", "2026-01-01T00:00:40Z"}, {"to", "2026-01-01T01:00:00Z"}}}});
  CHECK(narrow["rows"] == Json::array({Json({1, {"b"}, 1, 1.0, 1.0, 0.0, "x"})}));
  CHECK(narrow["basis"]["left_out"] == Json({{"filtered_events", 4}, {"outside_segment", 1}}));
  auto sessions = of({{"segment", "did(a)"}, {"who", "did(a)"}, {"case", "session"}});
  CHECK(sessions["totals"]["cases"] == 2);
  CHECK(sessions["basis"]["left_out"] == Json({{"outside_segment", 1}, {"filtered_cases", 2}}));
  // Recency ends where the data end, not where the period does.
  auto recent = of({{"segment", "never(b) in last 1h"}, {"period", {{"to", "2026-01-01T00:01:00Z"}}}});
  CHECK(recent["totals"]["cases"] == 2);
  CHECK(must_fail(index, Json({{"kind", "variants"}, {"segment", "did(q)"}}).dump()).where == "question.segment");
  auto error = must_fail(index, R"({"kind":"variants","segment":{"sequence":[{"event":"a"},{"event":"q"}]}})");
  CHECK(error.where == "question.segment.sequence[1]");
  CHECK(error.message == "no event is named 'q'");
}

TEST_CASE("every kind but customers takes what all share") {
  auto schema = Json::parse(question_schema_text);
  for (const auto& kind : kinds()) {
    if (std::string(kind.name) == "customers") continue;
    CAPTURE(kind.name);
    const auto& properties = schema["definitions"][kind.name]["properties"];
    for (const char* field : {"level", "period", "timezone", "where", "who", "segment", "by"}) {
      CAPTURE(field);
      CHECK(properties.contains(field));
    }
  }
}

TEST_CASE("an empty history and a question that leaves nothing have answers") {
  auto empty = Index::in_memory({}, 2);
  CHECK(must_ask(empty, R"({"kind":"transitions"})")["rows"].empty());
  CHECK(must_ask(empty, R"({"kind":"timing"})")["totals"]["n"] == 0);
  auto nothing = must_ask(index_from("x: a@0"), R"({"kind":"funnel","steps":["a"],"period":{"from":"2030-01-01"}})");
  CHECK(nothing["rows"][0][2] == 0);
  CHECK(nothing["rows"][0][3].is_null());
  CHECK(nothing["basis"]["from"].is_null());
}

TEST_CASE("more than 256 event types") {
  std::string text = "x:";
  for (int i = 0; i < 300; ++i) text += " e" + std::to_string(i) + "@" + std::to_string(i);
  auto index = index_from(text);
  CHECK(must_ask(index, R"({"kind":"transitions"})")["totals"]["edges"] == 299);
  CHECK(must_ask(index, R"({"kind":"transitions","measures":["count"]})")["rows"].size() == 301);
  CHECK(must_ask(index, R"({"kind":"funnel","steps":["e0","e299"]})")["totals"]["converted"] == 1);
  CHECK(must_ask(index, R"({"kind":"variants"})")["rows"][0][1].size() == 300);
}

}  // namespace cairn::journey
