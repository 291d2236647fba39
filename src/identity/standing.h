// What may link at all: identifiers that mean nobody and those that many share link nothing. Follows from the links
// and the rules; what is counted of an identifier are its own links, and for cards the other people on its receipts.
//
// Also here: which identifiers are one thing under two names (a phone and its declared hash), because that, too,
// follows from the rules and not from what was seen.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "identity/links.h"
#include "identity/rules.h"

namespace cairn::identity {

enum class Standing : std::uint8_t { links, nobody, shared };

/// Why something counts as shared. People: the most identifiers of one kind.
struct SharedCount {
  std::uint32_t people = 0;        ///< seen with it directly
  std::uint32_t people_a_day = 0;  ///< of a device: on the day with the most
  std::uint32_t others = 0;        ///< of a card: other people on its receipts, at most one a receipt
  std::uint32_t receipts_a_day = 0;
  bool declared = false;
  bool operator==(const SharedCount&) const = default;
};

class Standings {
 public:
  /// Both must live as long as this. Knows no node until catch_up().
  Standings(const Links& links, const Rules& rules) : links_(&links), rules_(&rules) {}

  /// Takes in nodes that came since. `met(node)` is called for nodes that became one thing with a new one.
  template <class Met>
  void catch_up(Met met) {
    while (known_.size() < links_->nodes())
      if (auto other = take_in(static_cast<NodeId>(known_.size()))) met(*other);
  }
  /// Takes in and counts everything there is.
  void count_all();
  /// Counts a node anew; true when it became shared, or is no more. Receipts must be counted before cards.
  bool recount(NodeId node);
  /// True for kinds that recount() can find shared.
  bool may_be_shared(NodeId node) const { return kind(node).card || kind(node).role != Role::identifies; }

  Standing of(NodeId node) const { return known_[node].standing; }
  /// Of the thing under all its names: one shared name is enough.
  Standing of_thing(NodeId node) const {
    for (auto each = next_name(node); each != node; each = next_name(each))
      if (of(each) != Standing::links) return of(each);
    return of(node);
  }
  const Kind& kind(NodeId node) const { return kinds_[(*links_)[node].kind]; }
  SharedCount count(NodeId node) const;
  /// Kinds by strength and name: what is told of several must not depend on the numbers of kinds.
  std::uint32_t rank_of(std::uint32_t kind) const { return ranks_[kind]; }
  std::uint32_t kind_of_rank(std::uint32_t rank) const { return by_rank_[rank]; }
  /// The next name of the same thing; its own where it has one name. Names form a ring.
  NodeId next_name(NodeId node) const { return known_[node].next_name; }
  std::size_t bytes() const { return known_.capacity() * sizeof(Known); }

 private:
  struct Known {
    NodeId next_name;
    Standing standing;
    bool for_good = false;  ///< more links cannot change it
  };
  void take_in_kinds();
  std::optional<NodeId> take_in(NodeId node);
  std::optional<NodeId> other_name(NodeId node);
  bool is_person(NodeId node) const { return kind(node).role == Role::identifies && of(node) != Standing::nobody; }
  bool exceeds(const Kind& kind, const SharedCount& count) const;
  SharedCount count_people(NodeId node) const;
  SharedCount count_card(NodeId node) const;

  const Links* links_;
  const Rules* rules_;
  std::vector<Kind> kinds_;  ///< by the links' numbers of kinds
  std::vector<std::uint32_t> by_rank_, ranks_;
  std::vector<Known> known_;
  std::unordered_map<std::uint64_t, NodeId> plain_of_;  ///< hash of a declared hash → the plain node
};

}  // namespace cairn::identity
