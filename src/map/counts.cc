#include "map/counts.h"

#include <cmath>

namespace cairn::map {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

}  // namespace

std::vector<CountObserved> counts_on(const JourneyMap& map, const Observed& observed,
                                     const std::vector<HourCount>& rows,
                                     const std::function<std::string(const std::string&)>& place_name) {
  std::vector<CountObserved> counts;
  for (std::size_t s = 0; s < map.stages.size(); ++s)
    for (const auto& wanted : map.stages[s].counts) {
      CountObserved one;
      one.stage = map.stages[s].id;
      one.label = wanted.label;
      if (wanted.label == Label())
        one.label = Label::same(wanted.measure + (wanted.place.empty() ? "" : " · " + place_name(wanted.place)));
      one.unit = wanted.unit;
      for (const auto& row : rows) {
        bool of_it = row.measure == wanted.measure && (wanted.place.empty() || row.place == wanted.place) &&
                     (wanted.unit.empty() || row.unit == wanted.unit);
        bool in_period = row.hour.us > observed.from.us - hour_us && row.hour <= observed.to;
        if (of_it && in_period) one.counted += row.value;
      }
      auto entered = s < observed.stages.size() ? static_cast<double>(observed.stages[s].entered) : std::nan("");
      one.identified_share = one.counted > 0 ? entered / one.counted : std::nan("");
      counts.push_back(std::move(one));
    }
  return counts;
}

}  // namespace cairn::map
