#include "map/render_route.h"

#include <doctest/doctest.h>

#include <set>

#include "base/random.h"

using namespace cairn;
using namespace cairn::map;

namespace {
// Where the planned levels come to lie: rows 100 high, tracks 18 apart, gutters with room for all.
double y_of(const Level& level) {
  double row = 1000.0 * static_cast<double>(level.index);
  switch (level.kind) {
    case Level::Kind::gutter:
      return row - 12 - 18 * level.offset;
    case Level::Kind::top:
      return row;
    case Level::Kind::middle:
      break;
  }
  return row + 50 + level.offset;
}
}  // namespace

TEST_CASE("neighbours in a row are joined by a straight line") {
  std::vector<SlotPlace> slots = {{0, 100, {true}}, {130, 230, {true}}};
  Routing routing = plan_routes(slots, 1, -30, 260, {{{0, 0}, {1, 0}, false, 0}});
  REQUIRE(routing.routes[0].points.size() == 2);
  CHECK(routing.routes[0].points[0].x == 100);
  CHECK(routing.routes[0].points[1].x == 130);
}

TEST_CASE("a link around a card in between takes a gutter, a loop goes over the top") {
  std::vector<SlotPlace> slots = {{0, 100, {true}}, {130, 230, {true}}, {260, 360, {true}}};
  Routing routing = plan_routes(slots, 1, -30, 400, {{{0, 0}, {2, 0}, false, 0}, {{2, 0}, {0, 0}, true, 60}});
  CHECK(routing.routes[0].points.size() == 6);
  CHECK(routing.routes[1].points.front().level.kind == Level::Kind::top);
  CHECK(routing.routes[1].label);
  CHECK(routing.tracks[0] == 2);  // both run over the middle card, on tracks of their own
}

TEST_CASE("no route runs through a card, whatever stands where") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    std::size_t count = 2 + random.below(10), rows = 1 + random.below(6);
    std::vector<SlotPlace> slots;
    std::vector<CardPlace> cards;
    for (std::size_t s = 0; s < count; ++s) {
      SlotPlace slot{150.0 * static_cast<double>(s) + 15, 150.0 * static_cast<double>(s) + 135,
                     std::vector<bool>(rows, false)};
      for (std::size_t r = 0; r < rows; ++r)
        if (random.chance(0.4)) {
          slot.taken[r] = true;
          cards.push_back({s, r});
        }
      slots.push_back(slot);
    }
    if (cards.size() < 2) continue;
    std::vector<RouteWish> wishes;
    for (int i = 0; i < 12; ++i) {
      CardPlace a = cards[random.below(cards.size())], b = cards[random.below(cards.size())];
      if (a.slot == b.slot && a.row == b.row) continue;
      wishes.push_back({a, b, random.chance(0.3), random.chance(0.5) ? 60.0 : 0});
    }
    Routing routing = plan_routes(slots, rows, 0, 150.0 * static_cast<double>(count), wishes);
    REQUIRE(routing.routes.size() == wishes.size());
    for (const Route& route : routing.routes)
      for (std::size_t p = 1; p < route.points.size(); ++p) {
        double x1 = route.points[p - 1].x, x2 = route.points[p].x, y1 = y_of(route.points[p - 1].level),
               y2 = y_of(route.points[p].level);
        CHECK((x1 == x2 || y1 == y2));
        for (const CardPlace& card : cards) {
          double left = slots[card.slot].left, right = slots[card.slot].right,
                 top = 1000.0 * static_cast<double>(card.row), bottom = top + 100;
          bool through = std::min(x1, x2) < right - 0.5 && std::max(x1, x2) > left + 0.5 &&
                         std::min(y1, y2) < bottom - 0.5 && std::max(y1, y2) > top + 0.5;
          CAPTURE(seed);
          CHECK(!through);
        }
      }
  }
}
