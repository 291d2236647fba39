#include "identity/resolve.h"

#include <numeric>

#include "identity/view.h"

namespace cairn::identity {

Resolution resolve(std::span<const Observation> observations, const Decisions& decisions, const Rules& rules) {
  Links links;
  for (const auto& each : observations) links.add(each);
  Decided decided(decisions, links);
  Standings standings(links, rules);
  standings.count_all();
  std::vector<NodeId> nodes(links.nodes());
  std::iota(nodes.begin(), nodes.end(), 0);
  auto solved = Solver(links, standings, rules, decided).solve(nodes);

  View view{links, standings, rules, decided};
  Resolution found;
  for (auto node : nodes) found.identifiers[links.identifier(node)] = view.spans(solved.of(node));
  found.customers = view.customers(nodes, solved, nullptr);
  found.shared = view.shared();
  return found;
}

}  // namespace cairn::identity
