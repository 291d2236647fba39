// How customers feel, as far as the events tell: a draft binds scores (score_events.h) to the touchpoints that they are
// about, and lets behaviour speak where nobody is asked and it speaks clearly.
//
//   survey_answer  value 4  about "checkout"  order_id W7  ──▶  "Go to checkout" on the web, where W7 went to checkout
//   nps_score      value 9                                 ──▶  the touchpoint that customers were at just before
//   a pain begins at "Queue", no score is about it         ──▶  "Queue": inferred from behaviour
#pragma once

#include "journey/index.h"
#include "map/lexicon.h"

namespace cairn::map {

struct JourneyMap;

/// Fills the emotion of touchpoints; of a map that is whole otherwise. Returns what scores are left out, and why.
Result<std::vector<Label>> bind_scores(const journey::Index& index, std::optional<Domain> domain, JourneyMap& map);

/// Adds `behaviour` where a pain of the map begins (customers fare worse for it by more than chance) and no score is
/// bound. Elsewhere behaviour says too little: where nothing is known the curve has a gap.
void infer_emotions(JourneyMap& map);

}  // namespace cairn::map
