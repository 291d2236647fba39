// Ways for links between cards, so that no line runs through a card and no two share a stretch.
//
// A slot (column) holds at most one card in each row; between the slots run corridors, above every row and below
// the last a gutter, in which lines lie on tracks side by side:
//
//     corridor 0   slot 0   corridor 1   slot 1   corridor 2
//        │        gutter 0 ······ ╭──────────────── ↺ ─╮          back: up, along, down
//        │                        │      ┌────┐        │
//     row 0       ┌────┐          ╰─────▶│  b │────────╯
//                 │ a  │────────────────▶└────┘                   forward: straight, or with one bend in a corridor,
//        │        └────┘ gutter 1                                 or, where cards stand in between, through a gutter
//     row 1
//
// x is known from the start; y only once it is known how many tracks each gutter needs. So a route is planned with
// levels instead of y, then the rows are placed, then levels become y.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace cairn::map {

struct SlotPlace {
  double left = 0, right = 0;  ///< of its cards
  std::vector<bool> taken;     ///< by row: a card stands there
};

struct Level {
  enum class Kind { gutter, middle, top } kind = Kind::middle;
  std::size_t index = 0;  ///< of the gutter or row
  double offset = 0;      ///< gutter: the track; middle: pixels below the row's middle
};

struct RoutePoint {
  double x = 0;
  Level level;
};

struct CardPlace {
  std::size_t slot = 0, row = 0;
};
struct RouteWish {
  CardPlace from, to;  ///< not the same
  bool back = false;
  double label = 0;  ///< width of the label that a back link carries
};

struct Route {
  std::vector<RoutePoint> points;   ///< horizontal and vertical stretches in turn
  std::optional<RoutePoint> label;  ///< left end of the label's stretch of track
};

struct Routing {
  std::vector<Route> routes;        ///< as wished
  std::vector<std::size_t> tracks;  ///< of each gutter; rows + 1
};

/// `edge_left`, `edge_right`: where the outer corridors end. Wishes that come first get the straightest ways.
Routing plan_routes(const std::vector<SlotPlace>& slots, std::size_t rows, double edge_left, double edge_right,
                    const std::vector<RouteWish>& wishes);

}  // namespace cairn::map
