#include "map/render_route.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/check.h"

namespace cairn::map {

namespace {

/// Stretches along one line; one is free where no other comes nearer than the gap.
struct Stretch {
  double from, to, offset;
};

bool free_at(const std::vector<Stretch>& taken, double from, double to, double offset, double apart, double gap) {
  return std::none_of(taken.begin(), taken.end(), [&](const Stretch& other) {
    return std::abs(other.offset - offset) < apart && other.from < to + gap && from < other.to + gap;
  });
}

/// The first offset out of 0, -step, step, -2 step … that is free, within the limit; 0 when none is.
double nearest_free(const std::vector<Stretch>& taken, double from, double to, double step, double limit, double gap) {
  for (int k = 0; k * step <= limit; ++k)
    for (double offset : {-k * step, k * step})
      if (free_at(taken, from, to, offset, step - 0.1, gap)) return offset;
  return 0;
}

class Planner {
 public:
  Planner(const std::vector<SlotPlace>& slots, std::size_t rows, double edge_left, double edge_right)
      : slots_(slots),
        edge_left_(edge_left),
        edge_right_(edge_right),
        body_(rows),
        corridor_(slots.size() + 1),
        gutter_(rows + 1) {}

  Route plan(const RouteWish& wish) {
    CAIRN_CHECK(wish.from.slot != wish.to.slot || wish.from.row != wish.to.row);
    return wish.back || wish.to.slot <= wish.from.slot ? back(wish) : forward(wish);
  }
  std::vector<std::size_t> tracks() const {
    std::vector<std::size_t> counts;
    for (const auto& gutter : gutter_) counts.push_back(gutter.size());
    return counts;
  }

 private:
  double corridor_left(std::size_t c) const { return c == 0 ? edge_left_ : slots_[c - 1].right; }
  double corridor_right(std::size_t c) const { return c == slots_.size() ? edge_right_ : slots_[c].left; }

  bool empty_between(std::size_t row, std::size_t from, std::size_t to) const {
    for (std::size_t s = from + 1; s < to; ++s)
      if (slots_[s].taken[row]) return false;
    return true;
  }

  /// x of a vertical stretch in a corridor; levels are 2 × gutter and 2 × row + 1.
  double take_corridor(std::size_t c, std::size_t level_a, std::size_t level_b) {
    double low = static_cast<double>(std::min(level_a, level_b)),
           high = static_cast<double>(std::max(level_a, level_b));
    double limit = (corridor_right(c) - corridor_left(c)) / 2 - 9;
    double offset = nearest_free(corridor_[c], low, high, 6, std::max(limit, 0.0), 0.5);
    corridor_[c].push_back({low, high, offset});
    return (corridor_left(c) + corridor_right(c)) / 2 + offset;
  }
  double take_body(std::size_t row, double from, double to) {
    double offset = nearest_free(body_[row], from, to, 11, 30, 2);
    body_[row].push_back({from, to, offset});
    return offset;
  }
  double take_track(std::size_t gutter, double from, double to) {
    auto& tracks = gutter_[gutter];
    for (std::size_t t = 0; t < tracks.size(); ++t)
      if (free_at(tracks[t], from, to, 0, 1, 8)) {
        tracks[t].push_back({from, to, 0});
        return static_cast<double>(t);
      }
    tracks.push_back({{from, to, 0}});
    return static_cast<double>(tracks.size() - 1);
  }

  Route forward(const RouteWish& wish) {
    const SlotPlace &a = slots_[wish.from.slot], &b = slots_[wish.to.slot];
    std::size_t r = wish.from.row, q = wish.to.row;
    auto middle = [](std::size_t row, double offset) { return Level{Level::Kind::middle, row, offset}; };
    bool clear_source = empty_between(r, wish.from.slot, wish.to.slot),
         clear_target = empty_between(q, wish.from.slot, wish.to.slot);
    if (r == q && clear_source) {
      double y = take_body(r, a.right, b.left);
      return {{{a.right, middle(r, y)}, {b.left, middle(r, y)}}, {}};
    }
    if (r != q && (clear_source || clear_target)) {
      // The bend lies right behind the source where the target's row is clear, else right before the target.
      std::size_t c = clear_target ? wish.from.slot + 1 : wish.to.slot;
      double x = take_corridor(c, 2 * r + 1, 2 * q + 1);
      double y1 = take_body(r, a.right, x), y2 = take_body(q, x, b.left);
      return {{{a.right, middle(r, y1)}, {x, middle(r, y1)}, {x, middle(q, y2)}, {b.left, middle(q, y2)}}, {}};
    }
    std::size_t g = q > r ? q : q < r ? q + 1 : r;
    double x1 = take_corridor(wish.from.slot + 1, 2 * r + 1, 2 * g), x2 = take_corridor(wish.to.slot, 2 * q + 1, 2 * g);
    double y1 = take_body(r, a.right, x1), y2 = take_body(q, x2, b.left);
    Level track{Level::Kind::gutter, g, take_track(g, x1, x2)};
    return {{{a.right, middle(r, y1)},
             {x1, middle(r, y1)},
             {x1, track},
             {x2, track},
             {x2, middle(q, y2)},
             {b.left, middle(q, y2)}},
            {}};
  }

  /// Ports on top of a card, from its left.
  double take_top(const CardPlace& card) {
    double x = slots_[card.slot].left + 12 + 11 * ports_[{card.slot, card.row}]++;
    return std::min(x, slots_[card.slot].right - 8);
  }

  Route back(const RouteWish& wish) {
    std::size_t r = wish.from.row, q = wish.to.row;
    double xa = take_top(wish.from), xb = take_top(wish.to);
    double label_left = slots_[wish.from.slot].left + 12 + 11 * std::max(ports_[{wish.from.slot, r}], 2) - 4;
    double label_right = wish.label > 0 ? label_left + wish.label : xa;
    auto top = [](std::size_t row) { return Level{Level::Kind::top, row, 0}; };
    Route route;
    if (r == q) {
      Level track{Level::Kind::gutter, r, take_track(r, std::min(xa, xb), std::max({xa, xb, label_right}))};
      route.points = {{xa, top(r)}, {xa, track}, {xb, track}, {xb, top(q)}};
      if (wish.label > 0) route.label = RoutePoint{label_left, track};
      return route;
    }
    double x = take_corridor(wish.to.slot < wish.from.slot ? wish.to.slot + 1 : wish.to.slot, 2 * r, 2 * q);
    Level first{Level::Kind::gutter, r, take_track(r, std::min(x, xa), std::max({x, xa, label_right}))};
    Level second{Level::Kind::gutter, q, take_track(q, std::min(x, xb), std::max(x, xb))};
    route.points = {{xa, top(r)}, {xa, first}, {x, first}, {x, second}, {xb, second}, {xb, top(q)}};
    if (wish.label > 0) route.label = RoutePoint{label_left, first};
    return route;
  }

  const std::vector<SlotPlace>& slots_;
  double edge_left_, edge_right_;
  std::vector<std::vector<Stretch>> body_, corridor_;
  std::vector<std::vector<std::vector<Stretch>>> gutter_;     // by gutter, by track
  std::map<std::pair<std::size_t, std::size_t>, int> ports_;  // by slot and row
};

}  // namespace

Routing plan_routes(const std::vector<SlotPlace>& slots, std::size_t rows, double edge_left, double edge_right,
                    const std::vector<RouteWish>& wishes) {
  Planner planner(slots, rows, edge_left, edge_right);
  Routing routing;
  for (const RouteWish& wish : wishes) routing.routes.push_back(planner.plan(wish));
  routing.tracks = planner.tracks();
  return routing;
}

}  // namespace cairn::map
