// A map seen for some: the numbers of a filter are those of a history that holds nothing else.
#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "map/behind.h"
#include "map/definitions.h"
#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Row;
using sample_test::start;
using sample_test::Story;

namespace {

JourneyMap map_of(const std::function<void(Json&)>& change = {}) {
  auto document = *parse_json(sample_test::small_map, "small");
  document["case"] = {{"by", "session"}, {"gap", "P3D"}};
  document["milestones"].push_back({{"id", "ms_back"},
                                    {"label", "Back"},
                                    {"stage", "st_buy"},
                                    {"on", "event = see"},
                                    {"after", "event = pay"},
                                    {"within", "P5D"}});
  document["touchpoints"][2]["bind"]["failure"] = "till = broken";
  document["touchpoints"][2]["emotion"] = {
      {"mode", "observed"}, {"minN", 1}, {"sources", {{{"type", "csat"}, {"on", "event = rated"}}}}};
  document["pains"].push_back(
      {{"id", "pa_2"}, {"text", "Slow"}, {"kind", "wait"}, {"at", {"tp_see"}}, {"longerThan", "PT2H"}});
  if (change) change(document);
  auto map = read_map(document.dump(), "small");
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().text()));
  return *std::move(map);
}

CasePredicate cases(const char* text) { return *parse_case_predicate(text); }
EventPredicate events(const char* text) { return *parse_event_predicate(text); }

Observed seen(const journey::Index& index, const JourneyMap& map, const LeftOutOfMap& left_out = {}) {
  auto observed = observe(index, map, {}, left_out);
  REQUIRE_MESSAGE(observed.ok(), (observed.ok() ? "" : observed.error().text()));
  return *std::move(observed);
}

/// Customers that look, ask, pay and rate by chance; some are vip. The last event is a vip's, so that what is known
/// ends at the same instant whoever is chosen.
Story random_story(std::uint64_t seed, int customers = 200) {
  Random random(seed);
  Story story;
  const char* types[] = {"see", "see", "ask", "ask", "pay", "rated", "other"};
  for (int c = 0; c < customers; ++c) {
    story.customer(static_cast<std::int64_t>(random.below(20 * day)));
    if (random.below(3) == 0) story.does("vip");
    for (auto n = random.below(9); n-- > 0;) {
      const std::string type = types[random.below(7)];
      std::vector<std::pair<std::string, std::string>> properties;
      properties.emplace_back("channel", random.below(2) == 0 ? "web" : "app");
      if (type == "rated") properties.emplace_back("value", std::to_string(1 + random.below(5)));
      if (type == "pay") properties.emplace_back("amount", std::to_string(10 + random.below(90)));
      if (type == "pay") properties.emplace_back("till", random.below(5) == 0 ? "broken" : "fine");
      const auto gap = random.below(4) == 0 ? 5 * day : random.below(2) == 0 ? 3 * 60 * minute : minute;
      story.does(type, static_cast<std::int64_t>(gap), properties);
    }
  }
  story.customer(80 * day).does("vip").does("see");
  return story;
}

/// The rows for which `keep` holds, as a history of its own.
journey::Index only(const Story& story, const std::function<bool(const Row&)>& keep) {
  std::vector<Row> rows;
  for (const auto& row : story.rows)
    if (keep(row)) rows.push_back(row);
  return journey::Index::in_memory(rows, 2);
}

std::string property(const Row& row, const std::string& name) {
  for (const auto& [key, value] : row.properties)
    if (key == name) return value.text;
  return "";
}

}  // namespace

TEST_CASE("a segment's numbers are those of its customers alone") {
  auto map = map_of();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto story = random_story(seed);
    std::vector<std::string> vips;
    for (const auto& row : story.rows)
      if (row.type == "vip") vips.push_back(row.customer);
    auto alone =
        only(story, [&](const Row& row) { return std::find(vips.begin(), vips.end(), row.customer) != vips.end(); });
    LeftOutOfMap chosen;
    chosen.only.customers = cases("did(vip)");
    CAPTURE(seed);
    CHECK(to_json(seen(story.index(), map, chosen)) == to_json(seen(alone, map)));
  }
}

TEST_CASE("a period's numbers are those of its events alone") {
  auto map = map_of();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto story = random_story(seed);
    const std::int64_t from = start + 5 * day, to = start + 15 * day;
    story.customer(15 * day - 1).does("see");  // what is known ends at the end of the period in both
    auto alone = only(story, [&](const Row& row) { return row.ms >= from && row.ms < to; });
    LeftOutOfMap chosen;
    chosen.before = Time{from * 1000};
    chosen.from = Time{to * 1000};
    CAPTURE(seed);
    CHECK(to_json(seen(story.index(), map, chosen)) == to_json(seen(alone, map)));
  }
}

TEST_CASE("events that a filter leaves out are as if they had not happened") {
  auto map = map_of([](Json& document) {
    document["milestones"].erase(1);              // looks at the whole life
    document["touchpoints"][2].erase("emotion");  // takes answers of any kind
  });
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto story = random_story(seed);
    for (auto& row : story.rows)
      if (row.ms == story.rows.back().ms) row.properties.push_back({"channel", {"web", std::nullopt}});
    auto alone = only(story, [&](const Row& row) { return property(row, "channel") == "web"; });
    LeftOutOfMap chosen;
    chosen.only.where = events("channel = web");
    CAPTURE(seed);
    CHECK(to_json(seen(story.index(), map, chosen)) == to_json(seen(alone, map)));
  }
}

TEST_CASE("journeys that use a channel are whole journeys") {
  Story story;
  story.customer().does("see").does("ask", minute, {{"channel", "web"}}).does("pay");
  story.customer().does("see").does("pay");
  story.customer().does("ask", minute, {{"channel", "web"}});
  story.customer(40 * day).does("see");
  LeftOutOfMap chosen;
  chosen.only.journeys = *case_predicate_from(
      Json{{"where", Json::array({Json::array({"channel", "=", "web"})})}, {"count", {">=", 1}}}, "filters");
  auto observed = seen(story.index(), map_of(), chosen);
  CHECK(observed.cases == 2);
  CHECK(observed.stages[0].entered == 2);
  CHECK(observed.stages[0].moved_on == 1);
  CHECK(observed.touchpoints[0].cases == 1);
  CHECK(observed.touchpoints[2].cases == 1);
  CHECK(observed.coverage == doctest::Approx(1));
}

TEST_CASE("a milestone knows nothing after the end of the period, and nothing of staff") {
  Story story;
  story.customer().does("pay", 2 * day).does("see");
  story.customer().does("pay", 2 * day).does("see", minute, {{"staff", "yes"}});
  story.customer(30 * day).does("other");
  auto map = map_of();
  LeftOutOfMap chosen;
  CHECK(seen(story.index(), map, chosen).milestones[1].reached == 2);
  chosen.events = events("staff = yes");
  CHECK(seen(story.index(), map, chosen).milestones[1].reached == 1);
  CHECK(seen(story.index(), map, chosen).milestones[1].missed == 1);
  chosen.from = Time{(start + day) * 1000};
  CHECK(seen(story.index(), map, chosen).milestones[1].reached == 0);
  CHECK(seen(story.index(), map, chosen).milestones[1].open == 2);
}

TEST_CASE("an answer counts for those who are seen at its touchpoint, whatever channel it came by") {
  Story story;
  story.customer()
      .does("pay", minute, {{"channel", "web"}})
      .does("rated", minute, {{"value", "5"}, {"channel", "sms"}});
  story.customer()
      .does("pay", minute, {{"channel", "app"}})
      .does("rated", minute, {{"value", "1"}, {"channel", "sms"}});
  story.customer().does("pay", minute, {{"channel", "web"}});
  auto map = map_of();
  auto all = seen(story.index(), map);
  REQUIRE(all.touchpoints[2].scores.size() == 1);
  CHECK(all.touchpoints[2].scores[0].n == 2);
  CHECK(all.touchpoints[2].scores[0].value == doctest::Approx(3));
  CHECK(all.touchpoints[2].scores[0].response == doctest::Approx(2.0 / 3));
  LeftOutOfMap chosen;
  chosen.only.where = events("channel = web");
  auto web = seen(story.index(), map, chosen);
  REQUIRE(web.touchpoints[2].scores.size() == 1);
  CHECK(web.touchpoints[2].scores[0].value == doctest::Approx(5));
  CHECK(web.touchpoints[2].scores[0].response == doctest::Approx(0.5));
  CHECK(web.emotions[2].n == 1);
}

TEST_CASE("promises count when they were made in the period, and are followed from before it") {
  auto map = map_of([](Json& document) {
    document["touchpoints"][2]["promise"] = {
        {"terms", "30 days"}, {"deadline", "P30D"}, {"asked", "event = ask"}, {"kept", "event = other"}};
  });
  Story story;
  story.customer().does("pay", 10 * day).does("ask", day).does("other");        // made before the period
  story.customer(9 * day).does("pay", 2 * day).does("ask", day).does("other");  // inside
  story.customer(9 * day).does("ask");                                          // nobody promised that
  story.customer(30 * day).does("see");
  LeftOutOfMap chosen;
  chosen.before = Time{(start + 8 * day) * 1000};
  auto observed = seen(story.index(), map, chosen);
  REQUIRE(observed.promises.size() == 1);
  CHECK(observed.promises[0].made == 1);
  CHECK(observed.promises[0].kept == 1);
  CHECK(observed.promises[0].unmatched == 1);
}

TEST_CASE("revenue: an order counts once, where it was paid last, by currency") {
  auto map = map_of([](Json& document) {
    document["touchpoints"][1]["bind"]["on"] = "event = ordered";
    document["touchpoints"][1]["stage"] = "st_buy";
  });
  auto money = [](const char* amount, const char* currency, const char* order) {
    return std::vector<std::pair<std::string, std::string>>{
        {"amount", amount}, {"currency", currency}, {"order_id", order}};
  };
  Story story;
  story.customer().does("ordered", minute, money("100", "CNY", "A1")).does("pay", minute, money("90.5", "CNY", "A1"));
  story.customer().does("pay", minute, money("10", "CNY", "A2")).does("pay", minute, money("20", "CNY", "A2"));
  story.customer()
      .does("pay", minute, {{"amount", "7"}, {"currency", "CNY"}})
      .does("pay", minute, money("1000", "TWD", "B1"));
  story.customer().does("pay", minute, {{"amount", "-50"}, {"currency", "CNY"}});  // given back
  story.customer().does("ordered", minute, money("5", "CNY", "A3"));
  auto observed = seen(story.index(), map);
  REQUIRE(observed.touchpoints[2].revenue.size() == 2);
  CHECK(observed.touchpoints[2].revenue[0].currency == "CNY");
  CHECK(observed.touchpoints[2].revenue[0].amount == 127.5);
  CHECK(observed.touchpoints[2].revenue[0].orders == 3);
  CHECK(observed.touchpoints[2].revenue[1].amount == 1000);
  CHECK(observed.touchpoints[1].revenue[0].amount == 5);
  CHECK(observed.touchpoints[0].revenue.empty());
  CHECK(observed.stages[0].revenue.empty());
  CHECK(observed.stages[1].revenue[0].amount == 132.5);
  CHECK(observed.stages[1].revenue[0].orders == 4);
  LeftOutOfMap chosen;
  chosen.purchase = events("event = ordered");
  observed = seen(story.index(), map, chosen);
  CHECK(observed.stages[1].revenue[0].amount == 105);
}

TEST_CASE("nps in points, a stage's scores over its touchpoints, an answer about two of them once") {
  auto map = map_of([](Json& document) {
    const Json nps{{"mode", "observed"}, {"sources", {{{"type", "nps"}, {"on", "event = rated"}}}}};
    document["touchpoints"][0]["emotion"] = nps;
    document["touchpoints"][1]["emotion"] = nps;
    document["touchpoints"][2].erase("emotion");
  });
  Story story;
  for (const char* score : {"10", "9", "7", "2"})
    story.customer().does("see").does("rated", minute, {{"value", score}});
  story.customer().does("see");
  auto observed = seen(story.index(), map);
  REQUIRE(observed.stages[0].scores.size() == 1);
  const auto& score = observed.stages[0].scores[0];
  CHECK(score.type == "nps");
  CHECK(score.value == doctest::Approx(25));  // two promoters, one detractor, of four
  CHECK(score.n == 4);
  CHECK(score.response == doctest::Approx(0.8));
  CHECK(score.low < 25);
  CHECK(score.high > 25);
  CHECK(score.low >= -100);
  CHECK(observed.touchpoints[0].scores[0].n == 4);
}

TEST_CASE("behind every number stand as many cases as it says") {
  auto map = map_of();
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto story = random_story(seed);
    auto index = story.index();
    LeftOutOfMap chosen;
    if (seed % 2 == 0) chosen.only.customers = cases("did(vip)");
    if (seed % 3 == 0) chosen.from = Time{(start + 25 * day) * 1000};
    auto observed = seen(index, map, chosen);
    using Element = Behind::Element;
    using What = Behind::What;
    auto count = [&](Element element, std::size_t number, What what) {
      auto found = behind(index, map, {element, number, what}, {}, chosen);
      REQUIRE(found.ok());
      return found->size();
    };
    CAPTURE(seed);
    for (std::size_t t = 0; t < observed.touchpoints.size(); ++t) {
      CHECK(count(Element::touchpoint, t, What::cases) == observed.touchpoints[t].cases);
      CHECK(count(Element::touchpoint, t, What::left) == observed.touchpoints[t].ended);
      CHECK(count(Element::touchpoint, t, What::failed) == observed.touchpoints[t].failed);
    }
    for (std::size_t s = 0; s < observed.stages.size(); ++s) {
      CHECK(count(Element::stage, s, What::cases) == observed.stages[s].entered);
      CHECK(count(Element::stage, s, What::left) == observed.stages[s].left);
      CHECK(count(Element::stage, s, What::moved_on) == observed.stages[s].moved_on);
    }
    for (std::size_t m = 0; m < observed.milestones.size(); ++m) {
      CHECK(count(Element::milestone, m, What::cases) == observed.milestones[m].reached);
      CHECK(count(Element::milestone, m, What::left) == observed.milestones[m].missed);
    }
    for (std::size_t p = 0; p < observed.pains.size(); ++p)
      CHECK(count(Element::pain, p, What::cases) == observed.pains[p].cases);
  }
}

TEST_CASE("every number of an answer has its words") {
  auto defined = [](const std::string& name) {
    for (const auto& each : definitions())
      if (each.name == name) return !each.text.en.empty() && !each.text.zh_hans.empty() && !each.text.zh_hant.empty();
    return false;
  };
  auto story = random_story(1);
  auto json = to_json(seen(story.index(), map_of()));
  for (const auto& [list, group] : {std::pair{"stages", "stage"}, {"touchpoints", "touchpoint"}}) {
    for (const auto& element : json[list])
      for (const auto& [field, value] : element.items())
        if (field != "id") CHECK_MESSAGE(defined(std::string(group) + "." + field), group << "." << field);
  }
  for (const char* name : {"events", "cases", "customers", "reached_goal", "coverage"}) CHECK(defined(name));
}
