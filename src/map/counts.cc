#include "map/counts.h"

#include <cmath>

namespace cairn::map {

Result<std::vector<CountObserved>> counts_on(const JourneyMap& map, const Observed& observed, const SumCounts& sum,
                                             const std::function<std::string(const std::string&)>& place_name) {
  constexpr std::int64_t hour_us = 3'600'000'000;
  std::vector<CountObserved> counts;
  for (std::size_t s = 0; s < map.stages.size(); ++s)
    for (const auto& wanted : map.stages[s].counts) {
      CountObserved one;
      one.stage = map.stages[s].id;
      one.label = wanted.label;
      if (wanted.label == Label())
        one.label = Label::same(wanted.measure + (wanted.place.empty() ? "" : " · " + place_name(wanted.place)));
      one.unit = wanted.unit;
      CAIRN_TRY(one.counted, sum(wanted, {observed.from.us - hour_us}, observed.to));
      auto entered = s < observed.stages.size() ? static_cast<double>(observed.stages[s].entered) : std::nan("");
      one.identified_share = one.counted > 0 ? entered / one.counted : std::nan("");
      counts.push_back(std::move(one));
    }
  return counts;
}

}  // namespace cairn::map
