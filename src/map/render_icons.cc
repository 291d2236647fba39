#include "map/render_icons.h"

#include <cmath>
#include <numbers>

namespace cairn::map {

using draw::Fill;
using draw::Ink;
using draw::Path;
using draw::Picture;
using draw::Point;
using draw::Rect;
using draw::Stroke;

Icon icon_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::offline:
      return Icon::offline;
    case Glyph::wechat:
      return Icon::wechat;
    case Glyph::external:
      return Icon::external;
    case Glyph::unknown:
      return Icon::unknown;
    case Glyph::online:
      break;
  }
  return Icon::online;
}

namespace {

/// Coordinates of a 12 × 12 grid, placed and scaled.
struct Grid {
  double x, y, unit;
  Point at(double gx, double gy) const { return {x + gx * unit, y + gy * unit}; }
};

Path stroked(Ink ink, double width) {
  Path path;
  path.stroke = Stroke{ink, width};
  return path;
}

Path polygon(const Grid& grid, std::initializer_list<Point> corners, Ink fill, Ink stroke, double width) {
  Path path;
  bool first = true;
  for (Point corner : corners) {
    first ? path.move(grid.at(corner.x, corner.y)) : path.line(grid.at(corner.x, corner.y));
    first = false;
  }
  path.close();
  path.fill.ink = fill;
  path.stroke = Stroke{stroke, width};
  return path;
}

/// Part of a circle, as cubics of at most a quarter each; angles in degrees, clockwise from the right.
void arc(Path& path, const Grid& grid, Point centre, double radius, double from, double to) {
  auto point = [&](double degrees) {
    double angle = degrees * std::numbers::pi / 180;
    return Point{centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
  };
  int pieces = static_cast<int>(std::ceil(std::abs(to - from) / 90));
  Point start = point(from);
  path.move(grid.at(start.x, start.y));
  for (int i = 0; i < pieces; ++i) {
    double a = from + (to - from) * i / pieces, b = from + (to - from) * (i + 1) / pieces;
    double pull = 4.0 / 3.0 * std::tan((b - a) * std::numbers::pi / 180 / 4) * radius;
    Point p = point(a), q = point(b);
    double ra = a * std::numbers::pi / 180, rb = b * std::numbers::pi / 180;
    path.curve(grid.at(p.x - pull * std::sin(ra), p.y + pull * std::cos(ra)),
               grid.at(q.x + pull * std::sin(rb), q.y - pull * std::cos(rb)), grid.at(q.x, q.y));
  }
}

}  // namespace

void draw_icon(Picture& picture, Icon icon, double x, double y, double size, Ink ink) {
  Grid grid{x, y, size / 12};
  double line = 1.3 * grid.unit;
  auto box = [&](double gx, double gy, double w, double h, double radius, Ink fill, Ink stroke) {
    Point corner = grid.at(gx, gy);
    picture.add(
        Rect{corner.x, corner.y, w * grid.unit, h * grid.unit, radius * grid.unit, Fill{fill}, Stroke{stroke, line}});
  };
  switch (icon) {
    case Icon::offline:  // a square, half of it filled: a place with a door
      box(1, 1, 10, 10, 0, Ink::paper, ink);
      box(1, 1, 5, 10, 0, ink, ink);
      break;
    case Icon::online:  // a rounded screen
      box(1, 1.5, 10, 9, 2.5, Ink::paper, ink);
      break;
    case Icon::wechat:  // a screen within a screen
      box(1, 1.5, 10, 9, 2.5, Ink::paper, ink);
      box(4, 4.25, 4, 3.5, 1, ink, ink);
      break;
    case Icon::external: {
      Path cross = stroked(ink, 2 * grid.unit);
      cross.move(grid.at(2, 2)).line(grid.at(10, 10)).move(grid.at(10, 2)).line(grid.at(2, 10));
      picture.add(cross);
      break;
    }
    case Icon::unknown:
      box(3.5, 3.5, 5, 5, 2.5, Ink::paper, ink);
      break;
    case Icon::clock: {
      Path face = stroked(ink, line);
      arc(face, grid, {6, 6}, 5, 0, 360);
      face.move(grid.at(6, 3)).line(grid.at(6, 6.3)).line(grid.at(8.4, 7.4));
      picture.add(face);
      break;
    }
    case Icon::leave: {  // out of a bracket
      Path out = stroked(ink, line);
      out.move(grid.at(5, 1.5)).line(grid.at(1.5, 1.5)).line(grid.at(1.5, 10.5)).line(grid.at(5, 10.5));
      out.move(grid.at(4.5, 6)).line(grid.at(9, 6));
      picture.add(out);
      picture.add(draw::arrow_head(grid.at(11.6, 6), 1, 0, 4 * grid.unit, ink));
      break;
    }
    case Icon::again: {
      Path round = stroked(ink, line);
      arc(round, grid, {6, 6.4}, 4.4, -40, 250);
      picture.add(round);
      picture.add(draw::arrow_head(grid.at(8.2, 1.9), 0.9, -0.44, 4 * grid.unit, ink));
      break;
    }
    case Icon::fork:
      picture.add(polygon(grid, {{6, 0.6}, {11.4, 6}, {6, 11.4}, {0.6, 6}}, Ink::paper, ink, line));
      break;
    case Icon::flag: {
      Path pole = stroked(ink, line);
      pole.move(grid.at(2.5, 1)).line(grid.at(2.5, 11.5));
      picture.add(pole);
      picture.add(polygon(grid, {{2.5, 1.2}, {10.5, 3.7}, {2.5, 6.4}}, ink, ink, line / 2));
      break;
    }
    case Icon::pain:
      picture.add(polygon(grid, {{6, 1.2}, {11.2, 10.4}, {0.8, 10.4}}, ink, ink, line / 2));
      break;
    case Icon::pain_empty:
      picture.add(polygon(grid, {{6, 1.9}, {10.6, 10}, {1.4, 10}}, Ink::none, ink, line * 0.8));
      break;
    case Icon::idea:
    case Icon::goal: {  // a four-pointed star; the goal's has a ring
      picture.add(polygon(grid,
                          {{6, 0.5}, {7.5, 4.5}, {11.5, 6}, {7.5, 7.5}, {6, 11.5}, {4.5, 7.5}, {0.5, 6}, {4.5, 4.5}},
                          ink, ink, line / 2));
      break;
    }
  }
}

}  // namespace cairn::map
