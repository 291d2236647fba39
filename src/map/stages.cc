#include "map/stages.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace cairn::map {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
/// How much it costs a known name to stand a stage away from the path, where a stage away from its meaning costs 1.
constexpr double pull_of_path = 0.22;

double distance(std::size_t a, std::size_t b) { return std::abs(static_cast<double>(a) - static_cast<double>(b)); }

/// The cheapest stages that never go back; a dynamic programme over place × stage.
std::vector<std::size_t> path_of(const std::vector<std::size_t>& order, const std::vector<Placed>& placed,
                                 std::size_t stages) {
  std::vector<std::vector<double>> cost(order.size(), std::vector<double>(stages, infinite));
  std::vector<std::vector<std::size_t>> from(order.size(), std::vector<std::size_t>(stages, 0));
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Placed& one = placed[order[i]];
    double best = i == 0 ? 0 : infinite;
    std::size_t best_stage = 0;
    for (std::size_t s = 0; s < stages; ++s) {
      if (i > 0 && cost[i - 1][s] < best) best = cost[i - 1][s], best_stage = s;
      cost[i][s] = best + (one.known ? one.weight * one.costs[s] : 0);
      from[i][s] = best_stage;
    }
  }
  std::vector<std::size_t> path(order.size());
  std::size_t stage =
      static_cast<std::size_t>(std::min_element(cost.back().begin(), cost.back().end()) - cost.back().begin());
  for (std::size_t i = order.size(); i-- > 0;) {
    path[i] = stage;
    stage = from[i][stage];
  }
  return path;
}

/// The stage with the least sum of distances to the steps around, and to the path.
std::size_t stage_among_neighbours(std::size_t item, std::size_t on_path, const std::vector<std::size_t>& stage,
                                   const Counts& steps, std::size_t stages) {
  std::vector<double> cost(stages, 0);
  double all = 0;
  for (std::size_t other = 0; other < steps.n; ++other) {
    if (other == item) continue;
    auto flow = static_cast<double>(steps.at(item, other) + steps.at(other, item));
    all += flow;
    for (std::size_t s = 0; s < stages; ++s) cost[s] += flow * distance(s, stage[other]);
  }
  for (std::size_t s = 0; s < stages; ++s) cost[s] += 0.5 * all * distance(s, on_path) + 1e-9 * distance(s, on_path);
  return static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin());
}

}  // namespace

std::vector<std::size_t> stages_by_meaning(const std::vector<std::size_t>& order, const std::vector<Placed>& placed,
                                           const Counts& steps, std::size_t stages) {
  CAIRN_CHECK(stages > 0 && stages <= max_stages && order.size() == placed.size() && order.size() == steps.n);
  std::vector<std::size_t> stage(order.size(), 0);
  if (order.empty()) return stage;
  auto path = path_of(order, placed, stages);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Placed& one = placed[order[i]];
    stage[order[i]] = path[i];
    double best = infinite;
    for (std::size_t s = 0; s < stages && one.known; ++s) {
      double cost = one.costs[s] + pull_of_path * distance(s, path[i]);
      if (cost < best) best = cost, stage[order[i]] = s;
    }
  }
  for (std::size_t i = 0; i < order.size(); ++i)
    if (!placed[order[i]].known) stage[order[i]] = stage_among_neighbours(order[i], path[i], stage, steps, stages);
  return stage;
}

std::vector<std::size_t> stages_by_order(const std::vector<std::size_t>& order, const Counts& steps) {
  std::size_t n = order.size();
  std::vector<std::size_t> stage(n, 0);
  if (n < 2) return stage;
  auto parts =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(n)) + 0.5)), 2, 5);
  parts = std::min(parts, n);
  std::size_t longest = (2 * n + parts - 1) / parts;
  // cut[i]: steps between neighbours across the border before place i, as a share of those that touch it.
  std::vector<double> cut(n + 1, 0);
  for (std::size_t i = 1; i < n; ++i) {
    double across = 0, around = 1;
    for (std::size_t a = 0; a < i; ++a)
      for (std::size_t b = i; b < n; ++b)
        across += static_cast<double>(steps.at(order[a], order[b]) + steps.at(order[b], order[a]));
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b : {order[i - 1], order[i]})
        around += static_cast<double>(steps.at(order[a], b) + steps.at(b, order[a]));
    cut[i] = across / around;
  }
  // cost[k][i]: the first i places in k parts.
  std::vector<std::vector<double>> cost(parts + 1, std::vector<double>(n + 1, infinite));
  std::vector<std::vector<std::size_t>> from(parts + 1, std::vector<std::size_t>(n + 1, 0));
  cost[0][0] = 0;
  for (std::size_t k = 1; k <= parts; ++k) {
    for (std::size_t i = 1; i <= n; ++i) {
      for (std::size_t j = i > longest ? i - longest : 0; j < i; ++j) {
        double candidate = cost[k - 1][j] + (j > 0 ? cut[j] : 0);
        if (candidate < cost[k][i]) cost[k][i] = candidate, from[k][i] = j;
      }
    }
  }
  for (std::size_t k = parts, end = n; k > 0; --k) {
    std::size_t begin = from[k][end];
    for (std::size_t i = begin; i < end; ++i) stage[order[i]] = k - 1;
    end = begin;
  }
  return stage;
}

}  // namespace cairn::map
