// Deviations are those of a question of kind conformance, with people, time and money.
#include "map/deviations.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/random.h"
#include "journey/question.h"
#include "map/behind.h"
#include "map/people.h"
#include "map/sample_test.h"
#include "map/voices.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::start;
using sample_test::Story;

namespace {

JourneyMap route(const std::function<void(Json&)>& change = {}) {
  auto document = *parse_json(sample_test::small_map, "small");
  document["touchpoints"] = Json::array();
  int order = 0;
  for (const char* id : {"enter", "try", "pay"})
    document["touchpoints"].push_back({{"id", id},
                                       {"label", id},
                                       {"stage", "st_look"},
                                       {"order", ++order},
                                       {"expected", "must"},
                                       {"bind", {{"on", {{"event", id}}}}}});
  document["touchpoints"].push_back({{"id", "ask"},
                                     {"label", "ask"},
                                     {"stage", "st_look"},
                                     {"order", ++order},
                                     {"bind", {{"on", {{"event", "ask"}}}, {"failure", "answer = none"}}}});
  document["design"] = {"enter", "try", "pay"};
  document["links"] = Json::array();
  document["decisions"] = Json::array();
  document["pains"] = {{{"id", "pa_1"}, {"text", "No answer"}, {"kind", "other"}, {"at", {"ask"}}}};
  if (change) change(document);
  auto map = read_map(document.dump(), "route");
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().text()));
  return *std::move(map);
}

Deviations found(const journey::Index& index, const JourneyMap& map, const LeftOutOfMap& left_out = {}) {
  auto all = deviations(index, map, {}, left_out);
  REQUIRE_MESSAGE(all.ok(), (all.ok() ? "" : all.error().text()));
  return *std::move(all);
}

const TouchpointDeviation& at(const Deviations& all, const std::string& id) {
  for (const auto& each : all.touchpoints)
    if (each.id == id) return each;
  FAIL("no touchpoint " << id);
  return all.touchpoints.front();
}

}  // namespace

TEST_CASE("missing, ad hoc, out of order; detours and loops with customers, time and money") {
  Story story;
  const std::vector<std::pair<std::string, std::string>> paid{{"amount", "100"}, {"currency", "CNY"}};
  story.customer().does("enter").does("try").does("pay", minute, paid);                            // as designed
  story.customer().does("enter").does("ask", 3 * minute).does("try").does("pay", minute, paid);    // a detour
  story.customer().does("enter").does("try").does("enter", 5 * minute).does("pay", minute, paid);  // and back
  story.customer().does("enter").does("enter").does("try").does("pay");  // once more at once: neither
  story.customer().does("try").does("enter").does("pay");                // out of order
  story.customer().does("pay");
  story.customer(400 * day).does("other");
  auto map = route([](Json& document) {  // each is over: what did not come is missing
    document["case"] = {{"by", "session"}, {"gap", "P1D"}};
  });
  auto all = found(story.index(), map);
  CHECK(all.cases == 6);
  CHECK(all.fitting == 1);
  CHECK(all.deviating == 5);
  CHECK(at(all, "try").missing == 1);
  CHECK(at(all, "enter").ad_hoc == 2);
  CHECK(at(all, "enter").out_of_order + at(all, "try").out_of_order == 1);
  CHECK(all.currency == "CNY");
  REQUIRE(all.detours.size() == 1);
  CHECK(all.detours[0].touchpoints == std::vector<std::string>{"ask"});
  CHECK(all.detours[0].customers == 1);
  CHECK(all.detours[0].seconds_median == doctest::Approx(4 * 60));
  CHECK(all.detours[0].amount == 100);
  REQUIRE(all.loops.size() == 1);
  CHECK(all.loops[0].after == "try");
  CHECK(all.loops[0].touchpoints == std::vector<std::string>{"enter"});
  CHECK(all.loops[0].before == "pay");
  CHECK(all.loops[0].seconds_median == doctest::Approx(6 * 60));
  std::map<std::pair<std::string, std::string>, std::pair<std::uint64_t, bool>> links;
  for (const auto& link : all.links) links[{link.from, link.to}] = {link.cases, link.designed};
  CHECK(links[{"enter", "try"}] == std::pair{std::uint64_t{3}, true});
  CHECK(links[{"try", "pay"}] == std::pair{std::uint64_t{3}, true});
  CHECK(links[{"try", "enter"}] == std::pair{std::uint64_t{2}, false});
  CHECK(links[{"enter", "pay"}] == std::pair{std::uint64_t{2}, false});
}

TEST_CASE("the numbers are those that the question gives, and behind each stand as many cases") {
  auto map = route([](Json& document) {
    document.erase("design");
    document["touchpoints"][3]["expected"] = "loop";
    document["case"] = {{"by", "session"}, {"gap", "P1D"}};
  });
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random random(seed);
    Story story;
    const char* types[] = {"enter", "try", "pay", "ask", "other"};
    for (int c = 0; c < 120; ++c) {
      story.customer(static_cast<std::int64_t>(random.below(3 * day)));
      for (auto n = random.below(8); n-- > 0;)
        story.does(types[random.below(5)], random.below(6) == 0 ? 2 * day : minute,
                   {{"answer", random.below(2) == 0 ? "none" : "given"}});
    }
    story.customer(60 * day).does("enter");
    auto index = story.index();
    LeftOutOfMap chosen;
    chosen.only.customers = *parse_case_predicate("did(enter)");
    auto all = found(index, map, chosen);

    auto symbols = relabel(map, "touchpoint");
    journey::AskOptions options;
    options.relabelling = &symbols;
    Json question = designed(map, "touchpoint");
    question.update(
        {{"kind", "conformance"}, {"level", "touchpoint"}, {"case", map.source["case"]}, {"segment", "did(enter)"}});
    auto answer = journey::ask(index, question, options);
    REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().text()));
    CAPTURE(seed);
    CHECK(all.fitting == (*answer)["totals"]["fit"]);
    CHECK(all.cases == (*answer)["totals"]["cases"]);
    auto column = [&](const char* name) {
      std::size_t c = 0;
      while ((*answer)["columns"][c]["name"] != name) ++c;
      return c;
    };
    for (const auto& row : (*answer)["rows"]) {
      if (row[1] != "designed") continue;
      const auto& one = at(all, row[0].get<std::string>());
      CHECK(one.missing == row[column("missing")]);
      CHECK(one.ad_hoc == row[column("ad_hoc")]);
      CHECK(one.out_of_order == row[column("out_of_order")]);
      if (!row[column("failed")].is_null()) CHECK(one.failed == row[column("failed")]);
      using What = DeviationWanted::What;
      for (auto [what, number] : {std::pair{What::missing, one.missing},
                                  {What::ad_hoc, one.ad_hoc},
                                  {What::out_of_order, one.out_of_order}}) {
        auto cases = behind(index, map, DeviationWanted{one.id, what}, {}, chosen);
        REQUIRE(cases.ok());
        CHECK(cases->size() == number);
      }
    }
    CHECK(at(all, "ask").failed_events >= at(all, "ask").failed);
    CHECK(at(all, "ask").failed > 0);
  }
}

TEST_CASE("people: each customer once, the latest first, with all that they bought") {
  Story story;
  const std::vector<std::pair<std::string, std::string>> paid{{"amount", "100"}, {"currency", "CNY"}};
  story.customer().does("ask", 2 * day).does("ask").does("pay", minute, paid).does("pay", minute, paid);
  story.customer(day).does("ask");
  story.customer().does("enter");
  auto map = route([](Json& document) { document["case"] = {{"by", "session"}, {"gap", "P1D"}}; });
  auto index = story.index();
  auto cases = behind(index, map, Behind{Behind::Element::touchpoint, 3, Behind::What::cases});
  REQUIRE(cases.ok());
  auto found = people(index, *cases, {}, 0, 10);
  REQUIRE(found.ok());
  CHECK(found->total == 2);
  CHECK(found->times == 3);
  REQUIRE(found->list.size() == 2);
  CHECK(found->list[0].id.identifier == "c1000000");
  CHECK(found->list[0].times == 2);
  CHECK(found->list[0].value == 200);
  CHECK(found->list[0].at == Time{(start + 2 * day) * 1000});
  CHECK(found->list[1].value == 0);
  auto second = people(index, *cases, {}, 1, 10);
  REQUIRE(second.ok());
  CHECK(second->list.size() == 1);
  CHECK(second->total == 2);
}

TEST_CASE("voices: written there, about it, soon after it; of a touchpoint the nearest only") {
  auto map = route([](Json& document) {
    document["touchpoints"][2]["emotion"] = {
        {"mode", "observed"},
        {"sources", {{{"type", "csat"}, {"on", "event = survey and about = pay"}, {"by", "order_id"}}}}};
  });
  Story story;
  story.customer()
      .does("ask", minute, {{"text", "where is it"}})
      .does("pay", day, {{"order_id", "A"}})
      .does("survey", minute, {{"about", "pay"}, {"order_id", "A"}, {"text", "slow till"}, {"value", "2"}})
      .does("survey", minute, {{"about", "pay"}, {"order_id", "B"}, {"text", "another order"}, {"value", "1"}})
      .does("chat", 30 * day, {{"text", "hello"}})
      .does("chat", minute, {{"text", "much later"}});
  story.customer().does("enter").does("chat", minute, {{"text", "not there"}});
  auto index = story.index();
  auto said = [&](Behind element, const LeftOutOfMap& left_out = {}) {
    auto cases = behind(index, map, element, {}, left_out);
    REQUIRE(cases.ok());
    auto found = voices(index, map, element, *cases, left_out, 10);
    REQUIRE(found.ok());
    std::vector<std::string> texts;
    for (const auto& each : found->list) texts.push_back(each.text);
    CHECK(found->total == texts.size());
    return texts;
  };
  using Element = Behind::Element;
  using Texts = std::vector<std::string>;
  CHECK(said({Element::touchpoint, 2}) == Texts{"slow till"});
  CHECK(said({Element::touchpoint, 0}) == Texts{"not there"});
  CHECK(said({Element::touchpoint, 3}) == Texts{"where is it"});
  CHECK(said({Element::pain, 0}) == Texts{"where is it", "hello", "another order", "slow till"});
  LeftOutOfMap early;
  early.from = Time{(start + minute) * 1000};
  CHECK(said({Element::pain, 0}, early) == Texts{"where is it"});
  auto cases = behind(index, map, {Element::touchpoint, 2});
  auto found = voices(index, map, {Element::touchpoint, 2}, *cases, {}, 10);
  REQUIRE(found.ok());
  CHECK(found->list[0].score == 2);
  CHECK(found->list[0].event == "survey");
  CHECK(found->list[0].how == Voice::How::about);
}
