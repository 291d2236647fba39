#include "map/walked.h"

#include <algorithm>

#include "journey/event_view.h"

namespace cairn::map {
namespace {

std::int64_t ms_of(Time time) { return time.us / 1000 - (time.us % 1000 < 0); }
Time time_of(std::int64_t ms) { return {ms * 1000}; }

/// Numbers texts from 1 in the order in which they come; 0: no text.
class Numbers {
 public:
  std::uint32_t of(const std::optional<Literal>& value) {
    if (!value || value->text.empty()) return 0;
    auto found = std::find(texts_.begin(), texts_.end(), value->text);
    if (found == texts_.end()) found = texts_.insert(found, value->text);
    return static_cast<std::uint32_t>(found - texts_.begin()) + 1;
  }
  std::string text(std::uint32_t number) const { return number == 0 ? "" : texts_[number - 1]; }

 private:
  std::vector<std::string> texts_;
};

PromiseEvent to_promise(const Touchpoint& touchpoint, const journey::CustomerEvent& event, Numbers& keys,
                        Numbers& places) {
  const auto& promise = *touchpoint.promise;
  const journey::CustomerEventView view(event);
  PromiseEvent found;
  found.made = matches(promise.made.value_or(touchpoint.on), view);
  found.asked = matches(promise.asked, view);
  found.kept = promise.kept && matches(*promise.kept, view);
  found.broken = promise.broken && matches(*promise.broken, view);
  if (!promise.by.empty()) found.key = keys.of(view.property(promise.by));
  if (!promise.place.empty()) found.place = places.of(view.property(promise.place));
  found.ms = ms_of(event.time);
  return found;
}

PromiseHeld held(std::size_t touchpoint, const Promise& promise, const PromiseLife& life, const Numbers& keys,
                 Time now) {
  PromiseHeld one;
  one.touchpoint = touchpoint;
  one.of = keys.text(life.key);
  one.made = time_of(life.made_ms);
  if (promise.deadline) one.deadline = time_of(life.made_ms + promise.deadline->ms);
  if (life.asked) one.asked = time_of(life.asked_ms);
  if (life.answered) one.answered = time_of(life.answered_ms);
  one.state = life.state(promise, ms_of(now));
  return one;
}

}  // namespace

Walked walk(const JourneyMap& map, const std::vector<journey::CustomerEvent>& events, Time now) {
  Walked walked;
  for (const auto& event : events) {
    const journey::CustomerEventView view(event);
    auto at = std::find_if(map.touchpoints.begin(), map.touchpoints.end(),
                           [&](const Touchpoint& each) { return matches(each.on, view); });
    auto place = static_cast<std::size_t>(at - map.touchpoints.begin());
    walked.touchpoints.push_back(at == map.touchpoints.end() ? std::nullopt : std::optional(place));
  }
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) {
    const auto& promise = map.touchpoints[t].promise;
    if (!promise) continue;
    Numbers keys, places;
    PromiseLives lives(*promise);
    for (const auto& event : events)
      if (auto one = to_promise(map.touchpoints[t], event, keys, places); one.matters()) lives.take(one);
    for (const auto& life : lives.lives()) walked.promises.push_back(held(t, *promise, life, keys, now));
  }
  std::stable_sort(walked.promises.begin(), walked.promises.end(),
                   [](const PromiseHeld& a, const PromiseHeld& b) { return a.made < b.made; });
  return walked;
}

}  // namespace cairn::map
