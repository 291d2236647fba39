#include "draw/curve.h"

#include "base/check.h"

namespace cairn::draw {

std::vector<double> monotone_slopes(const std::vector<Point>& points) {
  std::vector<double> slopes(points.size());
  if (points.size() < 2) return slopes;
  auto width = [&](std::size_t i) { return points[i + 1].x - points[i].x; };
  auto secant = [&](std::size_t i) { return (points[i + 1].y - points[i].y) / width(i); };
  for (std::size_t i = 0; i + 1 < points.size(); ++i) CAIRN_CHECK(width(i) > 0);
  slopes.front() = secant(0);
  slopes.back() = secant(points.size() - 2);
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    double before = secant(i - 1), after = secant(i);
    if (before * after <= 0) continue;  // a peak, a hollow or a shelf is level
    double a = 2 * width(i) + width(i - 1), b = width(i) + 2 * width(i - 1);
    slopes[i] = (a + b) / (a / before + b / after);
  }
  return slopes;
}

void curve_to(Path& path, Point from, double slope_from, Point to, double slope_to) {
  double third = (to.x - from.x) / 3;
  path.curve({from.x + third, from.y + slope_from * third}, {to.x - third, to.y - slope_to * third}, to);
}

}  // namespace cairn::draw
