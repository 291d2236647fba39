#include "event/case_plan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "event/by_text.h"
#include "event/case_names.h"

using namespace cairn;

namespace {

struct Happening {
  std::int64_t ms = 0;
  std::string type;
  std::map<std::string, std::string> properties;
};

class View final : public EventView {
 public:
  explicit View(const Happening& one) : one_(one) {}
  std::string_view type() const override { return one_.type; }
  std::optional<Literal> property(const std::string& name) const override {
    auto found = one_.properties.find(name);
    if (found == one_.properties.end()) return std::nullopt;
    return Literal{found->second, as_number(found->second)};
  }

 private:
  const Happening& one_;
};

/// A Life out of plain events.
struct Plain {
  const CasePlan& plan;
  const std::vector<Happening>& events;
  std::size_t rows() const { return events.size(); }
  std::int64_t ms(std::size_t i) const { return events[i].ms; }
  bool is(std::size_t atom, std::size_t i) const { return matches(plan.atoms()[atom].on, View(events[i])); }
  double number(std::size_t slot, std::size_t i) const { return as_number(text(slot, i)).value_or(std::nan("")); }
  std::string_view text(std::size_t slot, std::size_t i) const {
    auto found = events[i].properties.find(plan.slots()[slot].property);
    return found == events[i].properties.end() ? std::string_view() : std::string_view(found->second);
  }
};

CasePlan plan_of(const std::string& text) {
  auto predicate = parse_case_predicate(text);
  REQUIRE_MESSAGE(predicate.ok(), (predicate ? "" : predicate.error().text()));
  auto plan = CasePlan::make(*predicate);
  REQUIRE(plan.ok());
  return *std::move(plan);
}

bool holds(const std::string& text, const std::vector<Happening>& events, std::int64_t horizon = 1000) {
  auto plan = plan_of(text);
  return plan.holds(Plain{plan, events}, horizon);
}

const std::vector<Happening> life{{0, "view", {{"category", "shoes"}}},
                                  {100, "paid", {{"amount", "30"}, {"category", "hats"}}},
                                  {200, "view", {{"category", "hats"}}},
                                  {300, "paid", {{"amount", "12.5"}, {"category", "shoes"}}},
                                  {400, "note", {{"amount", "none"}}}};

}  // namespace

TEST_CASE("a measure is one value of the events that it looks at") {
  CHECK(holds("sum(amount of paid) = 42.5", life));
  CHECK(holds("sum(amount) = 42.5", life));  // what does not read as a number is none
  CHECK(holds("average(amount of paid) = 21.25", life));
  CHECK(holds("min(amount of paid) = 12.5 and max(amount of paid) = 30", life));
  CHECK(holds("first(category) = shoes and last(category of paid) = shoes", life));
  CHECK(holds("last(category of event = paid and amount > 20) = hats", life));
  CHECK(holds("distinct(category) = 2", life));
  CHECK(holds("most_frequent(category) = shoes", life));  // twice each: the one that came last latest
  CHECK(holds("sum(amount of paid) = 12.5 in last 700ms", life));
  CHECK(holds("last(category) in (boots, shoes) and first(category) contains sho", life));
}

TEST_CASE("before last counts what lies longer ago") {
  CHECK(holds("did(paid) before last 899ms", life));
  CHECK(!holds("did(paid) before last 900ms", life));
  CHECK(holds("count(paid) = 1 before last 800ms and count(paid) = 1 in last 800ms", life));
  CHECK(holds("did(view) in last 900ms before last 700ms", life));
  auto read = parse_case_predicate("never(paid) before last 30d");
  REQUIRE(read.ok());
  CHECK(to_json(*read).dump() == R"({"event":"paid","count":["=",0],"before_last":"P30D"})");
  CHECK(*case_predicate_from(to_json(*read), "again") == *read);
}

TEST_CASE("a value that nobody gave is missing, and compares as false") {
  CHECK(!holds("sum(price) >= 0", life));
  CHECK(!holds("sum(price) < 100", life));
  CHECK(holds("sum(price) is missing and last(category) is present", life));
  CHECK(holds("distinct(price) = 0", life));
}

TEST_CASE("measures and names have a document and a text form") {
  for (const char* text :
       {"sum(amount of paid) >= 1000 in last 90d", "last(city) in (Shanghai, Paris)", "trait.city = Shanghai",
        "segment(vip) and not segment('new ones')", "trait.spent_90d is missing", "most_frequent(`my shop`) != x"}) {
    CAPTURE(text);
    auto read = parse_case_predicate(text);
    REQUIRE_MESSAGE(read.ok(), read.error().text());
    auto again = case_predicate_from(to_json(*read), "again");
    REQUIRE_MESSAGE(again.ok(), again.error().text());
    CHECK(*again == *read);
  }
  auto fault = [](const char* json) {
    auto read = case_predicate_from(*parse_json(json, "test"), "who");
    REQUIRE(!read.ok());
    return read.error().where;
  };
  CHECK(fault(R"({"measure":"sum","compare":[">",1]})") == "who");
  CHECK(fault(R"({"measure":"most","of":"x","compare":[">",1]})") == "who.measure");
  CHECK(fault(R"({"measure":"sum","of":"x"})") == "who.compare");
  CHECK(fault(R"({"measure":"sum","of":"x","compare":["~",1]})") == "who.compare[0]");
  CHECK(fault(R"({"measure":"sum","of":"x","within":"P1D","compare":[">",1]})") == "who.within");
  CHECK(fault(R"({"trait":"x","compare":["="]})") == "who.compare");
  CHECK(fault(R"({"segment":7})") == "who.segment");
}

TEST_CASE("what is wrong in a measure's text is pointed at") {
  auto fault = [](const char* text) {
    auto read = parse_case_predicate(text);
    REQUIRE(!read.ok());
    return read.error().message;
  };
  const std::string line = "\n    ";
  CHECK(fault("sum(amount of paid)") ==
        "a comparator is missing at the end" + line + "sum(amount of paid)" + line + "                   ^");
  CHECK(fault("sum >= 3") == "expected '(' and a property after sum" + line + "sum >= 3" + line + "    ^");
  CHECK(fault("last(city = 3") ==
        "expected 'of' and which events, or ')'" + line + "last(city = 3" + line + "          ^");
  CHECK(fault("max(x) > 1 in any 3d") ==
        "expected 'in last'" + line + "max(x) > 1 in any 3d" + line + "              ^");
  CHECK(fault("segment = vip").starts_with("expected the name of a segment in brackets"));
}

TEST_CASE("what breaks down, as text") {
  auto by = [](const char* text) {
    auto read = by_from_text(text);
    REQUIRE_MESSAGE(read.ok(), read.error().text());
    return read->dump();
  };
  CHECK(by("channel") == R"("channel")");
  CHECK(by("order no") == R"("order no")");
  CHECK(by("last") == R"("last")");
  CHECK(by("last(city)") == R"({"measure":"last","of":"city"})");
  CHECK(by("sum(amount of paid) in last 90d") ==
        R"({"measure":"sum","of":"amount","where":{"event":"paid"},"in_last":"P90D"})");
  CHECK(by("count(paid)") == R"({"measure":"count","where":{"event":"paid"}})");
  CHECK(by("trait.city") == R"({"trait":"city"})");
  CHECK(by("segments(vip, 'new ones')") == R"({"segments":["vip","new ones"]})");
  for (const char* wrong : {"last(city", "segments()", "segments(vip,", "sum(amount) >= 3", "trait.city x", "count()"})
    CHECK_MESSAGE(!by_from_text(wrong).ok(), wrong);
}

TEST_CASE("names are replaced by what they stand for, and nothing else takes them") {
  CaseNames names;
  names.segments["vip"] = *parse_case_predicate("trait.spent >= 40");
  names.segments["seen"] = *parse_case_predicate("segment(vip) and did(view)");
  names.traits["spent"] = *measure_from(*parse_json(R"({"measure":"sum","of":"amount"})", "t"), "t");
  auto whole = resolved(*parse_case_predicate("segment(seen) and trait.category is missing"), names, "who");
  REQUIRE(whole.ok());
  auto plan = CasePlan::make(*whole);
  REQUIRE(plan.ok());
  CHECK(plan->holds(Plain{*plan, life}, 1000));
  std::vector<Happening> stated = life;
  stated.push_back({500, "identify", {{"category", "boots"}}});
  CHECK(!plan->holds(Plain{*plan, stated}, 1000));
  auto unknown = resolved(*parse_case_predicate("segment(vpi)"), names, "who");
  REQUIRE(!unknown.ok());
  CHECK(unknown.error().hint.find("vip") != std::string::npos);
  CHECK(!CasePlan::make(*parse_case_predicate("segment(vip)"), "who").ok());
  names.segments["vip"] = *parse_case_predicate("segment(seen)");
  auto circle = resolved(*parse_case_predicate("segment(seen)"), names, "who");
  REQUIRE(!circle.ok());
  CHECK(circle.error().message.find("by itself") != std::string::npos);
}

TEST_CASE("between two horizons that changes_at() names, time alone changes nothing") {
  Random random(7);
  const std::vector<std::string> texts{"did(a) in last 40ms",
                                       "count(a) >= 2 in last 30ms after b",
                                       "count(a) = 2 in any 10ms in last 50ms",
                                       "sum(x of a) > 4 in last 25ms or never(b) in last 60ms",
                                       "not (last(x) = 2 in last 20ms) and distinct(x of b) <= 2 in last 90ms",
                                       "sequence(a then b within 20ms) and did(a) in last 70ms",
                                       "count(b) < 3 within 30ms in last 45ms",
                                       "did(a) before last 40ms and count(b) < 2 in last 60ms before last 20ms"};
  std::size_t changes = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<Happening> events;
    std::int64_t now = 0;
    for (std::uint64_t i = 0, most = 1 + random.below(12); i < most; ++i)
      events.push_back({now += static_cast<std::int64_t>(random.below(15)),
                        random.below(2) == 0 ? "a" : "b",
                        {{"x", std::to_string(random.below(4))}}});
    auto plan = plan_of(texts[random.below(texts.size())]);
    const Plain one{plan, events};
    bool before = plan.holds(one, now);
    for (std::int64_t horizon = now, next = plan.changes_at(one, now); horizon < now + 150; ++horizon) {
      if (horizon == next) {
        next = plan.changes_at(one, horizon);
        CHECK(next > horizon);
        changes += plan.holds(one, horizon) != before;
        before = plan.holds(one, horizon);
      }
      CHECK(plan.holds(one, horizon) == before);
    }
  }
  CHECK(changes > 50);
}
