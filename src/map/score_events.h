// Which events hold scores, and which of their properties says what the score is about.
//
//   survey_answer  value 4  about "checkout"   ──▶  csat in `value`, about `about`
//   nps_score      points 9                    ──▶  nps in `points`, about nothing that it says
//
// An event holds scores when its name or a property's name says so (score, rating, csat, nps, review, 评分, 满意度 …)
// and at least 30 of its values are numbers, all of one of the usual scales: 1 to 5, 1 to 7 (of ease), 0 to 10.
#pragma once

#include <map>
#include <string>

#include "journey/index.h"

namespace cairn::map {

/// Events of one type that hold scores.
struct ScoreEvents {
  std::string event, column, type;
  std::string subject;  ///< the property that says what they are about; may be empty
};

/// By number of the event type.
Result<std::map<std::size_t, ScoreEvents>> score_events(const journey::Index& index);

}  // namespace cairn::map
