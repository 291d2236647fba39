#include <doctest/doctest.h>

#include <cmath>

#include "stats/odds_ratio.h"
#include "stats/share_difference.h"

namespace cairn::stats {

TEST_CASE("the interval of a difference is Newcombe's") {
  // Newcombe 1998, table II, (a) 56/70 - 48/80: 0.2, from 0.0524 to 0.3339; (h) 10/10 - 0/10: 1, from 0.6075 to 1.
  auto a = difference_of_shares(56, 70, 48, 80);
  CHECK(a.value == doctest::Approx(0.2));
  CHECK(a.low == doctest::Approx(0.0524).epsilon(0.001));
  CHECK(a.high == doctest::Approx(0.3339).epsilon(0.001));
  auto h = difference_of_shares(10, 10, 0, 10);
  CHECK(h.low == doctest::Approx(0.6075).epsilon(0.001));
  CHECK(h.high == doctest::Approx(1.0));
}

TEST_CASE("an odds ratio with its prior, by hand") {
  // (9+1)·(19+1) / ((4+1)·(9+1)) = 4; its logarithm's error: sqrt(1/10 + 1/5 + 1/10 + 1/20).
  auto odds = odds_ratio(9, 4, 9, 19);
  CHECK(odds.ratio == doctest::Approx(4));
  CHECK(odds.high / odds.ratio == doctest::Approx(std::exp(1.96 * std::sqrt(0.45))));
  CHECK(odds.low * odds.high == doctest::Approx(16));
  CHECK(odds_ratio(0, 0, 0, 0).ratio == doctest::Approx(1));
}

}  // namespace cairn::stats
