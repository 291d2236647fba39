#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"
#include "map/document.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;

namespace {

std::string with(std::string what, const std::string& instead) {
  std::string text = sample_test::small_map;
  auto at = text.find(what);
  REQUIRE_MESSAGE(at != std::string::npos, what);
  return text.replace(at, what.size(), instead);
}

/// The fault that names a place; fails the test where there is none.
Fault fault_at(const std::string& text, const std::string& pointer) {
  auto faults = check(text);
  auto found = std::find_if(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.pointer == pointer; });
  std::string all;
  for (const auto& fault : faults)
    all += fmt::format("{}:{} {} {}\n", fault.line, fault.column, fault.pointer, fault.message);
  REQUIRE_MESSAGE(found != faults.end(), pointer << " among\n" << all);
  return *found;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a sound document has no faults, and keeps what it holds besides") {
  auto faults = check(sample_test::small_map);
  CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + ": " + faults.front().message));
  auto map = read_map(sample_test::small_map, "small.json");
  REQUIRE(map.ok());
  CHECK(map->touchpoints.size() == 3);
  CHECK(map->touchpoint("tp_ask")->on.children.size() == 2);
  CHECK(map->goal_milestone()->label.en == "Paid");
  CHECK(map->stages[1].by_milestones);
  Json written = write_map(*map);
  CHECK(written["touchpoints"][0]["emotion"]["manual"] == 1);
  CHECK(written["channels"][0]["owner"] == "dept_web");
  CHECK(written["opportunities"][0]["effort"] == 2);
  CHECK(written["x-note"] == "kept");
  // Written, it is sound, and reading and writing it again changes nothing.
  std::string text = written.dump(2);
  CHECK(check(text).empty());
  auto again = read_map(text, "again.json");
  REQUIRE(again.ok());
  CHECK(write_map(*again).dump(2) == text);
}

TEST_CASE("faults name their place") {
  auto unknown =
      fault_at(with(R"("stage": "st_buy", "order": 3)", R"("stage": "st_bye", "order": 3)"), "/touchpoints/2/stage");
  CHECK(unknown.line == 14);
  CHECK(unknown.column == 47);
  CHECK(has(unknown.message, "st_bye"));
  CHECK(has(unknown.hint, "st_buy"));

  auto type = fault_at(with(R"("severity": 2)", R"("severity": "high")"), "/pains/0/severity");
  CHECK(type.line == 19);
  CHECK(has(type.message, "a whole number"));
  CHECK(has(type.message, "\"high\""));

  auto range = fault_at(with(R"("severity": 2)", R"("severity": 9)"), "/pains/0/severity");
  CHECK(has(range.message, "at most 5"));

  auto misspelt = fault_at(with(R"("touchpoints": [)", R"("touchpionts": [], "touchpoints": [)"), "/touchpionts");
  CHECK(has(misspelt.hint, "touchpoints"));

  auto missing = fault_at(with(R"({"id": "st_look", )", "{"), "/stages/0");
  CHECK(has(missing.message, "'id' is missing"));

  auto choice = fault_at(with(R"("kind": "leave")", R"("kind": "leaves")"), "/pains/0/kind");
  CHECK(has(choice.hint, "leave"));
}

TEST_CASE("what a schema cannot see") {
  CHECK(has(fault_at(with(R"("id": "tp_ask")", R"("id": "tp_see")"), "/touchpoints/1/id").message,
            "taken already by /touchpoints/0"));
  CHECK(
      has(fault_at(with(R"("on": {"event": "pay"}})", R"("on": {"evnt": "pay"}})"), "/touchpoints/2/bind/on/evnt").hint,
          "event"));
  CHECK(fault_at(with("event = ask and channel = web", "event = ask and channel ="), "/touchpoints/1/bind/on").line ==
        13);
  CHECK(
      has(fault_at(with(R"("to": "tp_pay"}, {"from")", R"("to": "tp_pai"}, {"from")"), "/links/0/to").hint, "tp_pay"));
  CHECK(has(fault_at(with(R"("order": 2, "by")", R"("order": 1, "by")"), "/stages/1/order").message, "already"));
  CHECK(has(fault_at(with(R"("end": "ms_goal")", R"("end": "ms_gaol")"), "/goal/scope/end").hint, "ms_goal"));
  CHECK(has(fault_at(with(R"("at": ["tp_see"])", R"("at": ["tp_sea"])"), "/pains/0/at/0").hint, "tp_see"));
  CHECK(has(fault_at(with(R"("evidence": ["ev_1"])", R"("evidence": ["ev_2"])"), "/pains/0/evidence/0").hint, "ev_1"));
  CHECK(fault_at(with(R"("x-note")", R"("case": {"by": "object"}, "x-note")"), "/case").line == 22);
  CHECK(has(fault_at(with(R"("x-note")", R"("case": {"by": "session", "gap": "soon"}, "x-note")"), "/case/gap").message,
            "soon"));
}

TEST_CASE("every fault is told, in order of place") {
  std::string text = with(R"("severity": 2)", R"("severity": 9)");
  text.replace(text.find(R"("stage": "st_look", "order": 1)"), 18, R"("stage": "st_lok" )");
  text.replace(text.find(R"("effort": 2)"), 11, R"("effort": 8)");
  auto faults = check(text);
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].pointer == "/touchpoints/0/stage");
  CHECK(faults[1].pointer == "/pains/0/severity");
  CHECK(faults[2].pointer == "/opportunities/0/effort");
  auto refused = read_map(text, "map.json");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().where == fmt::format("map.json:{}:{}", faults[0].line, faults[0].column));
  CHECK(has(refused.error().hint, "2 more"));
}

TEST_CASE("what is not JSON is one fault with its place") {
  auto faults = check("{\n  \"schema\": \"cairn.journey/1\",\n  oops\n}");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].line == 3);
  CHECK(check("").size() == 1);
  CHECK(check("[]").size() >= 1);
  CHECK(check("{\"a\": \"\xff\"}").size() == 1);
  CHECK(check(std::string(100'000, '[')).size() == 1);
}

TEST_CASE("10,000 mutated documents never crash, and what is accepted can be used") {
  Random random(20261122);
  const std::string sound = sample_test::small_map;
  static const char* const pieces[] = {"null",  "[]",        "{}",          "\"\"",         "-1",
                                       "1e300", "true",      "\"tp_see\"",  "{\"any\":[]}", "\"event =\"",
                                       "[[]]",  "\"a~b/c\"", "\xE4\xBD\xA0"};
  int accepted = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string text = sound;
    for (std::uint64_t changes = 1 + random.below(3); changes > 0; --changes) {
      auto at = static_cast<std::size_t>(random.below(text.size()));
      auto length = static_cast<std::size_t>(random.below(12));
      switch (random.below(5)) {
        case 0:
          text[at] = static_cast<char>(32 + random.below(95));
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(static_cast<std::size_t>(random.below(text.size())), length));
          break;
        case 3:
          text.insert(at, pieces[random.below(std::size(pieces))]);
          break;
        default: {
          // A value in the place of another: still JSON.
          auto from = text.find(": ", at);
          auto to = from == std::string::npos ? from : text.find_first_of(",}]\n", from);
          if (to != std::string::npos) text.replace(from + 2, to - from - 2, pieces[random.below(std::size(pieces))]);
        }
      }
    }
    auto faults = check(text);
    auto map = read_map(text, "mutated");
    REQUIRE(map.ok() == faults.empty());
    for (const auto& fault : faults) REQUIRE(fault.line >= 1);
    if (!map) continue;
    ++accepted;
    REQUIRE(check(write_map(*map).dump()).empty());
    relabel(*map, "touchpoint");
    relabel(*map, "stage");
  }
  MESSAGE(accepted << " of 10,000 accepted");
  CHECK(accepted > 100);
}

TEST_CASE("faults of emotions and promises") {
  auto emotion = [](const std::string& what) { return with(R"({"mode": "manual", "manual": 1})", what); };
  std::string at = "/touchpoints/0/emotion";
  CHECK(has(fault_at(emotion(R"({"mode": "target"})"), at).message, "needs 'manual'"));
  CHECK(has(fault_at(emotion(R"({"mode": "observed"})"), at).message, "needs 'sources'"));
  CHECK(has(fault_at(emotion(R"({"sources": [{"type": "csat"}]})"), at + "/sources/0").message, "needs 'on'"));
  CHECK(has(
      fault_at(emotion(R"({"sources": [{"type": "behaviour", "on": "event = see"}]})"), at + "/sources/0/on").message,
      "behaviour has none"));
  CHECK(has(fault_at(emotion(R"({"sources": [{"type": "csat", "on": "event = see", "map": [[3, 0], [1, -2]]}]})"),
                     at + "/sources/0/map/1")
                .message,
            "does not rise"));
  CHECK(has(fault_at(emotion(R"({"sources": [{"type": "csat", "on": "event = see", "map": [[1, -3], [3, 0]]}]})"),
                     at + "/sources/0/map/0/1")
                .message,
            "-2 to 2"));
  CHECK(has(fault_at(emotion(R"({"manual": 1, "maxAge": "soon"})"), at + "/maxAge").message, "soon"));
  CHECK_FALSE(check(emotion(R"({"manual": 3})")).empty());
  CHECK_FALSE(check(emotion(R"({"moood": "manual"})")).empty());
  auto promise = [](const std::string& what) {
    return with(R"("emotion": {"mode": "manual", "manual": 1})", R"("promise": )" + what);
  };
  at = "/touchpoints/0/promise";
  CHECK(has(fault_at(promise(R"({"terms": "t", "asked": "event = a"})"), at).message, "needs 'kept' or 'broken'"));
  CHECK(has(fault_at(promise(R"({"terms": "t", "kept": "event = a"})"), at).message, "needs 'asked'"));
  CHECK(
      has(fault_at(promise(R"({"terms": "t", "deadline": "P0D"})"), at + "/deadline").message, "longer than nothing"));
  CHECK(check(promise(R"({"terms": "t", "deadline": "P30D"})")).empty());
  CHECK_FALSE(
      check(with(R"("on": {"event": "pay"}}],)", R"("on": {"event": "pay"}, "target": {"share": 2}}],)")).empty());
}
