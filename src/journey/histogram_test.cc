#include "journey/histogram.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.h"

namespace cairn::journey {

TEST_CASE("few values give exact quantiles, between ranks as in DuckDB's quantile_cont") {
  Histogram histogram;
  CHECK(histogram.quantile(0.5) == 0);
  for (auto value : {10, 20}) histogram.add(static_cast<std::uint64_t>(value));
  CHECK(histogram.quantile(0.5) == 15);
  CHECK(histogram.quantile(0.95) == doctest::Approx(19.5));
  histogram.add(1000);
  CHECK(histogram.quantile(0.5) == 20);
  CHECK(histogram.min() == 10);
  CHECK(histogram.max() == 1000);
  CHECK(histogram.sum() == 1030);
}

TEST_CASE("many values are within 1 %, whatever their scale") {
  Random random(7);
  for (double median : {30.0, 5e3, 8e6, 3e9, 4e12}) {
    Histogram histogram;
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 20001; ++i) {
      values.push_back(static_cast<std::uint64_t>(random.lognormal(median, 1.5)));
      histogram.add(values.back());
    }
    std::sort(values.begin(), values.end());
    for (double q : {0.0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0}) {
      auto exact = static_cast<double>(values[static_cast<std::size_t>(q * 20000)]);
      CHECK(histogram.quantile(q) == doctest::Approx(exact).epsilon(0.01));
    }
    CHECK(histogram.min() == values.front());
    CHECK(histogram.max() == values.back());
  }
}

TEST_CASE("a bucket's middle is in the bucket") {
  for (std::uint64_t value = 0; value < std::uint64_t{1} << 43; value = value * 9 / 8 + 1) {
    double middle = Histogram::middle_of(Histogram::bucket_of(value));
    CHECK(middle == doctest::Approx(static_cast<double>(value)).epsilon(1.0 / 127));
    CHECK(Histogram::bucket_of(static_cast<std::uint64_t>(middle)) == Histogram::bucket_of(value));
  }
}

TEST_CASE("how values are spread over partials changes nothing") {
  Random random(3);
  for (int size : {1, 5, 511, 512, 513, 600, 1024, 5000}) {
    Histogram whole, merged;
    std::vector<Histogram> parts(1 + random.below(5));
    for (int i = 0; i < size; ++i) {
      auto value = static_cast<std::uint64_t>(random.exponential(1e6));
      whole.add(value);
      parts[random.below(parts.size())].add(value);
    }
    for (const auto& part : parts) merged.merge(part);
    CHECK(merged.n() == whole.n());
    CHECK(merged.sum() == whole.sum());
    CHECK(merged.min() == whole.min());
    CHECK(merged.max() == whole.max());
    CHECK(merged.quantiles({0.5, 0.75, 0.95, 0.99}) == whole.quantiles({0.5, 0.75, 0.95, 0.99}));
  }
}

}  // namespace cairn::journey
