// What is resolved at once, numbered from 0: things (an identifier under all its names), each with one or more eras,
// and the links between them in the order in which they are decided.
//
// Eras: a phone or e-mail gets a new owner (is recycled) when it is seen with contradicting evidence, and the former
// owner is gone. Precisely, X's links with identifiers that a customer has once (limit 1: user id, member) are taken
// by time. One of them, N, contradicts another of the same kind, M, of the present era. It begins a new era at its
// first time t, when
//
//     nothing of the present era was seen with X at t or later, and for every such M
//     M was not seen with X for `recycled_after` before t, or M got another identifier of X's kind between the last
//     time that it was seen with X, and t
//
//     M ──x────x───x                              x: seen with X
//     N                      x──x───x             t is N's first
//         era 0 ────────────│ era 1 ──────▶
//
// What is seen with X belongs to the era of its time. Decisions "always" leave X in one era.
#pragma once

#include <span>
#include <vector>

#include "identity/decided.h"
#include "identity/standing.h"

namespace cairn::identity {

using ThingId = std::uint32_t;
inline constexpr std::int64_t since_ever = no_time;

struct Thing {
  NodeId node;  ///< its strongest name
  const Kind* kind;
  std::uint32_t kind_number;
  Standing standing;
  std::uint32_t first_era;  ///< in Setting::eras
  std::uint32_t eras;
};

/// A link is decided by the stage of its roles, then by its rank.
enum class Stage : std::uint8_t { persons, devices, papers, carrying, owning };

struct Edge {
  LinkId link;
  ThingId a, b;  ///< `nothing`: shared by many, and not among what is resolved
  std::int64_t time;
  int priority;  ///< of the weaker kind
  Stage stage;
};

class Setting {
 public:
  Setting(const Links& links, const Standings& standings, const Rules& rules, const Decided& decided,
          std::span<const NodeId> nodes, std::vector<std::uint32_t>& position);

  std::vector<Thing> things;
  std::vector<std::int64_t> eras;  ///< when each begins; the first of a thing is since_ever
  std::vector<ThingId> thing_of;   ///< of each of the nodes
  std::vector<Edge> edges;         ///< in order
  /// Number of the era (in `eras`) of a thing at a time.
  std::uint32_t era_at(ThingId thing, std::int64_t time) const;

 private:
  void find_things();
  void find_edges();
  void find_eras();
  bool comes_before(const Edge& a, const Edge& b) const;
  ThingId thing_at(NodeId node) const { return position_[node] == nothing ? nothing : thing_of[position_[node]]; }

  const Links& links_;
  const Standings& standings_;
  const Rules& rules_;
  const Decided& decided_;
  std::span<const NodeId> nodes_;
  const std::vector<std::uint32_t>& position_;  ///< of each node of the graph among `nodes_`, or nothing
};

}  // namespace cairn::identity
