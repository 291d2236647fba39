#include "map/marker_starts.h"

#include <doctest/doctest.h>

#include <cmath>

#include "journey/journey_test_support.h"

namespace cairn::map {
namespace {

Time after_new_year(std::int64_t seconds) { return Time{(journey::new_year_ms + seconds * 1000) * 1000}; }

std::vector<MarkerFigure> measured(const journey::Index& index, const Json& document,
                                   const LeftOutOfMap& left_out = {}) {
  auto measure = read_starts_measure(document);
  REQUIRE(measure.ok());
  const std::vector<MarkerWindow> windows{{after_new_year(0), after_new_year(100)},
                                          {after_new_year(100), after_new_year(200)}};
  auto figures = measure_starts(index, *measure, windows, left_out);
  REQUIRE(figures.ok());
  return *figures;
}

}  // namespace

TEST_CASE("a start counts in its window, its end up to `within` later, and only where that time is over") {
  const auto index = journey::index_from(
      "ann: a@10 b@30 a@40; bob: a@95 b@120; cyd: a@110 b@150; dan: a@190 b@195; eve: b@20 a@50; fay: x@210");
  const Json conversion{{"what", "conversion"}, {"from", "event = a"}, {"to", "event = b"}, {"within", "30s"}};
  const auto shares = measured(index, conversion);
  // ann and bob end in time, eve's end came before her start; cyd's comes too late, dan's 30 s are not over at 210.
  CHECK(shares[0].part == 2);
  CHECK(shares[0].whole == 3);
  CHECK(shares[1].part == 0);
  CHECK(shares[1].whole == 1);
  Json duration = conversion;
  duration["what"] = "duration";
  CHECK(measured(index, duration)[0].value == 22.5);
  // What is known ends earlier: bob's 30 s are not over at 122 either.
  LeftOutOfMap known;
  known.from = after_new_year(122);
  CHECK(measured(index, conversion, known)[0].whole == 2);
}

TEST_CASE("amounts are those of the starts that the change is about, in the currency of most") {
  const auto index = journey::index_from(
      "ann: a@10{amount=10,currency=CNY,channel=web}; bob: a@20{amount=30,currency=CNY,channel=web}; "
      "cyd: a@30{amount=500,currency=HKD,channel=web}; dan: a@40{amount=90,currency=CNY,channel=app}; eve: x@300");
  const auto means = measured(index, {{"what", "amount"}, {"from", "event = a"}, {"where", "channel = web"}});
  CHECK(means[0].value == 20);
  CHECK(means[0].whole == 2);
  CHECK(means[0].currency == "CNY");
  CHECK(means[1].whole == 0);
}

TEST_CASE("a median has the interval of its order statistics") {
  // Conover, Practical Nonparametric Statistics, 3.2: ranks n/2 ± 1.96 √n / 2, here 40.2 and 59.8, rounded outwards
  // to the 40th value and the one after the 60th.
  std::vector<double> values;
  for (int i = 100; i >= 1; --i) values.push_back(i);
  const auto figure = median_figure(values);
  CHECK(figure.value == doctest::Approx(50.5));
  CHECK(figure.low == 40);
  CHECK(figure.high == 61);
  CHECK(figure.whole == 100);
  CHECK(median_figure({3, 1, 2}).value == 2);
  CHECK_FALSE(std::isfinite(median_figure({3, 1, 2}).low));
  CHECK_FALSE(std::isfinite(median_figure({}).value));
}

TEST_CASE("a mean has the normal interval") {
  // 1, 2, 3, 4: mean 2.5, standard deviation 1.29099; 1.95996 * 1.29099 / 2 = 1.26515.
  const auto figure = mean_figure(4, 10, 30);
  CHECK(figure.value == 2.5);
  CHECK(figure.low == doctest::Approx(2.5 - 1.26515).epsilon(1e-5));
  CHECK(figure.high == doctest::Approx(2.5 + 1.26515).epsilon(1e-5));
  CHECK_FALSE(std::isfinite(mean_figure(1, 10, 100).low));
}

TEST_CASE("a measure of starts is read, or refused with its place") {
  auto good =
      read_starts_measure({{"what", "conversion"}, {"from", "event = a"}, {"to", "event = b"}, {"within", "2d"}});
  REQUIRE(good.ok());
  CHECK(good->within.ms == 2 * 86'400'000LL);
  CHECK(read_starts_measure({{"what", "amount"}, {"from", "event = a"}}).ok());
  CHECK(read_starts_measure({{"what", "duration"}, {"from", "event = a"}}).error().where == "measure.to");
  CHECK(read_starts_measure({{"what", "score"}, {"from", "event = a"}}).error().where == "measure.what");
  CHECK(read_starts_measure({{"what", "amount"}, {"from", "event ="}}).error().where.starts_with("measure.from"));
  CHECK_FALSE(is_starts_measure({{"what", "conversion"}, {"element", "st_buy"}}));
}

}  // namespace cairn::map
