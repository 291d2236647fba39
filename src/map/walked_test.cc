#include "map/walked.h"

#include <doctest/doctest.h>

#include <map>

#include "base/random.h"
#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Row;
using sample_test::Story;

namespace {

JourneyMap map_with_promise() {
  std::string text = sample_test::small_map, old = R"("bind": {"on": {"event": "pay"}})";
  text.replace(text.find(old), old.size(),
               old + R"(, "promise": {"terms": "Return within 30 days", "deadline": "P30D", "by": "order",
                 "place": "shop", "asked": "event = ask_back", "kept": "event = money_back",
                 "broken": "event = refused"})");
  auto map = read_map(text, "small.json");
  REQUIRE(map.ok());
  return *std::move(map);
}

std::vector<journey::CustomerEvent> events_of(const std::vector<Row>& rows) {
  std::vector<journey::CustomerEvent> events;
  for (const auto& row : rows) {
    journey::CustomerEvent event;
    event.time = {row.ms * 1000};
    event.event = row.type;
    event.properties = row.properties;
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace

TEST_CASE("each event stands at the first touchpoint that takes it") {
  Story story;
  story.customer().does("see").does("wander").does("pay", minute, {{"order", "W1"}});
  auto walked = walk(map_with_promise(), events_of(story.rows), {});
  REQUIRE(walked.touchpoints.size() == 3);
  CHECK(walked.touchpoints[0] == 0);
  CHECK_FALSE(walked.touchpoints[1].has_value());
  CHECK(walked.touchpoints[2] == 2);
}

TEST_CASE("a promise has its deadline, and a state that time changes") {
  Story story;
  story.customer().does("pay", minute, {{"order", "W1"}});
  const auto map = map_with_promise();
  const auto events = events_of(story.rows);
  const Time made = events.front().time;
  auto after = [&](std::int64_t ms) { return Time{made.us + ms * 1000}; };
  auto walked = walk(map, events, after(day));
  REQUIRE(walked.promises.size() == 1);
  CHECK(walked.promises[0].of == "W1");
  CHECK(walked.promises[0].deadline == after(30 * day));
  CHECK(walked.promises[0].state == PromiseLife::State::running);
  CHECK(walk(map, events, after(30 * day)).promises[0].state == PromiseLife::State::running);
  CHECK(walk(map, events, after(30 * day + 1)).promises[0].state == PromiseLife::State::expired);
}

TEST_CASE("what single customers were promised sums to what the map counts") {
  const auto map = map_with_promise();
  Random random(11);
  Story story;
  const std::vector<std::string> types = {"pay", "pay", "ask_back", "money_back", "refused", "see"};
  for (int customer = 0; customer < 300; ++customer) {
    story.customer(static_cast<std::int64_t>(random.below(20)) * day);
    for (std::uint64_t event = 0, most = random.below(40); event < most; ++event) {
      std::vector<std::pair<std::string, std::string>> properties = {{"shop", random.below(2) == 0 ? "A" : "B"}};
      if (random.below(10) > 0) properties.push_back({"order", "W" + std::to_string(random.below(6))});
      story.does(types[random.below(types.size())], static_cast<std::int64_t>(random.below(9)) * day, properties);
    }
  }
  auto index = story.index();
  auto observed = observe(index, map);
  REQUIRE(observed.ok());
  REQUIRE(observed->promises.size() == 1);
  std::map<std::string, std::vector<Row>> lives;
  for (const auto& row : story.rows) lives[row.customer].push_back(row);
  std::map<PromiseLife::State, std::uint64_t> states;
  const Time now{index.extent_ms().second * 1000};
  for (const auto& [customer, rows] : lives)
    for (const auto& promise : walk(map, events_of(rows), now).promises) ++states[promise.state];
  using enum PromiseLife::State;
  const auto& counted = observed->promises[0];
  CHECK(states[kept] == counted.kept);
  CHECK(states[broken] == counted.broken);
  CHECK(states[open] == counted.open);
  CHECK(states[running] == counted.running);
  CHECK(states[late_kept] == counted.late_kept);
  CHECK(states[late_refused] == counted.late_refused);
  CHECK(states[late] + states[late_kept] + states[late_refused] == counted.late);
  CHECK(counted.kept > 10);
  CHECK(counted.late_refused > 0);
}
