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
                           "= 3", "a = 1 and", "`` = 1", "event = ''", "event in (a, ``)"}) {
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

TEST_CASE("did, never, recency, any stretch and sequences: both forms give the same tree") {
  for (const char* text :
       {"did(paid) and never(refund)", "did(paid and amount > 10) in last 30d", "count(paid) >= 3 in any 7d after cart",
        "never(event in (a, b)) within 2w after (seen and city = Rome)",
        "sequence(cart then paid within 7d without coupon)",
        "sequence(cart and amount > 3 then paid without (a or b) within 1h then `x y`) or not did(a)"}) {
    CAPTURE(text);
    auto predicate = parse_case_predicate(text);
    REQUIRE_MESSAGE(predicate.ok(), (predicate ? "" : predicate.error().text()));
    auto again = case_predicate_from(to_json(*predicate), "x");
    REQUIRE_MESSAGE(again.ok(), (again ? "" : again.error().text()));
    CHECK(*again == *predicate);
  }
  CHECK(*parse_case_predicate("did(paid)") == *parse_case_predicate("count(event = paid) >= 1"));
  CHECK(*parse_case_predicate("never(paid)") == *parse_case_predicate("count(event = paid) = 0"));
  auto sequence = case_predicate_from(
      Json::parse(R"({"sequence":["cart",{"event":"paid","within":"P7D","without":"coupon"}]})"), "x");
  REQUIRE(sequence.ok());
  CHECK(*sequence == *parse_case_predicate("sequence(cart then paid within 7d without coupon)"));
  CHECK(to_json(*sequence).dump() ==
        R"({"sequence":[{"event":"cart"},{"event":"paid","within":"P7D","without":{"event":"coupon"}}]})");
}

TEST_CASE("what is wrong with a predicate of cases is said") {
  auto text = [](const char* of) {
    auto predicate = parse_case_predicate(of);
    REQUIRE_FALSE(predicate.ok());
    return predicate.error().message;
  };
  CHECK(text("sequence(cart)").find("a sequence has 2 to 32 steps; found 1") != std::string::npos);
  CHECK(text("sequence(cart within 3d then paid)").find("the first step has nothing before it") != std::string::npos);
  CHECK(text("sequence(cart then paid withn 3d)").find("expected 'then'") != std::string::npos);
  CHECK(text("did(paid) in 30d").find("expected 'in last' or 'in any'") != std::string::npos);
  CHECK(text("did(paid) within -7d").find("is not a duration") != std::string::npos);
  CHECK(text("paid").find("expected did(…)") != std::string::npos);
  auto where = [](const char* json) {
    auto predicate = case_predicate_from(Json::parse(json), "question.segment");
    REQUIRE_FALSE(predicate.ok());
    return predicate.error().where;
  };
  CHECK(where(R"({"sequence":["a"]})") == "question.segment.sequence");
  CHECK(where(R"({"sequence":["a","b"],"event":"c"})") == "question.segment");
  CHECK(where(R"({"sequence":[{"event":"a","within":"P1D"},"b"]})") == "question.segment.sequence[0]");
  CHECK(where(R"({"sequence":["a",{"event":"b","within":7}]})") == "question.segment.sequence[1].within");
  CHECK(where(R"({"sequence":["a",{"evnt":"b"}]})") == "question.segment.sequence[1].evnt");
  CHECK(where(R"({"event":"a","in_last":"soon"})") == "question.segment.in_last");
}
