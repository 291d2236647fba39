// The states of a designed journey: where one can stand in it, and which leaf may come next from there.
//
//   sequence [a, optional b, c]       0 ──a──▶ 1 ──b──▶ 2 ──c──▶ ③
//                                              └─────c──────────▶ ③        ③: the journey may end here
//
// Built from the leaves up (after Glushkov), so there are no steps without a leaf, nothing ever leads back to state 0,
// and from every state an end can be reached. Parallel parts are a product: one state for every pair of states.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace cairn::journey {

struct DesignEdge {
  std::uint16_t leaf = 0;
  std::uint32_t to = 0;
  auto operator<=>(const DesignEdge&) const = default;
};

struct DesignStates {
  /// More than anybody draws; a product of parallel parts reaches it soon: 12 single elements in any order.
  static constexpr std::size_t most = 4096;

  std::vector<std::vector<DesignEdge>> edges;  ///< by state; state 0 is the start; ascending by leaf, each leaf once
  std::vector<bool> may_end;
  std::size_t size() const { return edges.size(); }

  static DesignStates leaf(std::uint16_t leaf);
  /// These give nullopt where the states are more than `most`.
  static std::optional<DesignStates> sequence(const DesignStates& a, const DesignStates& b);
  static std::optional<DesignStates> choice(const DesignStates& a, const DesignStates& b);
  static std::optional<DesignStates> parallel(const DesignStates& a, const DesignStates& b);
  /// Once or more.
  static DesignStates loop(DesignStates body);
  static DesignStates optional(DesignStates body);

  /// Leaves of the shortest way from the start to an end.
  std::size_t shortest() const;
};

}  // namespace cairn::journey
