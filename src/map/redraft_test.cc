#include "map/redraft.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "map/draft.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

/// A shop whose checkout loses many; `live`: some come by a live stream, which was not there before, and nobody by
/// mail.
Story shop(bool live, std::uint64_t seed = 7) {
  Random random(seed);
  Story story;
  for (int i = 0; i < 900; ++i) {
    story.customer(i * day / 20);
    auto does = [&](const char* type, const char* channel) { story.does(type, minute, {{"channel", channel}}); };
    if (random.chance(0.5)) live ? does("live_stream_view", "app") : does("email_click", "email");
    int looks = 1 + static_cast<int>(random.below(3));
    for (int look = 0; look < looks; ++look) does("product_view", "web"), does("size_compare", "web");
    if (!random.chance(0.7)) continue;
    does("add_to_cart", "web");
    does("checkout_start", "web");
    if (random.chance(0.5)) does("order_paid", "web");
  }
  story.customer(900 * day / 20 + 60 * day).does("product_view", minute, {{"channel", "web"}});
  return story;
}

JourneyMap drafted(const journey::Index& index) {
  auto map = draft(index);
  REQUIRE(map.ok());
  return std::move(map->map);
}
Observed seen(const journey::Index& index, const JourneyMap& map) {
  auto observed = observe(index, map);
  REQUIRE(observed.ok());
  return *std::move(observed);
}
JourneyMap written(const JourneyMap& map) {
  auto text = write_map(map).dump(2);
  auto faults = check(text);
  CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
  auto read = read_map(text, "map");
  REQUIRE(read.ok());
  return *std::move(read);
}
std::vector<Proposal> proposed(const journey::Index& index, const JourneyMap& map) {
  auto fresh = drafted(index);
  auto observed = seen(index, map), fresh_observed = seen(index, fresh);
  return proposals({map, observed}, {fresh, fresh_observed});
}
bool has(const std::vector<Proposal>& list, const std::string& part) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Proposal& each) { return each.id.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("redraft: the draft itself gets no proposal, and new events propose what is new and what is gone") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = written(drafted(before));
  CHECK(proposed(before, map).empty());
  auto list = proposed(after, map);
  CHECK(has(list, "touchpoint+tp_live_stream_view"));
  CHECK(has(list, "touchpoint-tp_email_click"));
  for (const auto& each : list)
    for (const auto& text : {each.text.zh_hans, each.text.zh_hant, each.text.en}) CHECK_FALSE(text.empty());
}

TEST_CASE("redraft: taken one by one in any order, the proposals end, and the map is sound after each") {
  auto before = shop(false).index(), after = shop(true).index();
  Random random(11);
  for (int attempt = 0; attempt < 5; ++attempt) {
    auto map = written(drafted(before));
    int taken = 0;
    for (auto list = proposed(after, map); !list.empty(); list = proposed(after, map)) {
      REQUIRE(++taken < 100);
      list[random.below(list.size())].apply(map);
      map = written(map);
    }
    CHECK(taken >= 2);
    auto observed = seen(after, map);
    CHECK(observed.coverage == doctest::Approx(1));
  }
}

TEST_CASE("redraft: what was edited is as it was, whatever is taken") {
  auto before = shop(false).index(), after = shop(true).index();
  Random random(5);
  for (int attempt = 0; attempt < 20; ++attempt) {
    auto map = written(drafted(before));
    std::set<std::string> edited;
    for (auto& touchpoint : map.touchpoints) {
      if (!random.chance(0.5)) continue;
      edited.insert(touchpoint.id);
      touchpoint.label = Label::same("mine " + touchpoint.id);
      touchpoint.stage = map.stages[random.below(map.stages.size())].id;
      touchpoint.overview = !touchpoint.overview;
    }
    for (auto& pain : map.pains) pain.severity = 1 + static_cast<int>(random.below(5));
    for (auto& stage : map.stages) stage.label = Label::same("stage " + stage.id);
    map = written(map);
    auto mine = map;
    for (auto list = proposed(after, map); !list.empty(); list = proposed(after, map)) {
      for (const auto& each : list) each.apply(map);
      map = written(map);
    }
    for (const auto& touchpoint : mine.touchpoints) {
      const auto* now = map.touchpoint(touchpoint.id);
      if (touchpoint.id.starts_with("tp_email_click")) {
        CHECK(now == nullptr);
        continue;
      }
      REQUIRE(now != nullptr);
      CHECK(now->label == touchpoint.label);
      CHECK(now->stage == touchpoint.stage);
      CHECK(now->overview == touchpoint.overview);
    }
    std::vector<std::string> order, order_now;
    for (const auto& touchpoint : mine.touchpoints)
      if (map.touchpoint(touchpoint.id)) order.push_back(touchpoint.id);
    for (const auto& touchpoint : map.touchpoints)
      if (mine.touchpoint(touchpoint.id)) order_now.push_back(touchpoint.id);
    CHECK(order == order_now);
    for (const auto& pain : mine.pains)
      for (const auto& now : map.pains)
        if (now.id == pain.id) CHECK(now.severity == pain.severity);
    for (std::size_t s = 0; s < mine.stages.size(); ++s) CHECK(map.stages[s].label == mine.stages[s].label);
  }
}

TEST_CASE("redraft: a map that takes channels together gets each find once, and stays sound when all is taken") {
  Story story;
  Random random(3);
  for (int i = 0; i < 900; ++i) {
    story.customer(i * day / 20);
    for (const char* type : {"ad_click", "product_view", "size_compare", "product_view", "add_to_cart", "order_paid"}) {
      if (random.chance(0.15)) break;
      story.does(type, minute, {{"channel", random.chance(0.5) ? "web" : "app"}});
      if (random.chance(0.3)) story.does("size_compare", minute, {{"channel", random.chance(0.5) ? "web" : "app"}});
    }
  }
  auto index = story.index();
  auto fresh = drafted(index);
  auto map = fresh;
  map.links.clear();
  map.decisions.clear();
  map.pains.clear();
  map.opportunities.clear();
  std::set<std::set<std::string>> known;
  std::erase_if(map.touchpoints, [&](Touchpoint& each) {
    auto names = events_of(each.on);
    each.on = *parse_event_predicate("event = " + names.front());
    each.channel.clear();
    each.pains.clear();
    return !known.insert({names.begin(), names.end()}).second;
  });
  map.source = Json();
  map = written(map);
  auto list = proposed(index, map);
  CHECK(has(list, "link+"));
  std::set<std::string> ids;
  for (const auto& each : list) CHECK_MESSAGE(ids.insert(each.id).second, each.id);
  for (; !list.empty(); list = proposed(index, map)) {
    for (const auto& each : list) each.apply(map);
    map = written(map);
  }
}

TEST_CASE("redraft: what was rejected is not proposed again, also after writing and reading") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = written(drafted(before));
  auto list = proposed(after, map);
  REQUIRE_FALSE(list.empty());
  reject(map, {list.front().id});
  map = written(map);
  for (const auto& each : proposed(after, map)) CHECK(each.id != list.front().id);
}

TEST_CASE("redraft: what is designed by hand and has no events of its own is not gone") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = drafted(before);
  Touchpoint planned;
  planned.id = "tp_planned";
  planned.label = Label::same("planned");
  planned.stage = map.stages.front().id;
  planned.order = static_cast<int>(map.touchpoints.size()) + 1;
  planned.on.kind = EventPredicate::Kind::any;
  map.touchpoints.push_back(planned);
  map.links.push_back({planned.id, map.touchpoints.front().id, "follows"});
  CHECK_FALSE(has(proposed(after, written(map)), "tp_planned"));
}

TEST_CASE("redraft: a touchpoint that is taken away leaves the designed order and the goal, too") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = drafted(before);
  std::string gone, stays;
  for (const auto& each : map.touchpoints) (each.id.starts_with("tp_email_click") ? gone : stays) = each.id;
  REQUIRE_FALSE(gone.empty());
  for (const Json& design : {Json(gone), Json{gone, stays}, Json{{"choice", {{{"optional", gone}}, stays}}}}) {
    map.source["design"] = design;
    map.source["goal"]["scope"]["start"] = gone;
    auto read = written(map);
    for (const auto& each : proposed(after, read))
      if (each.id == "touchpoint-" + gone) each.apply(read);
    read = written(read);
    CHECK(read.touchpoint(gone) == nullptr);
    CHECK(read.source.contains("design") == (design != Json(gone)));
  }
}

TEST_CASE("redraft: a new element takes an id that nothing of the document has") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = drafted(before);
  map.source["resources"] = Json::array({Json{{"id", "tp_live_stream_view_app"}}, Json{{"id", "tp_live_stream_view"}}});
  map = written(map);
  for (const auto& each : proposed(after, map)) each.apply(map);
  written(map);
}

namespace {

/// The map of before with one more touchpoint, which comes first.
JourneyMap headed_by(const journey::Index& before, const char* on) {
  auto map = drafted(before);
  Touchpoint first;
  first.id = "tp_first";
  first.label = Label::same("first");
  first.stage = map.stages.front().id;
  first.on = *parse_event_predicate(on);
  map.touchpoints.insert(map.touchpoints.begin(), first);
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) map.touchpoints[t].order = static_cast<int>(t) + 1;
  return written(map);
}

}  // namespace

TEST_CASE("redraft: a touchpoint of a whole channel stands for all that is new there") {
  auto before = shop(false).index(), after = shop(true).index();
  auto list = proposed(after, headed_by(before, "channel = app"));
  CHECK_FALSE(has(list, "tp_live_stream_view"));
  CHECK_FALSE(has(list, "touchpoint-tp_first"));
}

TEST_CASE("redraft: what another touchpoint takes first is not thrown out and taken in without end") {
  auto before = shop(false).index(), after = shop(true).index();
  auto map = headed_by(before, "customer != nobody");
  int rounds = 0;
  for (auto list = proposed(after, map); !list.empty(); list = proposed(after, map)) {
    REQUIRE(++rounds < 10);
    for (const auto& each : list) each.apply(map);
    map = written(map);
  }
  CHECK(map.touchpoint("tp_first") != nullptr);
}
