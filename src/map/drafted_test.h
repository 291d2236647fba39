// What tests of drafts share: a draft that has no fault, and the touchpoint of an event in it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "map/draft.h"
#include "map/sample_test.h"

namespace cairn::map::sample_test {

inline JourneyMap drafted(const Story& story, int bits = 2) {
  auto map = draft(story.index(bits));
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().text()));
  auto faults = check(write_map(map->map).dump(2));
  CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
  return std::move(map->map);
}

inline const Touchpoint& for_event(const JourneyMap& map, const std::string& event) {
  auto found = std::find_if(map.touchpoints.begin(), map.touchpoints.end(), [&](const Touchpoint& each) {
    auto names = events_of(each.on);
    return std::find(names.begin(), names.end(), event) != names.end();
  });
  REQUIRE(found != map.touchpoints.end());
  return *found;
}

}  // namespace cairn::map::sample_test
