#include "journey/case_filter.h"

#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

constexpr std::int64_t at_second(double seconds) {
  return new_year_ms - epoch_1930_ms + static_cast<std::int64_t>(seconds * 1000);
}

/// Whether the one case of a history has it; the horizon is second 100.
bool holds(const std::string& history, const std::string& text) {
  auto index = index_from("x: " + history, 0);
  auto predicate = parse_case_predicate(text);
  REQUIRE_MESSAGE(predicate.ok(), (predicate ? "" : predicate.error().text()));
  auto filter = CaseFilter::make(index, *predicate, at_second(100), "here");
  REQUIRE_MESSAGE(filter.ok(), (filter ? "" : filter.error().text()));
  const auto& bucket = index.buckets()[0];
  auto on = *filter->on(bucket);
  return on.holds(0, bucket.rows(), [](std::size_t i) { return i; });
}

}  // namespace

TEST_CASE("case predicates count events, after another and within a time") {
  auto of = [](const char* text) { return holds("a@0 b@10 b@20 c@30", text); };
  CHECK(of("count(event = b) >= 2"));
  CHECK(!of("count(event = b) >= 3"));
  CHECK(of("count(event = b) = 0 within 5s"));
  CHECK(of("count(event = b) = 1 after (event = b)"));
  CHECK(of("count(event = b) = 2 within 20s after (event = a)"));
  CHECK(of("count(event = b) = 1 within 19s after (event = a)"));
  CHECK(of("count(event = a) = 0 after (event = c)"));
  CHECK(of("did(b) and never(b) within 5s and not never(c)"));
}

TEST_CASE("recency counts back from the horizon, inclusive") {
  CHECK(holds("a@0 b@70", "did(b) in last 30s"));
  CHECK(!holds("a@0 b@69.999", "did(b) in last 30s"));
  CHECK(holds("a@0 b@70", "never(a) in last 30s"));
  CHECK(holds("b@10 a@80 b@90", "count(b) = 1 in last 30s after a"));
}

TEST_CASE("the most in any stretch of a length, inclusive") {
  auto of = [](const char* text) { return holds("b@0 b@40 b@50 a@55 b@60", text); };
  CHECK(of("count(b) = 3 in any 20s"));
  CHECK(of("count(b) = 2 in any 19.999s"));
  CHECK(of("count(b) = 4 in any 60s"));
  CHECK(of("count(b) = 0 in any 60s after b within 5s"));
  CHECK(of("count(b) <= 3 in any 30s"));
}

TEST_CASE("a sequence: in order, in time, without") {
  CHECK(holds("a@0 c@5 b@10", "sequence(a then b)"));
  CHECK(!holds("b@0 a@5 c@10", "sequence(a then b)"));
  CHECK(holds("a@0 c@5 b@10", "sequence(a then b within 10s)"));
  CHECK(!holds("a@0 c@5 b@10", "sequence(a then b within 9.999s)"));
  CHECK(!holds("a@0 c@5 b@10", "sequence(a then b without c)"));
  CHECK(holds("a@0 c@5 a@6 b@10", "sequence(a then b without c)"));
  CHECK(holds("c@0 a@5 b@10 c@15", "sequence(a then b without c)"));
  // Each `within` counts from the step before, not from the first.
  CHECK(holds("a@0 b@10 c@20", "sequence(a then b within 10s then c within 10s)"));
  // A later b may be in time where the first was not, and an older a may not.
  CHECK(holds("a@0 b@20 a@30 b@35 c@40", "sequence(a then b within 10s then c)"));
  CHECK(!holds("a@0 b@20 a@30", "sequence(a then b within 10s)"));
}

TEST_CASE("a step that is named twice needs two events") {
  CHECK(!holds("a@0 b@1", "sequence(a then a)"));
  CHECK(holds("a@0 a@1", "sequence(a then a)"));
  CHECK(!holds("a@0{p=1} b@1", "sequence(p = 1 then a)"));
}

TEST_CASE("of events of one instant the order does not matter, and what lies inside it is not between") {
  CHECK(holds("b@0 a@0", "sequence(a then b)"));
  CHECK(holds("b@0 a@0 c@0", "sequence(a then b then c)"));
  CHECK(!holds("a@0 b@0", "sequence(a then b then a)"));
  CHECK(holds("a@0 c@0 b@5", "sequence(a then b without c)"));
  CHECK(holds("a@0 b@5 c@5", "sequence(a then b without c)"));
  CHECK(holds("c@5 a@0 b@5", "sequence(a then b without c)"));
  // The event that could be both is the one only where the other has another.
  CHECK(holds("a@0{p=1} a@0", "sequence(p = 1 then a)"));
  CHECK(!holds("a@0{p=1} b@0", "sequence(p = 1 then a)"));
}

}  // namespace cairn::journey
