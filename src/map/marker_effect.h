// A change marker (改动标记): a measure of a map before and after a day. What is seen is a difference; that it is the
// effect of the change only an experiment shows.
//
//        before ├── 28 days ──┤ date ├── 28 days ──┤ after        the same windows 52 weeks earlier
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "map/observed.h"

namespace cairn::map {

enum class MarkerMeasure {
  conversion,  ///< of a stage: who moves on, of those decided; of a touchpoint: who reaches the goal, of those passing
  share,       ///< of the journeys, those at the element
  score,       ///< of a touchpoint, -2 to 2
  volume,      ///< journeys at the element
  duration,    ///< from one event to another, the median in seconds (marker_starts.h)
  amount,      ///< of an event, the mean in its currency (marker_starts.h)
};
Result<MarkerMeasure> parse_marker_measure(const std::string& name);

std::string_view name_of(MarkerMeasure measure);

/// A share is part of whole; others have a value only. NaN: nothing is known.
struct MarkerFigure {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();  ///< 95 %
  std::uint64_t part = 0, whole = 0;
  bool is_share = false;
  std::string currency = {};  ///< of an amount
};
/// With Wilson's interval.
MarkerFigure share_figure(std::uint64_t part, std::uint64_t whole);
/// Of a stage or touchpoint; fails where the map has no such element, or it has no such measure.
Result<MarkerFigure> marker_figure(const JourneyMap& map, const Observed& observed, const std::string& element,
                                   MarkerMeasure measure);

/// After minus before; of shares with Newcombe's interval, of others that of two independent ones. Also of two
/// differences: the difference of differences.
MarkerFigure marker_difference(const MarkerFigure& before, const MarkerFigure& after);

/// What is compared with what in a sentence: a change as it came over everybody, or two groups drawn by lot.
enum class MarkerWording { difference, effect };
/// "Conversion of Pay" where a measure has no title of its own.
Label marker_title(const Label& element, MarkerMeasure measure);
/// "Conversion of Pay: 41.0 % before, 49.2 % after, a difference of +8.2 points (95 %: +6.1 to +10.3)." Of an effect
/// "before" is who did not get the change.
Label marker_sentence(const Label& title, MarkerMeasure measure, const MarkerFigure& before, const MarkerFigure& after,
                      MarkerWording wording = MarkerWording::difference);
/// How far the difference of the change lies from that of another group or year; "" where it is not known.
Label marker_beyond_sentence(MarkerMeasure measure, const MarkerFigure& beyond);

}  // namespace cairn::map
