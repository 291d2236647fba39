// The heart of the map: touchpoints as cards in rows by channel, and the links that customers take between them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/text.h"
#include "draw/text_size.h"
#include "map/render_lines.h"
#include "map/render_route.h"
#include "map/render_sheet.h"

namespace cairn::map {

using draw::Ink;
using draw::Path;
using draw::Point;
using draw::Rect;
using draw::Stack;

namespace {

/// A row of cards, once it is known how high they are.
struct Band {
  double top = 0, height = 0;
};

/// A figure on a card: a sign and a value; without a sign only the value.
struct Chip {
  std::optional<Icon> icon;
  std::string text;
  bool bold = false;
  Ink ink = Ink::text;
  bool badge = false;
};

constexpr double card_pad = 8, chip_size = 12, chip_row = 18, widest_card = 184;
constexpr std::size_t most_forward = 24, most_back = 8;

class Flow {
 public:
  explicit Flow(Sheet& sheet) : sheet_(sheet), board_(sheet.board) {}

  void draw() {
    if (board_.touchpoints.empty()) return;
    make_cards();
    choose_links();
    Routing routing = plan_routes(slots_, sheet_.places.rows.size(), sheet_.left() + 2, sheet_.right() - 2, wishes_);
    place_bands(routing);
    for (std::size_t i = 0; i < links_.size(); ++i) draw_link(*links_[i], routing.routes[i]);
    for (std::size_t t = 0; t < board_.touchpoints.size(); ++t) draw_card(t);
    for (std::size_t i = 0; i < links_.size(); ++i) draw_link_label(*links_[i], routing.routes[i]);
    draw_folded();
    sheet_.rule(sheet_.y);
  }

 private:
  std::string channel_name(const BoardTouchpoint& t) const {
    return t.channel ? sheet_.label(t.channel->label) : one_line(t.touchpoint->channel);
  }

  // -- rows and cards
  // --------------------------------------------------------------------------------------------------
  void make_cards() {
    slots_.resize(sheet_.slots());
    for (std::size_t s = 0; s < slots_.size(); ++s) {
      double room = sheet_.slot_left[s + 1] - sheet_.slot_left[s],
             width = std::min(room - std::max(26.0, room * 0.14), widest_card);
      double middle = sheet_.slot_left[s] + room / 2;
      slots_[s] = {middle - width / 2, middle + width / 2, std::vector<bool>(sheet_.places.rows.size(), false)};
    }
    bands_.resize(sheet_.places.rows.size());
    for (std::size_t t = 0; t < board_.touchpoints.size(); ++t) {
      slots_[sheet_.slot_of[t]].taken[row_of(t)] = true;
      cards_.push_back(card(t));
      Band& band = bands_[row_of(t)];
      band.height = std::max(band.height, cards_[t].height() + 2 * card_pad - 4);
    }
  }
  std::size_t row_of(std::size_t t) const { return sheet_.places.row_of[t]; }

  Stack card(std::size_t t) const {
    const BoardTouchpoint& each = board_.touchpoints[t];
    const SlotPlace& slot = slots_[sheet_.slot_of[t]];
    Stack stack = sheet_.stack(slot.right - slot.left - 2 * card_pad);
    signed_text(stack, icon_of(each.glyph), each.glyph == Glyph::external ? Ink::quiet : Ink::text,
                sheet_.label(each.touchpoint->label), {.size = 13, .bold = true, .lines = 3}, sheet_.language_tag());
    if (sheet_.places.rows[row_of(t)].names.size() > 1)
      stack.text(channel_name(each), {.size = 12, .ink = Ink::quiet, .lines = 2});
    if (each.observed != nullptr && each.observed->cases > 0) {
      double ended = std::isfinite(each.leave_share) ? std::min(part_of(each.left, each.observed->cases), 1.0) : 0;
      add_volume(stack, each.observed->cases, ended);
    }
    add_chips(stack, chips(each));
    return stack;
  }

  /// The bar of its cases, those that end here hatched, and their number behind it.
  void add_volume(Stack& stack, std::uint64_t cases, double ended) const {
    constexpr double size = 12;
    std::string number = short_count_text(cases, sheet_.language);
    double number_room = draw::text_width(number, size, true) + 6;
    auto bar = std::make_shared<Stack>(stack.width() - number_room, sheet_.language_tag());
    bar->bar({{1 - ended, {Ink::blue_mid}}, {ended, {Ink::orange_soft, draw::Pattern::hatch, Ink::orange_mid}}}, 8,
             std::max(part_of(cases, board_.most_cases), 0.06));
    stack.piece(draw::label_height(1, size),
                [bar, number, width = stack.width()](draw::Picture& picture, double x, double y) {
                  bar->draw(picture, x, y + 6);
                  picture.add(draw::label(number, x, y, width,
                                          {.size = size, .bold = true, .lines = 1, .anchor = draw::Anchor::end}, ""));
                });
  }

  std::vector<Chip> chips(const BoardTouchpoint& t) const {
    std::vector<Chip> chips;
    if (const auto* seen = t.observed) {
      if (seen->cases == 0) chips.push_back({std::nullopt, "0", true});
      if (std::isfinite(seen->wait_median) && seen->cases > seen->ended)
        chips.push_back({Icon::clock, duration_text(seen->wait_median, sheet_.language)});
      if (t.leave_share >= 0.005) {
        bool bad = t.leave_share >= 0.3 && !t.pains.empty();
        chips.push_back({Icon::leave, share_text(t.leave_share), bad, bad ? Ink::orange : Ink::text});
      }
      if (std::isfinite(seen->repeat_share) && seen->repeat_share >= 0.05)
        chips.push_back({Icon::again, share_text(seen->repeat_share)});
    }
    for (std::size_t p : t.pains) chips.push_back({std::nullopt, board_.pains[p].name, true, Ink::orange, true});
    return chips;
  }

  /// Chips side by side, on as many rows as they need.
  static void add_chips(Stack& stack, const std::vector<Chip>& chips) {
    std::vector<std::pair<double, double>> places;
    double x = 0, y = 0;
    for (const Chip& chip : chips) {
      double room = (chip.icon ? 15 : 0) + (chip.badge ? 10 : 0) + draw::text_width(chip.text, chip_size, chip.bold);
      if (x > 0 && x + room > stack.width()) {
        x = 0;
        y += chip_row;
      }
      places.emplace_back(x, y);
      x += room + 9;
    }
    if (chips.empty()) return;
    stack.piece(y + chip_row, [chips, places, limit = stack.width()](draw::Picture& picture, double left, double top) {
      for (std::size_t i = 0; i < chips.size(); ++i) {
        const Chip& chip = chips[i];
        double at = left + places[i].first, row = top + places[i].second;
        double room = draw::text_width(chip.text, chip_size, chip.bold);
        if (chip.badge) {
          picture.add(Rect{at, row + 1, std::min(room + 10, limit), 16, 8, {Ink::orange_soft}, {Ink::orange_mid, 1}});
          at += 5;
        }
        if (chip.icon) {
          draw_icon(picture, *chip.icon, at, row + 3.5, 11, chip.ink == Ink::text ? Ink::quiet : chip.ink);
          at += 15;
        }
        picture.add(draw::label(chip.text, at, row, std::max(limit, room),
                                {.size = chip_size, .bold = chip.bold, .ink = chip.ink, .lines = 1}, ""));
      }
    });
  }

  std::string about(const BoardTouchpoint& t) const {
    std::vector<std::string> parts = {sheet_.label(t.touchpoint->label)};
    if (std::string channel = channel_name(t); !channel.empty()) parts.push_back(channel);
    if (const auto* seen = t.observed) {
      parts.push_back(phrase(Word::n_cases, sheet_.language, count_text(seen->cases)));
      parts.push_back(phrase(Word::n_events, sheet_.language, count_text(seen->events)));
      if (std::isfinite(seen->wait_median) && seen->cases > seen->ended)
        parts.push_back(phrase(Word::after_it, sheet_.language, duration_text(seen->wait_median, sheet_.language)));
      if (std::isfinite(t.leave_share))
        parts.push_back(phrase(Word::share_leave, sheet_.language, share_text(t.leave_share)));
      else if (std::isfinite(t.end_share()))
        parts.push_back(phrase(Word::share_last_step, sheet_.language, share_text(t.end_share())));
      if (std::isfinite(seen->repeat_share))
        parts.push_back(phrase(Word::share_come_back, sheet_.language, share_text(seen->repeat_share)));
      if (seen->failed) parts.push_back(phrase(Word::n_failed, sheet_.language, count_text(seen->failed)));
    }
    return join(parts, " · ");
  }

  void draw_card(std::size_t t) {
    const BoardTouchpoint& each = board_.touchpoints[t];
    const SlotPlace& slot = slots_[sheet_.slot_of[t]];
    const Band& row = bands_[row_of(t)];
    bool attention = !each.pains.empty();
    draw::Stroke edge{attention ? Ink::orange_mid : Ink::grey, attention ? 1.8 : 1.0,
                      each.detour || each.touchpoint->external ? draw::Dash::dashed : draw::Dash::solid};
    sheet_.picture.begin(about(each), "touchpoint", each.touchpoint->id);
    double radius = each.glyph == Glyph::offline ? 0 : 8;
    sheet_.picture.add(Rect{slot.left, row.top, slot.right - slot.left, row.height, radius, {Ink::paper}, edge});
    if (each.glyph == Glyph::offline) sheet_.picture.add(Rect{slot.left, row.top, 4, row.height, 0, {Ink::text}, {}});
    cards_[t].draw(sheet_.picture, slot.left + card_pad + (each.glyph == Glyph::offline ? 1 : 0),
                   row.top + card_pad - 3);
    for (const BoardDecision& decision : board_.decisions)
      if (decision.after == t) {
        draw_icon(sheet_.picture, Icon::fork, slot.right - 7, row.top + row.height / 2 - 7, 14, Ink::blue);
        break;
      }
    sheet_.picture.end();
  }

  // -- links
  // -----------------------------------------------------------------------------------------------------------
  bool in_loop_pain(const BoardLink& link) const {
    for (const BoardPain& pain : board_.pains) {
      const auto& at = pain.touchpoints;
      if (pain.pain->kind == "loop" && std::count(at.begin(), at.end(), link.from) &&
          std::count(at.begin(), at.end(), link.to))
        return true;
    }
    return false;
  }

  std::string back_label(const BoardLink& link) const {
    return link.observed ? short_count_text(link.observed->count, sheet_.language) : "";
  }

  void choose_links() {
    std::size_t forward = 0, back = 0;
    for (const BoardLink& link : board_.links) {
      if (link.from == link.to) continue;  // the card says how many come again
      bool backwards = link.back || link.to < link.from;
      if (backwards ? back >= most_back : forward >= most_forward) continue;
      if (link.observed && link.observed->count == 0) continue;
      ++(backwards ? back : forward);
      links_.push_back(&link);
      double label = link.observed ? draw::text_width(back_label(link), 12, true) + 26 : 0;
      wishes_.push_back({{sheet_.slot_of[link.from], row_of(link.from)},
                         {sheet_.slot_of[link.to], row_of(link.to)},
                         backwards,
                         backwards ? label : 0});
    }
  }

  static constexpr double pitch = 18;
  void place_bands(const Routing& routing) {
    const auto& rows = sheet_.places.rows;
    double top = sheet_.y, y = top;
    sheet_.lane_head(sheet_.say(Word::touchpoints), top, 30);
    std::size_t behind = sheet_.picture.items.size();
    for (std::size_t r = 0; r <= rows.size(); ++r) {
      double least = r == 0 ? 22 : r == rows.size() ? 10 : 14;
      y += std::max(least, 12 + pitch * static_cast<double>(routing.tracks[r]));
      gutter_bottom_.push_back(y);
      if (r == rows.size()) break;
      bands_[r].top = y;
      y += bands_[r].height;
    }
    std::vector<draw::Item> grounds;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      double from = r == 0 ? top : bands_[r - 1].top + bands_[r - 1].height + 5;
      double to = r + 1 == rows.size() ? y : bands_[r].top + bands_[r].height + 5;
      Ink ground = rows[r].offline ? Ink::panel_warm : r % 2 ? Ink::paper : Ink::panel;
      grounds.emplace_back(Rect{sheet_.left(), from, sheet_.right() - sheet_.left(), to - from, 0, {ground}, {}});
      row_head(r);
    }
    sheet_.picture.insert(behind, std::move(grounds));
    sheet_.y = y;
  }

  void row_head(std::size_t r) {
    const CardRow& row = sheet_.places.rows[r];
    Stack stack = sheet_.stack(Sheet::head - 14);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < row.names.size(); ++i) {
      std::string name = row.channels[i] ? sheet_.label(row.channels[i]->label) : one_line(row.names[i]);
      if (!name.empty()) names.push_back(name);
    }
    if (names.empty()) names.push_back(sheet_.say(word_of(row.glyph)));
    auto lines = static_cast<std::size_t>(
        std::max(1.0, (bands_[r].height / 13 - draw::ascent - draw::descent) / draw::line_pitch + 1));
    signed_text(stack, icon_of(row.glyph), Ink::text, join(names, " / "), {.size = 13, .lines = lines},
                sheet_.language_tag());
    stack.draw(sheet_.picture, Sheet::margin, bands_[r].top + std::max(0.0, (bands_[r].height - stack.height()) / 2));
  }

  double y_of(const Level& level) const {
    switch (level.kind) {
      case Level::Kind::gutter:
        return gutter_bottom_[level.index] - 12 - pitch * level.offset;
      case Level::Kind::top:
        return bands_[level.index].top;
      case Level::Kind::middle:
        break;
    }
    return bands_[level.index].top + bands_[level.index].height / 2 + level.offset;
  }

  double width_of(const BoardLink& link) const {
    if (!link.observed || board_.most_steps == 0) return 1.5;
    return std::max(1.2, 8 * part_of(link.observed->count, board_.most_steps));
  }

  std::string about(const BoardLink& link) const {
    std::vector<std::string> parts = {phrase(Word::from_to, sheet_.language,
                                             sheet_.label(board_.touchpoints[link.from].touchpoint->label),
                                             sheet_.label(board_.touchpoints[link.to].touchpoint->label))};
    if (const auto* seen = link.observed) {
      parts.push_back(phrase(Word::n_times, sheet_.language, count_text(seen->count)));
      if (std::isfinite(seen->share)) parts.push_back(share_text(seen->share));
      if (std::isfinite(seen->gap_median))
        parts.push_back(phrase(Word::after_it, sheet_.language, duration_text(seen->gap_median, sheet_.language)));
    }
    return join(parts, " · ");
  }

  /// Both ends, for the script of the page.
  std::string ends_of(const BoardLink& link) const {
    return board_.touchpoints[link.from].touchpoint->id + ">" + board_.touchpoints[link.to].touchpoint->id;
  }

  void draw_link(const BoardLink& link, const Route& route) {
    bool back = link.back || link.to < link.from;
    double width = back ? std::clamp(width_of(link), 1.5, 4.0) : width_of(link);
    Ink ink = link.detour ? Ink::orange_mid
              : back      ? (in_loop_pain(link) ? Ink::orange_mid : Ink::quiet)
                          : Ink::blue_mid;
    std::vector<Point> points;
    for (const RoutePoint& point : route.points) points.push_back({point.x, y_of(point.level)});
    Point tip = points.back(), before = points[points.size() - 2];
    double length = std::hypot(tip.x - before.x, tip.y - before.y);
    double dx = length > 0 ? (tip.x - before.x) / length : 1, dy = length > 0 ? (tip.y - before.y) / length : 0;
    double head = std::min(6 + width * 0.8, 11.0);
    points.back() = {tip.x - dx * head * 0.8, tip.y - dy * head * 0.8};
    Path path = draw::rounded_line(points, 9);
    path.stroke = {ink, width,
                   link.detour              ? draw::Dash::dotted
                   : back || !link.observed ? draw::Dash::dashed
                                            : draw::Dash::solid};
    sheet_.picture.begin(about(link), back ? "link back" : "link", ends_of(link));
    sheet_.picture.add(path);
    sheet_.picture.add(draw::arrow_head(tip, dx, dy, head, ink));
    sheet_.picture.end();
  }

  void draw_link_label(const BoardLink& link, const Route& route) {
    if (!route.label) return;
    std::string text = back_label(link);
    bool pain = in_loop_pain(link);
    double x = route.label->x, y = y_of(route.label->level), room = draw::text_width(text, 12, true) + 26;
    sheet_.picture.begin(about(link), "link back", ends_of(link));
    sheet_.picture.add(Rect{x, y - 8, room, 16, 8, {pain ? Ink::orange_soft : Ink::grey_soft}, {}});
    draw_icon(sheet_.picture, Icon::again, x + 6, y - 5.5, 11, pain ? Ink::orange : Ink::quiet);
    sheet_.write(text, x + 20, y - 0.71 * 12 - 0.4, room,
                 {.size = 12, .bold = true, .ink = pain ? Ink::orange : Ink::text, .lines = 1});
    sheet_.picture.end();
  }

  void draw_folded() {
    bool any = std::any_of(board_.stages.begin(), board_.stages.end(),
                           [](const BoardStage& stage) { return !stage.folded.empty(); });
    if (!any) return;
    for (std::size_t s = 0; s < board_.stages.size(); ++s) {
      const auto& folded = board_.stages[s].folded;
      if (folded.empty()) continue;
      std::vector<std::string> names;
      for (const Touchpoint* touchpoint : folded) names.push_back(sheet_.label(touchpoint->label));
      double x = sheet_.stage_left(s) + Sheet::pad,
             room = sheet_.stage_right(s) - sheet_.stage_left(s) - 2 * Sheet::pad;
      std::string text = phrase(Word::more_touchpoints, sheet_.language, folded.size());
      if (draw::text_width(text, 12) > room) text = phrase(Word::more_short, sheet_.language, folded.size());
      sheet_.picture.begin(join(names, ", "), "folded");
      sheet_.write(text, x, sheet_.y, room, {.size = 12, .ink = Ink::quiet, .lines = 1});
      sheet_.picture.end();
    }
    sheet_.y += 22;
  }

  Sheet& sheet_;
  const Board& board_;
  std::vector<Band> bands_;  // by row
  std::vector<SlotPlace> slots_;
  std::vector<Stack> cards_;  // by touchpoint
  std::vector<const BoardLink*> links_;
  std::vector<RouteWish> wishes_;
  std::vector<double> gutter_bottom_;
};

}  // namespace

void draw_touchpoints(Sheet& sheet) { Flow(sheet).draw(); }

}  // namespace cairn::map
