// Numbers of the solver made words again.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "identity/resolve.h"
#include "identity/solver.h"

namespace cairn::identity {

struct View {
  const Links& links;
  const Standings& standings;
  const Rules& rules;
  const Decided& decided;

  CustomerName name(const Best& best) const { return {links.identifier(best.node), best.since}; }
  std::vector<Span> spans(std::span<const Piece> pieces) const;
  /// All customers of what was solved, or only one; by name.
  std::vector<Customer> customers(std::span<const NodeId> nodes, const Solved& solved, const Best* only) const;
  /// What is shared, by identifier.
  std::vector<SharedIdentifier> shared() const;

 private:
  Evidence evidence(const Verdict& verdict) const;
  std::string why(const Verdict& verdict) const;
};

}  // namespace cairn::identity
