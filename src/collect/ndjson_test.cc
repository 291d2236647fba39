#include "collect/ndjson.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "collect/test_files.h"

namespace cairn::collect {
namespace {

TEST_CASE("objects a line: nested keys, arrays, typed values, growing columns") {
  TestFolder folder;
  auto imported = import_ok(folder.file(
      "a.ndjson",
      R"({"user_id":"u1","event":"view","ts":"2026-01-01T10:00:00Z","props":{"page":"/a","deep":{"n":7}},"tags":["x","y"],"ok":true})"
      "\n\r\n"
      R"({"user_id":"u2","event":"buy","ts":"2026-01-01T11:00:00+08:00","price":12.30,"code":"007","late":null,"big":12345678901234567890})"
      "\n"));
  REQUIRE(imported.events.size() == 2);
  const auto& first = imported.events[0];
  CHECK(first.customer == "u1");
  CHECK(first.property("props.page.text") == "/a");
  CHECK(first.property("props.deep.n.integer") == "7");
  CHECK(first.property("tags.text") == R"(["x","y"])");
  CHECK(first.property("ok.boolean") == "1");
  const auto& second = imported.events[1];
  CHECK(second.time == parse_time("2026-01-01T03:00:00Z", TimeZone::utc())->us);
  CHECK(second.amount_minor == 1230);
  CHECK(second.property("code.text") == "007");
  CHECK(second.property("late.text") == "(none)");
  CHECK(second.property("big.text") == "12345678901234567890");
}

TEST_CASE("columns that turn up behind the sample become properties, too") {
  TestFolder folder;
  std::string text;
  for (int i = 0; i < 60'000; ++i) {
    text += R"({"user_id":)" + std::to_string(i) + R"(,"event":"view","ts":1700000000)";
    if (i >= 50'000) text += R"(,"late":)" + std::to_string(i);
    text += "}\n";
  }
  auto imported = import_ok(folder.file("a.ndjson", text));
  REQUIRE(imported.events.size() == 60'000);
  CHECK(imported.events[49'999].properties.empty());
  CHECK(imported.events[59'999].property("late.integer") == "59999");
}

TEST_CASE("small objects in wide files do not grow: batches of many missing cells end early") {
  TestFolder folder;
  std::string wide = "{", narrow = "{\"k2999\":1}\n", all;
  for (int i = 0; i < 3000; ++i) wide += fmt::format("{}\"k{}\":{}", i == 0 ? "" : ",", i, i);
  for (int i = 0; i < 5000; ++i) all += narrow;
  CHECK(records_in_bounded_batches(folder.file("a.ndjson", wide + "}\n" + all)) == 5001);
  CHECK(records_in_bounded_batches(folder.file("a.json", "[" + wide + "}\n" + all + "]")) == 5001);
  std::string keys = "{";
  for (int i = 0; i < 5000; ++i) keys += fmt::format("{}\"k{}\":1", i == 0 ? "" : ",", i);
  CHECK(contains(import_error(folder.file("b.ndjson", keys + "}\n" + all)).message, "more than 4000 different keys"));
}

TEST_CASE("an array of objects, objects over several lines, one object") {
  TestFolder folder;
  auto array = import_ok(folder.file("a.json", R"([
  {"user_id": 1, "event": "view", "time": "2026-01-01 10:00:00"},
  {"user_id": 2, "event": "a } in text \" {", "time": "2026-01-01 11:00:00"}
])"));
  REQUIRE(array.events.size() == 2);
  CHECK(array.events[1].type == "a } in text \" {");
  auto pretty =
      import_ok(folder.file("b.json",
                            "{\n \"user_id\": 1,\n \"event\": \"view\",\n \"time\": \"2026-01-01\"\n}\n{\"user_id\":2,"
                            "\"event\":\"buy\",\"time\":\"2026-01-02\"}\n"));
  CHECK(pretty.events.size() == 2);
  CHECK(import_ok(folder.file("c.json", R"({"user_id":1,"event":"view","time":"2026-01-01"})")).events.size() == 1);
  std::string large = "[";
  for (int i = 0; i < 50'000; ++i)
    large += std::string(i > 0 ? ",\n" : "") + R"({"user_id":)" + std::to_string(i) +
             R"(,"event":"view","time":"2026-01-01 10:00:00"})";
  CHECK(import_ok(folder.file("d.json", large + "]")).events.size() == 50'000);
  CHECK(end_of_object(R"({"a":{"b":[1,2]},"c":"}"} tail)") == 25);
  CHECK(end_of_object(R"({"a":1)") == std::string_view::npos);
}

TEST_CASE("broken lines are set aside with their number") {
  TestFolder folder;
  auto path = folder.file("a.ndjson",
                          R"({"user_id":1,"event":"view","time":"2026-01-01"})"
                          "\n{\"user_id\":2,\"event\":\n[1,2]\n"
                          R"({"user_id":3,"event":"view","time":"2026-01-01"} {"x":1})"
                          "\n"
                          R"({"user_id":4,"event":"view","time":tru})"
                          "\nnot json at all\n{\"user_id\":6,\"event\":\"view\",\"time\":\"2026-01-01\",\"x\":nul}\n"
                          R"({"user_id":5,"event":"view","time":"2026-01-01"})");
  auto imported = import_ok(path, {}, folder.path / "q.csv");
  CHECK(imported.events.size() == 2);
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::not_json)].rows == 6);
  auto quarantine = folder.read("q.csv");
  for (auto line : {"\n2,not-json", "\n3,not-json", "\n4,not-json", "\n5,not-json", "\n6,not-json", "\n7,not-json"})
    CHECK(contains(quarantine, line));
}

TEST_CASE("blank names are no names") {
  TestFolder folder;
  auto imported = import_ok(folder.file("a.ndjson",
                                        "{\"user_id\":\"  \",\"event\":\"a\",\"time\":\"2026-01-01\"}\n"
                                        "{\"user_id\":\" u1\",\"event\":\"a \",\"time\":\" 2026-01-01\"}\n"));
  REQUIRE(imported.events.size() == 1);
  CHECK(imported.events[0].customer == "u1");
  CHECK(imported.events[0].type == "a");
}

TEST_CASE("keys that are values are an error that says so") {
  TestFolder folder;
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += R"({"user_id":1,"event":"view","time":"2026-01-01","sku)" + std::to_string(i) + "\":1}\n";
  auto error = import_error(folder.file("a.ndjson", text));
  CHECK(error.code == ErrorCode::limit);
  CHECK(contains(error.message, "different keys"));
}

TEST_CASE("very deep nesting is kept as JSON text") {
  TestFolder folder;
  std::string deep = "1";
  for (int i = 0; i < 60; ++i) deep = R"({"a":)" + deep + "}";
  auto imported =
      import_ok(folder.file("a.ndjson", R"({"user_id":1,"event":"view","time":"2026-01-01","x":)" + deep + "}\n"));
  REQUIRE(imported.events.size() == 1);
  CHECK(imported.events[0].properties.size() == 1);
}

}  // namespace
}  // namespace cairn::collect
