// A change marker (改动标记): a measure of a map before and after a day. What is seen is a difference; that it is the
// effect of the change only an experiment shows.
//
//        before ├── 28 days ──┤ date ├── 28 days ──┤ after        the same windows 52 weeks earlier
#pragma once

#include <optional>
#include <string>

#include "map/observed.h"

namespace cairn::map {

enum class MarkerMeasure {
  conversion,  ///< of a stage: who moves on, of those decided; of a touchpoint: who reaches the goal, of those passing
  share,       ///< of the journeys, those at the element
  score,       ///< of a touchpoint, -2 to 2
  volume,      ///< journeys at the element
};
Result<MarkerMeasure> parse_marker_measure(const std::string& name);

/// A share is part of whole; others have a value only. NaN: nothing is known.
struct MarkerFigure {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();  ///< 95 %
  std::uint64_t part = 0, whole = 0;
  bool is_share = false;
};
/// Of a stage or touchpoint; fails where the map has no such element, or it has no such measure.
Result<MarkerFigure> marker_figure(const JourneyMap& map, const Observed& observed, const std::string& element,
                                   MarkerMeasure measure);

/// After minus before; of shares with Newcombe's interval, of scores that of two independent ones.
MarkerFigure marker_difference(const MarkerFigure& before, const MarkerFigure& after);

/// "Conversion of Pay: 41.0 % before, 49.2 % after, a difference of +8.2 points (95 %: +6.1 to +10.3)."
Label marker_sentence(const Label& element, MarkerMeasure measure, const MarkerFigure& before,
                      const MarkerFigure& after);

}  // namespace cairn::map
