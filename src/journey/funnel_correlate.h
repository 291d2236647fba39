// What goes with conversion: events, and values of properties, that those who converted have more (or less) often than
// those who entered and did not.
//
//                    converted   not        odds ratio = (a+1)(d+1) / ((b+1)(c+1)), a prior of one case in every cell;
//   with the event       a        b         95 % interval: exp(ln ratio ± 1.96 √(1/(a+1)+1/(b+1)+1/(c+1)+1/(d+1)))
//   without              c        d
//
//   - An event counts where it lies after the attempt's first step, and before its last one for who converted, within
//     its window for who did not. Events that are steps are part of the outcome and never count; neither does what
//     follows the conversion.
//   - A property's value counts on those events, and on the first step itself.
//   - What fewer than 25 cases have, and fewer than 2 % of them, is rare and left out.
//   - Skewed: more than ten times as many on one side. Then the ratios rest on few cases.
// A ratio tells what goes together, not what causes what.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "journey/funnel_cases.h"

namespace cairn::journey {

struct Contingency {
  std::uint64_t converted = 0, failed = 0;
  std::uint64_t all() const { return converted + failed; }
};

/// A partial for over_buckets.
struct Correlation {
  Contingency all;
  std::vector<Contingency> events;                         ///< by symbol
  std::vector<std::map<std::string, Contingency>> values;  ///< per property, by value
  void merge(Correlation&& other, Pace& pace);
  /// The part "correlate" of the answer.
  void write(const Asked& asked, const CorrelateSpec& spec, Answer& answer) const;
};

/// The cases of one view that have an event or a value.
class CorrelationCount {
 public:
  static Result<CorrelationCount> make(const Asked& asked, const FunnelSpec& spec, const CaseView& view,
                                       const FunnelRows& rows);
  /// Once for each case that entered.
  void add(std::size_t c, const FunnelOutcome& outcome, bool converted, Correlation& into);
  /// After the last case of the view.
  void finish(Correlation& into);

  bool has_event(std::size_t c, const FunnelOutcome& outcome, bool converted, std::size_t symbol) const;
  bool has_value(std::size_t c, const FunnelOutcome& outcome, bool converted, std::size_t property,
                 const std::string& value) const;

 private:
  /// Calls `each(row, is_event)` for the rows of a case that count; is_event is false for the first step.
  template <class Each>
  void each_row(std::size_t c, const FunnelOutcome& outcome, bool converted, const Each& each) const;
  CorrelationCount(const FunnelSpec& spec, const CaseView& view, const FunnelRows& rows)
      : spec_(&spec), view_(&view), rows_(&rows) {}

  const FunnelSpec* spec_;
  const CaseView* view_;
  const FunnelRows* rows_;
  std::vector<std::shared_ptr<const Column>> columns_;  ///< per property
  std::vector<std::vector<Contingency>> by_code_;       ///< per property, by code
  std::vector<std::size_t> seen_symbol_;                ///< the case that has it last, + 1
  std::vector<std::vector<std::size_t>> seen_code_;
};

}  // namespace cairn::journey
