#include "stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/random.h"

namespace cairn::stats {
namespace {

/// Between the two neighbours by rank.
double quantile(const std::vector<double>& sorted, double q) {
  double at = q * static_cast<double>(sorted.size() - 1);
  auto below = static_cast<std::size_t>(at);
  auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void draw(const std::vector<Clusters>& clusters, std::uint64_t size, MeanInterval& found) {
  std::vector<const Clusters*> each;
  for (const auto& alike : clusters) each.insert(each.end(), alike.count, &alike);
  Random random(size);
  std::vector<double> means;
  double all = 0, squares = 0;
  for (int d = 0; d < drawings; ++d) {
    double sum = 0, weight = 0;
    for (std::uint64_t i = 0; i < size; ++i) {
      const Clusters& one = *each[random.below(size)];
      sum += one.sum;
      weight += one.weight;
    }
    means.push_back(sum / weight);
    all += means.back();
  }
  for (double mean : means) squares += (mean - all / drawings) * (mean - all / drawings);
  found.error = std::sqrt(squares / (drawings - 1));
  std::sort(means.begin(), means.end());
  found.low = quantile(means, 0.025);
  found.high = quantile(means, 0.975);
}

void linearise(const std::vector<Clusters>& clusters, double weight, MeanInterval& found) {
  double squares = 0;
  for (const auto& alike : clusters) {
    double rest = alike.sum - found.mean * alike.weight;
    squares += static_cast<double>(alike.count) * rest * rest;
  }
  found.error = std::sqrt(squares) / weight;
  found.low = found.mean - 1.959963984540054 * found.error;
  found.high = found.mean + 1.959963984540054 * found.error;
}

}  // namespace

MeanInterval bootstrap_mean(std::vector<Clusters> clusters, std::uint64_t drawn_at_most) {
  std::sort(clusters.begin(), clusters.end(), [](const Clusters& a, const Clusters& b) {
    return std::tie(a.sum, a.weight, a.count) < std::tie(b.sum, b.weight, b.count);
  });
  double sum = 0, weight = 0;
  std::uint64_t size = 0;
  for (const auto& alike : clusters) {
    sum += alike.sum * static_cast<double>(alike.count);
    weight += alike.weight * static_cast<double>(alike.count);
    size += alike.count;
  }
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  MeanInterval found{sum / weight, unknown, unknown, unknown};
  if (size > drawn_at_most)
    linearise(clusters, weight, found);
  else if (size > 1)
    draw(clusters, size, found);
  return found;
}

}  // namespace cairn::stats
