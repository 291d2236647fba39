// A measure of a change marker that needs no map: of events that start something, what became of them.
//
//   conversion   of those who went to checkout in the web shop, the share that paid     start ─ within ─▶ end
//   duration     from asking to the answer, the median                                  start ─ within ─▶ end
//   amount       the mean amount of an order                                            start
//
// A case (an order, a customer) starts once a window: with its first start in it. Its end may lie behind the window,
// but not behind `within`; a start whose time is not over at the end of what is known is in no number, whatever came of
// it, so that before and after are measured alike.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journey/question.h"
#include "map/marker_effect.h"

namespace cairn::map {

struct StartsMeasure {
  MarkerMeasure what = MarkerMeasure::conversion;
  EventPredicate from, to;
  EventPredicate where;               ///< of the start: who was touched by the change
  Duration within{7 * 86'400'000LL};  ///< of conversion and duration
  journey::CaseRule cases;
};

/// {"what","from","to","within"?,"where"?,"case"?}; predicates as text or as documents. True of measures that are such.
bool is_starts_measure(const Json& measure);
Result<StartsMeasure> read_starts_measure(const Json& measure);

struct MarkerWindow {
  Time from, to;
};
/// One figure a window. `left_out` says which events and customers are not looked at, and what is known.
Result<std::vector<MarkerFigure>> measure_starts(const journey::Index& index, const StartsMeasure& measure,
                                                 const std::vector<MarkerWindow>& windows,
                                                 const LeftOutOfMap& left_out);

/// The median with the interval of its order statistics (binomial, 95 %), and the mean with that of the normal law.
MarkerFigure median_figure(std::vector<double> values);
MarkerFigure mean_figure(double n, double sum, double squares);

}  // namespace cairn::map
