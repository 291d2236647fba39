// A picture is a display list: what is drawn, in order, with nothing left to decide. Layout makes one; a back end walks
// it and writes SVG (svg.h), PDF or PNG (print.h), so that print equals screen.
//
//   map, chart ──layout──▶ Picture { Rect  Path  Text  Begin…End } ──▶ SVG │ PDF │ PNG
//
// Units are CSS pixels, y goes down, Text::y is the baseline of its first line. Every number is finite.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "draw/palette.h"

namespace cairn::draw {

enum class Dash { solid, dashed, dotted };
/// Repeats what a colour says, for eyes and printers without it. Drawn in `Fill::pattern_ink` over `Fill::ink`.
enum class Pattern { none, hatch, dots };
enum class Anchor { start, middle, end };

struct Fill {
  Ink ink = Ink::none;
  Pattern pattern = Pattern::none;
  Ink pattern_ink = Ink::none;
};
struct Stroke {
  Ink ink = Ink::none;
  double width = 1;
  Dash dash = Dash::solid;
};
/// How long a dash and the blank after it are; 0 and 0 for a solid line.
struct DashLengths {
  double on = 0, off = 0;
};
DashLengths dash_lengths(const Stroke& stroke);

struct Rect {
  double x = 0, y = 0, width = 0, height = 0, radius = 0;
  Fill fill;
  Stroke stroke;
};

struct Point {
  double x = 0, y = 0;
};

/// Straight lines and cubic curves.
struct Path {
  struct Step {
    enum class Kind { move, line, curve, close } kind;
    Point a, b, to;  ///< a, b: the curve's control points
  };
  std::vector<Step> steps;
  Fill fill;
  Stroke stroke;
  double opacity = 1;
  Path& move(Point to);
  Path& line(Point to);
  Path& curve(Point a, Point b, Point to);
  Path& close();
};

/// One label; several lines are one label.
struct Text {
  double x = 0, y = 0;
  std::vector<std::string> lines;
  double size = 13;
  bool bold = false;
  Ink ink = Ink::text;
  Anchor anchor = Anchor::start;
  std::string language;  ///< "zh-Hans", "zh-Hant", "en", "zh"; empty: the picture's
};

/// What follows up to End belongs together; the title is shown when a pointer rests on it.
struct Begin {
  std::string title;
  std::string kind;  ///< a word for programs and style sheets: "touchpoint", "link"; letters and "-"
  std::string id;    ///< of the thing in the document; may be empty
};
struct End {};

using Item = std::variant<Rect, Path, Text, Begin, End>;

struct Picture {
  double width = 0, height = 0;
  std::string title, description;
  std::string language = "en";
  std::vector<Item> items;

  void add(Item item);
  void begin(std::string title, std::string kind, std::string id = {});
  void end();
  /// Puts items before the one at `position`: behind what was drawn since then.
  void insert(std::size_t position, std::vector<Item> behind);
};

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};
/// The most that a label can cover, in any of the fonts of text_size.h.
Box box_of(const Text& text);

/// Polyline with corners rounded by at most `radius`.
Path rounded_line(const std::vector<Point>& points, double radius);
/// A filled arrow head whose tip is at `tip`, pointing along (dx, dy) of length 1.
Path arrow_head(Point tip, double dx, double dy, double size, Ink ink);

}  // namespace cairn::draw
