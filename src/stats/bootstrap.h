// How sure a mean is, where answers come in clusters (a customer's several answers are no independent witnesses): the
// clusters are drawn again, with replacement, and the mean of each drawing taken (Efron, Tibshirani, An Introduction to
// the Bootstrap, 1993, ch. 6 and 13). The seed is fixed: the same clusters have the same interval, in whatever order
// they come.
#pragma once

#include <cstdint>
#include <vector>

namespace cairn::stats {

/// `count` clusters that are alike: the weighted sum of their answers, and the sum of the weights (above 0).
struct Clusters {
  double sum = 0, weight = 0;
  std::uint64_t count = 1;
};

struct MeanInterval {
  double mean = 0;
  double low = 0, high = 0;  ///< 2.5 % and 97.5 % of the drawings
  double error = 0;          ///< their standard deviation
};

/// Clusters beyond this many are not drawn: the normal interval of the ratio (linearised, between clusters) is the same
/// by then to a hundredth of its width.
inline constexpr std::uint64_t most_drawn = 4'000;
inline constexpr int drawings = 1'000;

/// The weighted mean of all answers; at least one cluster. A single cluster says nothing about others: its interval is
/// that of no information, NaN. Whoever needs many of them fast may have fewer clusters drawn.
MeanInterval bootstrap_mean(std::vector<Clusters> clusters, std::uint64_t drawn_at_most = most_drawn);

}  // namespace cairn::stats
