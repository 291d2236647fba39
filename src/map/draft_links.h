// Links and forks of a draft.
//
//   a link is drawn   when b follows a far more often than a follows b (dependency above 0.3) and that often enough to
//                     matter (a twelfth of a's steps), or when it is a touchpoint's best way in or out
//   a loop is drawn   when an eighth of a's steps lead back to b, earlier in the order
//   a fork is drawn   after a touchpoint from which at least two ways take a tenth of the cases or more each, and the
//                     ways exclude each other: one is not only the other with a step left out
#pragma once

#include "map/draft_touchpoints.h"

namespace cairn::map {

/// (a>b - b>a) / (a>b + b>a + 1)
double dependency(const Counts& steps, std::size_t a, std::size_t b);

void add_links(const DraftTouchpoints& touchpoints, JourneyMap& map);
/// At most four forks, those with most cases parting: first one a stage, then a second one of a stage.
void add_decisions(const DraftTouchpoints& touchpoints, const Ways& ways, std::size_t overview, JourneyMap& map);

}  // namespace cairn::map
