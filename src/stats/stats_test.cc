#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/bootstrap.h"
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

TEST_CASE("the bootstrap of a mean, against Efron and Tibshirani's mice") {
  // An Introduction to the Bootstrap, table 2.1: seven treated mice, mean 86.86; the standard error of the mean
  // is 23.36 for endlessly many drawings (theirs of 1,000: 23.02).
  std::vector<Clusters> mice;
  for (double days : {94, 197, 16, 38, 99, 141, 23}) mice.push_back({days, 1, 1});
  auto found = bootstrap_mean(mice);
  CHECK(found.mean == doctest::Approx(86.857).epsilon(0.0001));
  CHECK(found.error == doctest::Approx(23.36).epsilon(0.06));
  CHECK(found.low > 16);
  CHECK(found.high < 197);
  std::reverse(mice.begin(), mice.end());
  CHECK(bootstrap_mean(mice).low == found.low);  // whatever their order
}

TEST_CASE("what a customer says ten times is one witness") {
  auto apart = bootstrap_mean({{1, 1, 50}, {-1, 1, 50}}), together = bootstrap_mean({{10, 10, 5}, {-10, 10, 5}});
  CHECK(apart.mean == 0);
  CHECK(together.mean == 0);
  CHECK(apart.error == doctest::Approx(0.1).epsilon(0.1));                // sqrt(1 / 100)
  CHECK(together.error == doctest::Approx(std::sqrt(0.1)).epsilon(0.1));  // sqrt(1 / 10)
  CHECK(std::isnan(bootstrap_mean({{3, 4, 1}}).low));
}

TEST_CASE("beyond what is drawn the linearised interval takes over, without a seam") {
  auto drawn = bootstrap_mean({{2, 1, 1500}, {-3, 2, 2500}}), reckoned = bootstrap_mean({{2, 1, 1501}, {-3, 2, 2500}});
  CHECK(drawn.mean == doctest::Approx(-4500.0 / 6500));
  CHECK(reckoned.error == doctest::Approx(drawn.error).epsilon(0.08));
  CHECK(reckoned.low == doctest::Approx(drawn.low).epsilon(0.02));
}

}  // namespace cairn::stats
