// Which rows of a bucket a map counts, and of whom.
//
//   all rows ──left out, end of the period──▶ known ──beginning──▶ answers ──where──▶ steps
//
// What became of a promise, or of a milestone, may be any known event; what customers said in the period is `answers`;
// what they did and the map is asked about is `steps`.
#pragma once

#include <span>

#include "journey/cases.h"
#include "journey/filter.h"
#include "map/observed.h"

namespace cairn::map {

/// Views into masks that the owner keeps; one byte a row, 0 or 1.
struct CountedRows {
  std::span<const std::uint8_t> known, answers, steps;
  std::span<const std::uint8_t> members;  ///< per customer; empty: all
  bool narrowed = false;                  ///< journeys or events are chosen (MapFilter::narrows)
  bool has(std::size_t customer) const { return members.empty() || members[customer] != 0; }
};

/// Makes them for one bucket after another; may be used from several threads.
class RowRules {
 public:
  RowRules(const journey::Index& index, const LeftOutOfMap& left_out);
  struct Masks {
    journey::Mask known, answers, steps;
    CountedRows rows;
  };
  /// Into `masks`, which must stay where it is while its rows are used.
  Result<void> make(const journey::CaseView& view, Masks& masks) const;

 private:
  std::optional<journey::Filter> left_out_, where_;
  std::optional<std::int64_t> from_ms_, to_ms_;  ///< since 1930
  bool narrowed_;
};

}  // namespace cairn::map
