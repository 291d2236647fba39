// Alignment of what happened with what was designed: the cheapest way to read a trace as a run of the design.
//
//   trace    seen  cart  cart  paid            move    costs
//   design   seen  cart   ·    paid  review    match     0     it happened where it belongs
//                         │          │         ad hoc    1     it happened, and the design has it not, or not here
//                       ad hoc    missing      missing   1     the design has it here, and it did not happen
//
// For a design that is a plain sequence the cost is |trace| + |design| - 2·LCS. While a case is open the run may stop
// anywhere: what has not come yet is not missing.
//
// Of several cheapest alignments one is taken, so that numbers never depend on chance: the one with most matches, then
// the first by its moves in order, where match is before ad hoc before missing, and an earlier leaf before a later one.
//
// The search is exact: cheapest cost to go from every (position, state), from the last position back; the states of a
// design are few (design_states.h). Traces are given as elements only, without what is ad hoc in any case.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "journey/design_states.h"

namespace cairn::journey {

struct Alignment {
  static constexpr std::uint16_t ad_hoc = 0xFFFF;
  bool aligned = false;  ///< false: beyond Aligner::most_cells, nothing else is known
  bool at_end = false;   ///< the run ends where the design may end
  std::uint32_t cost = 0;
  std::uint32_t length = 0;            ///< leaves of the run: matches and missing
  std::vector<std::uint16_t> leaves;   ///< per position of the trace the matched leaf, or ad_hoc
  std::vector<std::uint16_t> missing;  ///< leaves
};

class Aligner {
 public:
  /// Positions times states: 32 MB of working memory.
  static constexpr std::size_t most_cells = std::size_t{1} << 22;
  static constexpr std::size_t most_kept = 20'000;

  /// element_of: leaf → element. The states must outlive the aligner, and its copies.
  Aligner(const DesignStates& states, std::vector<std::uint16_t> element_of)
      : states_(&states), element_of_(std::move(element_of)) {}

  Alignment align(std::span<const std::uint16_t> trace, bool open);
  /// The same; equal traces are aligned once (up to most_kept different ones). Valid until the next call.
  const Alignment& of(std::span<const std::uint16_t> trace, bool open);

 private:
  void fill(std::span<const std::uint16_t> trace, bool open);
  void relax(std::uint64_t* layer) const;
  Alignment walk(std::span<const std::uint16_t> trace) const;

  const DesignStates* states_;
  std::vector<std::uint16_t> element_of_;
  std::vector<std::uint64_t> to_go_;  ///< [position][state]
  struct Kept {
    std::vector<std::uint16_t> trace;
    bool open;
    Alignment alignment;
  };
  std::unordered_map<std::uint64_t, Kept> kept_;  ///< by hash of the trace; another trace of that hash is not kept
  Alignment last_;
};

}  // namespace cairn::journey
