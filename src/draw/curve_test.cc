#include "draw/curve.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.h"

using namespace cairn;
using namespace cairn::draw;

TEST_CASE("slopes by hand") {
  // Secants 1, 1: harmonic mean 1. Then 2, 4 with equal widths: (3+3)/(3/2+3/4) = 8/3. A peak is level.
  auto straight = monotone_slopes({{0, 0}, {1, 1}, {2, 2}});
  CHECK(straight[1] == doctest::Approx(1));
  auto steeper = monotone_slopes({{0, 0}, {1, 2}, {2, 6}});
  CHECK(steeper[0] == doctest::Approx(2));
  CHECK(steeper[1] == doctest::Approx(8.0 / 3));
  CHECK(monotone_slopes({{0, 0}, {1, 1}, {2, 0}})[1] == 0);
  CHECK(monotone_slopes({{3, 4}}).size() == 1);
}

TEST_CASE("nothing between two points lies beyond them") {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Point> points;
    double x = 0;
    for (int i = 0; i < 8; ++i) points.push_back({x += 0.1 + random.uniform(), 4 * random.uniform()});
    auto slopes = monotone_slopes(points);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      Path path;
      curve_to(path, points[i], slopes[i], points[i + 1], slopes[i + 1]);
      const auto& step = path.steps.back();
      auto [low, high] = std::minmax(points[i].y, points[i + 1].y);
      for (double t = 0; t <= 1; t += 0.01) {
        double u = 1 - t;
        double y =
            u * u * u * points[i].y + 3 * u * u * t * step.a.y + 3 * u * t * t * step.b.y + t * t * t * step.to.y;
        REQUIRE(y > low - 1e-9);
        REQUIRE(y < high + 1e-9);
      }
    }
  }
}
