#include "stats/share_difference.h"

#include <algorithm>
#include <cmath>

namespace cairn::stats {
namespace {

struct Score {
  double share, low, high;
};

/// Wilson's score interval of one share.
Score wilson(std::uint64_t part, std::uint64_t whole) {
  constexpr double z = 1.959963984540054;  // of 95 %, two-sided
  double n = static_cast<double>(whole), p = static_cast<double>(part) / n;
  double middle = p + z * z / (2 * n), half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  double scale = 1 + z * z / n;
  return {p, std::max(0.0, (middle - half) / scale), std::min(1.0, (middle + half) / scale)};
}

}  // namespace

Difference difference_of_shares(std::uint64_t part_a, std::uint64_t whole_a, std::uint64_t part_b,
                                std::uint64_t whole_b) {
  Score a = wilson(part_a, whole_a), b = wilson(part_b, whole_b);
  double value = a.share - b.share;
  return {value, value - std::hypot(a.share - a.low, b.high - b.share),
          value + std::hypot(a.high - a.share, b.share - b.low)};
}

}  // namespace cairn::stats
