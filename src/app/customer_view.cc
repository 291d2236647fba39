#include "app/customer_view.h"

#include <algorithm>

namespace cairn::app {
namespace {

bool waits(map::PromiseLife::State state) {
  using enum map::PromiseLife::State;
  return state == running || state == open || state == late;
}

Json json_of(const map::JourneyMap& map, const map::PromiseHeld& held) {
  const auto& touchpoint = map.touchpoints[held.touchpoint];
  Json json{{"touchpoint", touchpoint.id},
            {"terms", touchpoint.promise->terms.json()},
            {"made", format_time(held.made)},
            {"state", map::word_of(held.state)}};
  if (!held.of.empty()) json["of"] = held.of;
  for (auto [name, time] : {std::pair("deadline", held.deadline), {"asked", held.asked}, {"answered", held.answered}})
    if (time) json[name] = format_time(*time);
  return json;
}

}  // namespace

void add_places(Json& answer, const map::JourneyMap& map, const map::Walked& walked, std::size_t offset) {
  auto& columns = answer["columns"];
  auto event = std::find_if(columns.begin(), columns.end(), [](const Json& each) { return each["name"] == "event"; });
  const auto behind = event - columns.begin() + 1;
  columns.insert(columns.begin() + behind,
                 {{{"name", "stage"}, {"type", "symbol"}}, {{"name", "touchpoint"}, {"type", "symbol"}}});
  for (std::size_t i = 0; i < answer["rows"].size(); ++i) {
    Json stage, touchpoint;
    if (auto at = walked.touchpoints[offset + i]) {
      stage = map.touchpoints[*at].stage;
      touchpoint = map.touchpoints[*at].id;
    }
    auto& row = answer["rows"][i];
    row.insert(row.begin() + behind, {stage, touchpoint});
  }
}

Json promises_json(const map::JourneyMap& map, const map::Walked& walked) {
  Json waiting = Json::array(), over = Json::array();
  for (const auto& held : walked.promises) (waits(held.state) ? waiting : over).push_back(json_of(map, held));
  waiting.insert(waiting.end(), over.begin(), over.end());
  return waiting;
}

}  // namespace cairn::app
