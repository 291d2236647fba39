// The touchpoints that one case passes, in order. Equal ones in a row are one visit; touchpoints that only record the
// end are none.
//
//   events  A A B A C C end      visits  A B A C
#pragma once

#include <cstdint>
#include <vector>

#include "journey/cases.h"

namespace cairn::map {

struct Visit {
  std::uint16_t touchpoint = 0;
  std::uint32_t first = 0, last = 0;  ///< positions in the view
};

/// The visits of case c, into `visits` (kept between calls, to spare allocations).
inline void visits_of(const journey::CaseView& view, std::size_t c, const std::vector<std::uint8_t>& ends,
                      std::vector<Visit>& visits) {
  visits.clear();
  for (std::uint32_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
    std::uint16_t touchpoint = view.symbol(i);
    if (ends[touchpoint]) continue;
    if (!visits.empty() && visits.back().touchpoint == touchpoint)
      visits.back().last = i;
    else
      visits.push_back({touchpoint, i, i});
  }
}

}  // namespace cairn::map
