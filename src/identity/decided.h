// Decisions about identifiers, as numbers of nodes.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "identity/links.h"
#include "identity/rules.h"

namespace cairn::identity {

struct DecidedPair {
  NodeId a, b;
  bool always;
};

class Decided {
 public:
  Decided() = default;
  /// Makes nodes of identifiers that were never seen; they stay, as customers of their own. Sorted, so that the order
  /// of decisions decides nothing.
  Decided(const Decisions& decisions, Links& links);

  std::size_t size() const { return pairs_.size(); }
  const DecidedPair& operator[](std::uint32_t pair) const { return pairs_[pair]; }
  /// As it was given, a before b.
  const Decision& said(std::uint32_t pair) const { return said_[pair]; }
  /// Numbers of the pairs that name a node, ascending.
  std::span<const std::uint32_t> of(NodeId node) const {
    auto found = of_.find(node);
    return found == of_.end() ? std::span<const std::uint32_t>() : found->second;
  }

 private:
  Decisions said_;
  std::vector<DecidedPair> pairs_;
  std::unordered_map<NodeId, std::vector<std::uint32_t>> of_;
};

}  // namespace cairn::identity
