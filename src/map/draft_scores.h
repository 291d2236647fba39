// Scores among the events, and the touchpoints that they are about: a draft binds them by itself.
//
//   survey_answer  value 4  about "checkout"   ──▶  "Go to checkout", where about = checkout
//   nps_score      value 9                     ──▶  the touchpoint that customers were at just before
//
// An event holds scores when its name or a property's name says so (score, rating, csat, nps, review, 评分, 满意度 …)
// and at least 30 of its values are numbers, all of one of the usual scales: 1 to 5, 1 to 7 (of ease), 0 to 10.
#pragma once

#include "journey/index.h"
#include "map/lexicon.h"

namespace cairn::map {

struct JourneyMap;

/// Fills the emotion of touchpoints; of a map that is whole otherwise.
Result<void> bind_scores(const journey::Index& index, std::optional<Domain> domain, JourneyMap& map);

}  // namespace cairn::map
