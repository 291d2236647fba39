#include "draw/picture.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "draw/text_size.h"

namespace cairn::draw {

Path& Path::move(Point to) { return steps.push_back({Step::Kind::move, {}, {}, to}), *this; }
Path& Path::line(Point to) { return steps.push_back({Step::Kind::line, {}, {}, to}), *this; }
Path& Path::curve(Point a, Point b, Point to) { return steps.push_back({Step::Kind::curve, a, b, to}), *this; }
Path& Path::close() { return steps.push_back({Step::Kind::close, {}, {}, {}}), *this; }

DashLengths dash_lengths(const Stroke& stroke) {
  double w = std::max(stroke.width, 1.0);
  if (stroke.dash == Dash::dashed) return {3 + 2 * w, 2 + 1.5 * w};
  if (stroke.dash == Dash::dotted) return {w, 1 + 2 * w};
  return {};
}

void Picture::add(Item item) { items.push_back(std::move(item)); }
void Picture::begin(std::string group_title, std::string kind, std::string id) {
  items.emplace_back(std::in_place_type<Begin>, std::move(group_title), std::move(kind), std::move(id));
}
void Picture::end() { items.emplace_back(std::in_place_type<End>); }
void Picture::insert(std::size_t position, std::vector<Item> behind) {
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(position), std::make_move_iterator(behind.begin()),
               std::make_move_iterator(behind.end()));
}

Box box_of(const Text& text) {
  double width = 0;
  for (const auto& line : text.lines) width = std::max(width, text_width(line, text.size, text.bold));
  double left = text.anchor == Anchor::start ? text.x
                : text.anchor == Anchor::end ? text.x - width
                                             : text.x - width / 2;
  double extra = text.lines.empty() ? 0 : static_cast<double>(text.lines.size() - 1) * line_pitch * text.size;
  return {left, text.y - ascent * text.size, left + width, text.y + extra + descent * text.size};
}

Path rounded_line(const std::vector<Point>& points, double radius) {
  // A quarter circle as a cubic: control points at 0.5523 of the radius.
  constexpr double circle = 0.5522847;
  Path path;
  if (points.empty()) return path;
  path.move(points.front());
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    Point before = points[i - 1], corner = points[i], after = points[i + 1];
    double in_x = corner.x - before.x, in_y = corner.y - before.y, out_x = after.x - corner.x,
           out_y = after.y - corner.y;
    double in = std::hypot(in_x, in_y), out = std::hypot(out_x, out_y);
    if (in < 1e-6 || out < 1e-6) continue;
    double r = std::min({radius, in / 2, out / 2});
    Point start{corner.x - in_x / in * r, corner.y - in_y / in * r},
        stop{corner.x + out_x / out * r, corner.y + out_y / out * r};
    path.line(start);
    path.curve({start.x + in_x / in * r * circle, start.y + in_y / in * r * circle},
               {stop.x - out_x / out * r * circle, stop.y - out_y / out * r * circle}, stop);
  }
  if (points.size() > 1) path.line(points.back());
  return path;
}

Path arrow_head(Point tip, double dx, double dy, double size, Ink ink) {
  Path path;
  Point base{tip.x - dx * size, tip.y - dy * size};
  path.move(tip)
      .line({base.x - dy * size * 0.6, base.y + dx * size * 0.6})
      .line({base.x + dy * size * 0.6, base.y - dx * size * 0.6})
      .close();
  path.fill.ink = ink;
  return path;
}

}  // namespace cairn::draw
