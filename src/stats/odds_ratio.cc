#include "stats/odds_ratio.h"

#include <cmath>

namespace cairn::stats {

OddsRatio odds_ratio(std::uint64_t yes_with, std::uint64_t no_with, std::uint64_t yes_without,
                     std::uint64_t no_without) {
  auto cell = [](std::uint64_t number) { return static_cast<double>(number + 1); };
  double a = cell(yes_with), b = cell(no_with), c = cell(yes_without), d = cell(no_without);
  double ratio = a * d / (b * c), spread = 1.96 * std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return {ratio, ratio * std::exp(-spread), ratio * std::exp(spread)};
}

}  // namespace cairn::stats
