// A smooth line through points from left to right that never goes beyond them: between two points it stays between
// their heights (monotone cubic interpolation; slopes as in Fritsch, Butland, SIAM J. Sci. Stat. Comput. 5, 1984).
//
//   •        a natural spline would dip here      •───•      this one stays level
#pragma once

#include <vector>

#include "draw/picture.h"

namespace cairn::draw {

/// The slope at each point; x must rise from point to point.
std::vector<double> monotone_slopes(const std::vector<Point>& points);
/// Continues a path that stands at `from` to `to`.
void curve_to(Path& path, Point from, double slope_from, Point to, double slope_to);

}  // namespace cairn::draw
