#include "event/predicate.h"

#include <doctest/doctest.h>

#include <map>

using namespace cairn;

namespace {
struct Fact : EventView {
  std::string name;
  std::map<std::string, Literal> properties;
  std::string_view type() const override { return name; }
  std::optional<Literal> property(const std::string& key) const override {
    auto found = properties.find(key);
    return found == properties.end() ? std::nullopt : std::optional(found->second);
  }
};
Fact paid() {
  Fact fact;
  fact.name = "paid";
  fact.properties = {{"amount", {"120.5", 120.5}},
                     {"city", {"Hong Kong", {}}},
                     {"ok", {"true", {}}},
                     {"lifecycle:transition", {"complete", {}}},
                     {"size", {"9", 9.0}},
                     {"order no", {"A7", {}}},
                     {"due", {"2026-03-01T00:00:00Z", 1772323200e6}}};
  return fact;
}
bool holds(std::string_view text) {
  auto predicate = parse_event_predicate(text);
  CAPTURE(text);
  REQUIRE_MESSAGE(predicate.ok(), (predicate ? "" : predicate.error().text()));
  // Both forms give the same tree, and the text form is read back.
  auto again = event_predicate_from(to_json(*predicate), "x");
  REQUIRE(again.ok());
  CHECK(matches(*again, paid()) == matches(*predicate, paid()));
  auto reread = parse_event_predicate(to_text(*predicate));
  REQUIRE_MESSAGE(reread.ok(), to_text(*predicate));
  CHECK(matches(*reread, paid()) == matches(*predicate, paid()));
  return matches(*predicate, paid());
}
}  // namespace

TEST_CASE("comparisons") {
  CHECK(holds("event = paid"));
  CHECK(holds("event in (lost, paid)"));
  CHECK_FALSE(holds("event != paid"));
  CHECK(holds("amount >= 120.5"));
  CHECK_FALSE(holds("amount < 100"));
  CHECK(holds("amount > 9"));  // as numbers, not as text
  CHECK(holds("size < 10"));
  CHECK(holds("city = 'Hong Kong'"));
  CHECK(holds("city contains Kong and city starts with Hong"));
  CHECK(holds("ok = true"));
  CHECK(holds("lifecycle:transition = complete"));
  CHECK(holds("`order no` = A7"));
  CHECK(holds("due >= 2026-02-28 and due < 2026-03-02"));
  CHECK_FALSE(holds("due >= 2026-03-02"));
  CHECK(holds("nothing is missing and city is present"));
  CHECK_FALSE(holds("nothing != 1"));
  CHECK(holds("size in (8, 9)"));
}

TEST_CASE("and binds closer than or, not closest") {
  CHECK(holds("event = lost and size = 9 or city contains Hong"));
  CHECK_FALSE(holds("event = lost and (size = 9 or city contains Hong)"));
  CHECK(holds("not event = lost and size = 9"));
  CHECK_FALSE(holds("not (event = lost or size = 9)"));
}

TEST_CASE("errors point at the place") {
  for (const char* text : {"", "amount", "amount >", "amount >= 1 size = 2", "(a = 1", "a = 'x", "a is blue", "a in 1",
                           "= 3", "a = 1 and"}) {
    CAPTURE(text);
    auto predicate = parse_event_predicate(text);
    REQUIRE_FALSE(predicate.ok());
    CHECK(predicate.error().message.find(
              predicate.error().message.find('^') == std::string::npos ? "not closed" : "^") != std::string::npos);
  }
  std::string deep(10000, '(');
  CHECK_FALSE(parse_event_predicate(deep).ok());
  CHECK_FALSE(parse_event_predicate(std::string(5000 * 4, ' ').replace(0, 12, "not not not ")).ok());
}

TEST_CASE("documents: unknown fields and wrong shapes are named") {
  auto fault = [](const char* text) {
    auto predicate = event_predicate_from(Json::parse(text), "question.where");
    REQUIRE_FALSE(predicate.ok());
    return predicate.error();
  };
  CHECK(fault(R"({"evnt":"a"})").hint == "did you mean 'event'?");
  CHECK(fault(R"({"where":[["a","~",1]]})").where == "question.where.where[0][1]");
  CHECK(fault(R"({"where":[["a","=" ]]})").where == "question.where.where[0]");
  CHECK(fault(R"({"all":[{"event":[]}]})").where == "question.where.all[0].event");
  CHECK(fault("7").where == "question.where");
  auto both = event_predicate_from(Json::parse(R"({"event":"paid","where":[["amount",">",100]]})"), "x");
  REQUIRE(both.ok());
  CHECK(matches(*both, paid()));
}

TEST_CASE("predicates over cases") {
  auto predicate = parse_case_predicate(
      "count(event = paid and amount > 10) >= 2 within 7d after event = seen and not count(event = refund) > 0");
  REQUIRE(predicate.ok());
  CHECK(predicate->kind == CasePredicate::Kind::all);
  CHECK(predicate->children[0].times == 2);
  CHECK(predicate->children[0].within->ms == 7 * 86'400'000LL);
  CHECK(predicate->children[0].after->events.front() == "seen");
  auto again = case_predicate_from(to_json(*predicate), "x");
  REQUIRE_MESSAGE(again.ok(), (again ? "" : again.error().text()));
  CHECK(to_json(*again) == to_json(*predicate));
  CHECK(*again == *predicate);
  CHECK_FALSE(parse_case_predicate("event = paid").ok());
  CHECK_FALSE(parse_case_predicate("count(event = paid) >= 1.5").ok());
}
