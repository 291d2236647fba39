// Drafting again: what a new draft knows that a map does not, as proposals to be taken one by one.
//
//   map (edited) + its events ─┐
//                              ├─▶ proposals ──accept──▶ map with just these changes
//   a new draft + its events ──┘        └──reject──▶ remembered in the document, proposed no more
//
// Touchpoints of both are the same where they are bound to the same events, whatever they are called. Names, texts,
// stages, order, severities and all that is set by hand are the user's: nothing proposes to change them. Proposed is
// only what is new (a touchpoint, a way between two, a fork, a pain) and what is gone (no event left; a pain that the
// draft had found and that no longer stands out).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "map/document.h"
#include "map/observed.h"

namespace cairn::map {

struct Proposal {
  std::string id;       ///< "touchpoint+tp_pay", "link-tp_a>tp_b"; the same as long as it is proposed
  Label text;           ///< what would change and why, with figures
  std::uint64_t n = 0;  ///< events, or cases of forks and pains, behind it; 0: gone
  std::function<void(JourneyMap&)> apply;
};

/// A map with what was observed on it, in the same workspace at the same time.
struct Known {
  const JourneyMap& map;
  const Observed& observed;
};

/// In the order of the map's parts. Those that were rejected are left out. Each can be applied whether or not others of
/// the list have been.
std::vector<Proposal> proposals(const Known& present, const Known& drafted);

/// Never to be proposed again ("x-rejected" of the document).
void reject(JourneyMap& map, const std::vector<std::string>& ids);

}  // namespace cairn::map
