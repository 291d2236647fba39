#include "journey/path_fold.h"

#include <algorithm>
#include <numeric>

namespace cairn::journey {

Fold Fold::of(const Asked& asked, const Nodes& nodes, const std::vector<std::uint64_t>& cases, std::size_t limit) {
  Fold fold;
  const auto& names = asked.plan.symbols();
  for (std::size_t first = 0; first < cases.size(); first += nodes.items) {
    std::vector<std::uint32_t> order(nodes.items);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      auto at_a = cases[first + a], at_b = cases[first + b];
      return at_a != at_b ? at_a > at_b : names[a] < names[b];
    });
    while (!order.empty() && cases[first + order.back()] == 0) order.pop_back();
    auto& shown = fold.shown_.emplace_back(nodes.items);
    std::iota(shown.begin(), shown.end(), 0U);
    for (std::size_t i = limit; i < order.size(); ++i) shown[order[i]] = nodes.other;
    fold.folded_.push_back(order.size() - std::min(order.size(), limit));
  }
  return fold;
}

}  // namespace cairn::journey
