// Who is who, kept up to date: all that was seen together, in memory, and the customers that follow from it.
//
//   observations ─▶ Links ────▶ Standings ────▶ raw components ─▶ Solver ─▶ whose each identifier is, and when
//                   folded      nobody,         what hangs        resolve.h
//                   (links.h)   shared          together
//
//        phone ── user ── cookie ── till ── cookie ── user      A till links nothing: two components, of which only
//        ╰─────── one ────────╯     ┊      ╰─── two ────╯       the touched one is computed again
//                                   ╰ shared
//
// Nothing is ever undone: a component whose links, rules or decisions changed is computed again from what was seen. So
// a merge, its undo, a late link and the preview of a rule are one operation, and the order of arrival cannot matter.
// Removal needs no care either: raw components are not stored but found by walking from what changed.
//
// One thread at a time, also for const functions: they share a scratchpad.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "identity/resolve.h"
#include "identity/solver.h"
#include "identity/view.h"

namespace cairn::identity {

/// An identifier whose customer or intervals changed. Before it was ever seen it was its own customer.
struct Change {
  Identifier identifier;
  std::vector<Span> before, after;
};

/// What other rules would do.
struct Preview {
  struct Example {
    std::vector<CustomerName> before, after;
  };
  std::size_t customers_before = 0, customers_after = 0;
  std::size_t merged = 0;               ///< customers after, of identifiers of several customers before
  std::size_t split = 0;                ///< customers before, whose identifiers are of several customers after
  std::vector<Example> merges, splits;  ///< some, by name
};

class Graph {
 public:
  explicit Graph(Rules rules = {}, Decisions decisions = {});
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  void add(std::span<const Observation> observations);
  void set_decisions(Decisions decisions);
  void set_rules(Rules rules);
  /// Computes every touched component once; what changed since the last call, in no certain order. Components of more
  /// than `most` identifiers are left as they were, for a later call that takes everything: one that somebody blows up
  /// by an attack then costs those who wait for the others nothing.
  std::vector<Change> take_changes(std::size_t most = everything);
  /// True while components wait for take_changes().
  bool has_touched() const { return !touched_.empty() || !waiting_.empty(); }
  static constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

  // As of the last take_changes(); what is touched since may be there in part. An identifier is canonical; one that was
  // never seen is its own customer.
  CustomerName customer_of(const Identifier& identifier, Time time) const;
  std::vector<Span> spans_of(const Identifier& identifier) const;
  /// nullopt: nobody has this name (any more); customer_of() of its identifier tells who has it.
  std::optional<Customer> customer(const CustomerName& name) const;
  std::vector<SharedIdentifier> shared() const { return view().shared(); }
  Preview preview(const Rules& rules, std::size_t examples = 10) const;
  /// Everything, for tests: equal to resolve() of all that was added.
  Resolution resolution() const;

  const Rules& rules() const { return rules_; }
  const Decisions& decisions() const { return decisions_; }
  std::size_t identifiers() const { return links_.nodes(); }
  std::size_t links() const { return links_.links(); }
  /// Of memory, without what hash tables of decisions and intervals take.
  std::size_t bytes() const;

 private:
  View view() const { return {links_, *standings_, rules_, decided_}; }
  void touch(NodeId node);
  void touch_neighbours(NodeId node);
  void count_again();
  bool walk(const Standings& standings, NodeId from, std::vector<NodeId>& component,
            std::size_t most = everything) const;
  void begin_walks() const;
  void store(NodeId node, std::span<const Piece> pieces, std::vector<Change>& changes);
  std::span<const Piece> pieces_of(NodeId node, Piece& own) const;
  void prepare();

  Rules rules_;
  Decisions decisions_;
  Links links_;
  Decided decided_;
  std::unique_ptr<Standings> standings_;
  std::unique_ptr<Solver> solver_;
  std::vector<NodeId> owner_;  ///< of each node: its customer's best node; `nothing`: see intervals_
  std::unordered_map<NodeId, std::vector<Piece>> intervals_;
  std::vector<NodeId> touched_, waiting_;  ///< waiting: of components that were left as too big
  std::vector<bool> is_touched_;
  std::vector<bool> is_big_;                   ///< of each node: it was met in a component that was left as too big
  mutable std::vector<std::uint32_t> walked_;  ///< of each node: the last walk that met it
  mutable std::uint32_t walk_ = 0;
};

}  // namespace cairn::identity
