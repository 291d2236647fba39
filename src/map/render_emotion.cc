// The emotion lane: a curve from +2 to -2 over the touchpoints, and under each what it rests on.
//
//   +2 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄     ●   observed, with its 95 % band
//    0 ────●═══●┄┄┄○──────────     ◐   inferred      ○ assumed     ◇ target
//   -2 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄     a column without a mark breaks the curve
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "draw/curve.h"
#include "draw/text_size.h"
#include "map/lane_words.h"
#include "map/render_sheet.h"

namespace cairn::map {

using draw::Ink;
using draw::Path;
using draw::Point;
using draw::Rect;
using draw::Stack;

namespace {

constexpr double step = 17, above = 14, radius = 5;

struct Spot {
  std::size_t touchpoint = 0, slot = 0;
  double x = 0;
  const EmotionObserved* emotion = nullptr;
};

class EmotionLane {
 public:
  explicit EmotionLane(Sheet& sheet) : sheet_(sheet), top_(sheet.y + above) {
    std::vector<std::vector<std::size_t>> in_slot(sheet.slots());
    for (std::size_t t = 0; t < sheet.board.touchpoints.size(); ++t) in_slot[sheet.slot_of[t]].push_back(t);
    for (std::size_t slot = 0; slot < in_slot.size(); ++slot) {
      std::vector<std::size_t> told;
      for (std::size_t t : in_slot[slot])
        if (emotion(t).mark != EmotionMark::none || emotion(t).asked) told.push_back(t);
      double left = sheet.slot_left[slot], room = sheet.slot_left[slot + 1] - left;
      auto whole = static_cast<double>(told.size());
      for (std::size_t k = 0; k < told.size(); ++k)
        spots_.push_back({told[k], slot, left + room * (static_cast<double>(k) + 0.5) / whole, &emotion(told[k])});
    }
  }

  bool empty() const { return spots_.empty(); }

  void draw() {
    grid();
    for (std::size_t first = 0; first < spots_.size();) {
      std::size_t end = first;
      while (end < spots_.size() && marked(end) && (end == first || joined(end - 1, end))) ++end;
      if (end > first) run(first, end);
      first = std::max(end, first + 1);
    }
    for (const Spot& spot : spots_) dot(spot);
    sheet_.y += above + 4 * step + 16;
    words();
    sheet_.rule(sheet_.y);
  }

 private:
  const EmotionObserved& emotion(std::size_t t) const { return sheet_.board.touchpoints[t].emotion; }
  bool marked(std::size_t i) const { return spots_[i].emotion->mark != EmotionMark::none; }
  bool observed(std::size_t i) const {
    return spots_[i].emotion->mark == EmotionMark::observed && std::isfinite(spots_[i].emotion->low);
  }
  /// No column between two marks is without one.
  bool joined(std::size_t a, std::size_t b) const { return spots_[b].slot <= spots_[a].slot + 1; }
  double height_of(double score) const { return top_ + (2 - score) * step; }

  void grid() {
    for (int score = -2; score <= 2; ++score) {
      double at = height_of(score);
      sheet_.picture.add(
          Rect{sheet_.left(), at, sheet_.right() - sheet_.left(), score == 0 ? 1.5 : 1, 0, {Ink::rule}, {}});
      if (score % 2 == 0)
        sheet_.write(emotion_text(score), sheet_.left() - 36, at - 9, 32,
                     {.size = 12, .ink = Ink::quiet, .lines = 1, .anchor = draw::Anchor::end});
    }
    sheet_.lane_head(sheet_.say(Word::emotion), sheet_.y, 0);
  }

  std::vector<Point> line_of(std::size_t first, std::size_t end, double EmotionObserved::*height) const {
    std::vector<Point> points;
    for (std::size_t i = first; i < end; ++i) points.push_back({spots_[i].x, height_of(spots_[i].emotion->*height)});
    return points;
  }

  /// Marks without a gap between them.
  void run(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end;) {
      std::size_t last = i;
      while (last < end && observed(last)) ++last;
      if (last > i) band(i, last);
      i = std::max(last, i + 1);
    }
    auto points = line_of(first, end, &EmotionObserved::score);
    auto slopes = draw::monotone_slopes(points);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      Path line;
      line.move(points[i]);
      draw::curve_to(line, points[i], slopes[i], points[i + 1], slopes[i + 1]);
      bool target = spots_[first + i].emotion->mark == EmotionMark::target ||
                    spots_[first + i + 1].emotion->mark == EmotionMark::target;
      bool seen = spots_[first + i].emotion->mark == EmotionMark::observed &&
                  spots_[first + i + 1].emotion->mark == EmotionMark::observed;
      line.stroke = seen ? draw::Stroke{Ink::blue, 2}
                         : draw::Stroke{Ink::grey, 1.5, target ? draw::Dash::dotted : draw::Dash::dashed};
      sheet_.picture.add(line);
    }
  }

  /// The 95 % intervals of observed marks: a band between neighbours, a thin bar at each.
  void band(std::size_t first, std::size_t end) {
    auto low = line_of(first, end, &EmotionObserved::low), high = line_of(first, end, &EmotionObserved::high);
    if (end - first > 1) {
      auto slopes = draw::monotone_slopes(high);
      Path area;
      area.move(high.front());
      for (std::size_t i = 0; i + 1 < high.size(); ++i)
        draw::curve_to(area, high[i], slopes[i], high[i + 1], slopes[i + 1]);
      area.line(low.back());
      slopes = draw::monotone_slopes(low);
      for (std::size_t i = low.size() - 1; i > 0; --i)
        draw::curve_to(area, low[i], slopes[i], low[i - 1], slopes[i - 1]);
      area.close();
      area.fill = {Ink::blue_soft};
      sheet_.picture.add(area);
    }
    for (std::size_t i = 0; i < low.size(); ++i)
      sheet_.picture.add(Rect{low[i].x - 1, high[i].y, 2, std::max(low[i].y - high[i].y, 1.0), 1, {Ink::blue_mid}, {}});
  }

  std::string title(const Spot& spot) const {
    return sheet_.label(sheet_.board.touchpoints[spot.touchpoint].touchpoint->label) + " · " +
           emotion_words(sheet_.board.touchpoints[spot.touchpoint], sheet_.language);
  }

  void dot(const Spot& spot) {
    if (spot.emotion->mark == EmotionMark::none) return;
    sheet_.picture.begin(title(spot), "emotion", spot.emotion->id);
    draw_emotion_mark(sheet_.picture, *spot.emotion, spot.x, height_of(spot.emotion->score), radius);
    sheet_.picture.end();
  }

  void words() {
    double highest = 0;
    std::vector<std::pair<double, Stack>> stacks;
    for (std::size_t slot = 0; slot < sheet_.slots(); ++slot) {
      auto here = std::count_if(spots_.begin(), spots_.end(), [&](const Spot& spot) { return spot.slot == slot; });
      if (here == 0) continue;
      Stack stack = sheet_.stack(sheet_.slot_left[slot + 1] - sheet_.slot_left[slot] - 2 * Sheet::pad);
      for (const Spot& spot : spots_) {
        if (spot.slot != slot) continue;
        const BoardTouchpoint& touchpoint = sheet_.board.touchpoints[spot.touchpoint];
        if (here > 1) stack.text(sheet_.label(touchpoint.touchpoint->label), {.size = 12, .lines = 2});
        stack.text(emotion_words(touchpoint, sheet_.language), {.size = 12, .ink = Ink::quiet, .lines = 4}).gap(2);
      }
      highest = std::max(highest, stack.height());
      stacks.emplace_back(sheet_.slot_left[slot] + Sheet::pad, std::move(stack));
    }
    for (const auto& [x, stack] : stacks) stack.draw(sheet_.picture, x, sheet_.y);
    sheet_.y += highest + 8;
  }

  Sheet& sheet_;
  double top_;
  std::vector<Spot> spots_;  ///< from left to right
};

void draw_nothing_known(Sheet& sheet) {
  constexpr double height = 34;
  sheet.lane_head(sheet.say(Word::emotion), sheet.y + 2, height);
  draw::TextStyle style{.size = 12, .ink = Ink::quiet, .lines = 1};
  double room =
      std::min(draw::text_width(sheet.say(Word::no_scores_long), style.size) + 4, sheet.right() - sheet.left() - 20);
  sheet.write(sheet.say(Word::no_scores_long), sheet.left() + Sheet::pad, sheet.y + 8, room, style);
  Path level;
  level.move({sheet.left() + Sheet::pad + room + 8, sheet.y + height / 2}).line({sheet.right(), sheet.y + height / 2});
  level.stroke = {Ink::grey, 1, draw::Dash::dashed};
  sheet.picture.add(level);
  sheet.y += height;
  sheet.rule(sheet.y);
}

}  // namespace

void draw_emotion_mark(draw::Picture& picture, const EmotionObserved& emotion, double x, double y, double r) {
  Ink ink = emotion.mark == EmotionMark::observed ? (emotion.score < 0 ? Ink::orange : Ink::blue) : Ink::grey;
  if (emotion.mark == EmotionMark::target) {
    Path diamond;
    diamond.move({x, y - r - 1}).line({x + r + 1, y}).line({x, y + r + 1}).line({x - r - 1, y}).close();
    diamond.fill = {Ink::paper};
    diamond.stroke = {ink, 2};
    return picture.add(diamond);
  }
  bool filled = emotion.mark == EmotionMark::observed;
  picture.add(Rect{x - r, y - r, 2 * r, 2 * r, r, {filled ? ink : Ink::paper}, {ink, 2}});
  if (emotion.mark != EmotionMark::inferred) return;
  constexpr double round = 0.5523;  // of a quarter circle's control points
  Path half;
  half.move({x, y - r});
  half.curve({x - r * round, y - r}, {x - r, y - r * round}, {x - r, y});
  half.curve({x - r, y + r * round}, {x - r * round, y + r}, {x, y + r}).close();
  half.fill = {ink};
  picture.add(half);
}

void draw_emotion(Sheet& sheet) {
  EmotionLane lane(sheet);
  if (lane.empty())
    draw_nothing_known(sheet);
  else
    lane.draw();
}

}  // namespace cairn::map
