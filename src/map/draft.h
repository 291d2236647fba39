// A first journey map from the events alone.
#pragma once

#include "journey/index.h"
#include "map/document.h"

namespace cairn::map {

struct DraftOptions {
  journey::CaseRule cases;          ///< what one lived journey is; customer by default
  bool cases_given = false;         ///< false: the draft may choose and says what it chose
  std::size_t overview = 12;        ///< at most so many touchpoints in the overview
  std::string title;                ///< empty: made from what is found
  std::vector<StageCounts> counts;  ///< what the table of counts holds: measures and their units
  int threads = 0;
};

struct Draft {
  JourneyMap map;
  std::vector<Label> notes;  ///< what is left out of it, and why
};

Result<Draft> draft(const journey::Index& index, const DraftOptions& options = {});

}  // namespace cairn::map
