// What frames the map: the header strip, the stage heads, and the footer that says what it rests on.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "draw/text_size.h"
#include "map/lane_words.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"
#include "map/render_trust.h"

namespace cairn::map {

using draw::Ink;
using draw::Path;
using draw::Rect;
using draw::Stack;

namespace {

/// Facts side by side, on as many rows as they need.
void draw_facts(Sheet& sheet, const std::vector<Fact>& facts) {
  constexpr double between = 30, small = 12, large = 14;
  double x = Sheet::margin, row = draw::label_height(1, small) + draw::label_height(1, large) + 10;
  bool any = false;
  for (const Fact& fact : facts) {
    double room = std::max(draw::text_width(fact.name, small), draw::text_width(fact.value, large, true)) + 2;
    room = std::min(room, sheet.width - 2 * Sheet::margin);
    if (any && x + room > sheet.right()) {
      x = Sheet::margin;
      sheet.y += row;
    }
    Stack stack = sheet.stack(room);
    stack.text(fact.name, {.size = small, .ink = Ink::quiet, .lines = 1})
        .text(fact.value, {.size = large, .bold = true, .lines = 1});
    if (std::isfinite(fact.share)) stack.bar({{fact.share, {Ink::blue_mid}}}, 4);
    stack.draw(sheet.picture, x, sheet.y);
    x += room + between;
    any = true;
  }
  if (any) sheet.y += row;
}

/// An arrow-shaped band from x to x + width; the first begins flat.
Path chevron(double x, double y, double width, double height, bool first, bool last, Ink ink) {
  constexpr double point = 10;
  Path path;
  path.move({x, y}).line({x + width - (last ? 0 : point), y});
  if (!last) path.line({x + width, y + height / 2});
  path.line({x + width - (last ? 0 : point), y + height}).line({x, y + height});
  if (!first) path.line({x + point, y + height / 2});
  path.close();
  path.fill.ink = ink;
  return path;
}

/// A large number and what it counts on one line, or below each other where they do not fit.
void add_number(Stack& stack, const std::string& number, const std::string& unit, const std::string& language) {
  constexpr double large = 20, small = 12;
  double after = draw::text_width(number, large, true) + 1;
  bool beside = after + draw::text_width(unit, small) <= stack.width();
  stack.text(number, {.size = large, .bold = true, .lines = 1});
  double rise = draw::label_height(1, large) - (draw::ascent * large - draw::ascent * small);
  if (!beside) {
    stack.text(unit, {.size = small, .ink = Ink::quiet, .lines = 1});
  } else {
    stack.piece(0, [=](draw::Picture& picture, double x, double y) {
      picture.add(
          draw::label(unit, x + after, y - rise, 400, {.size = small, .ink = Ink::quiet, .lines = 1}, language));
    });
  }
}

Stack stage_figures(const Sheet& sheet, const BoardStage& stage, double width, bool worst) {
  Stack stack = sheet.stack(width);
  const StageObserved* seen = stage.observed;
  if (seen == nullptr) {
    stack.text(sheet.say(Word::no_data), {.size = 12, .ink = Ink::quiet});
    return stack;
  }
  add_number(stack, short_count_text(seen->entered, sheet.language), sheet.say(Word::entered), sheet.language_tag());
  stack.gap(3);
  if (seen->entered > 0)
    stack.bar(
        outcome_parts(seen->moved_on, stage.last && !stage.stage->by_milestones ? 0 : seen->left, seen->in_progress), 9,
        std::max(part_of(seen->entered, sheet.board.most_entered), 0.04));
  stack.gap(3);
  draw::TextStyle caption{.size = 12, .bold = worst, .ink = worst ? Ink::orange : Ink::text, .lines = 4};
  if (stage.stage->by_milestones) {
    if (seen->entered > 0) {
      stack.text(phrase(Word::share_kept, sheet.language, share_text(part_of(seen->moved_on, stage.judged()))),
                 {.bold = true, .ink = Ink::blue});
      std::vector<std::string> others;
      if (seen->left > 0)
        others.push_back(phrase(Word::share_missed, sheet.language, share_text(part_of(seen->left, stage.judged()))));
      if (seen->in_progress > 0)
        others.push_back(
            phrase(Word::share_in_progress, sheet.language, share_text(part_of(seen->in_progress, stage.judged()))));
      stack.text(join(others, " · "), {.size = 12, .ink = Ink::quiet});
      stack.text(one_line(leave_caption(sheet.board, stage, sheet.language)), caption);
    }
  } else if (stage.last) {
    stack.text(sheet.say(Word::end_of_map), {.size = 12, .ink = Ink::quiet});
  } else if (stage.known() > 0) {
    stack.text(phrase(Word::share_move_on, sheet.language, share_text(part_of(seen->moved_on, stage.known()))),
               {.bold = true, .ink = Ink::blue});
    stack.text(one_line(leave_caption(sheet.board, stage, sheet.language)), caption);
  }
  std::vector<std::string> more;
  if (!stage.last && std::isfinite(seen->dwell_median) && seen->moved_on > 0)
    more.push_back(phrase(Word::dwell_median, sheet.language, duration_text(seen->dwell_median, sheet.language)));
  if (seen->in_progress > 0 && !stage.stage->by_milestones && !stage.last)
    more.push_back(phrase(Word::share_in_progress, sheet.language, count_text(seen->in_progress)));
  // On one line where they fit, else below each other.
  std::string both = join(more, " · ");
  if (more.size() > 1 && draw::text_width(both, 12) > width) {
    for (const std::string& each : more) stack.text(each, {.size = 12, .ink = Ink::quiet, .lines = 2});
  } else {
    stack.text(both, {.size = 12, .ink = Ink::quiet, .lines = 2});
  }
  for (const CountObserved* count : stage.counts) {
    stack.gap(3);
    stack.text(counted_text(*count, sheet.language), {.size = 12, .lines = 2});
    stack.bar({{1, {Ink::grey_soft, draw::Pattern::hatch, Ink::grey}}}, 7);
    if (auto rate = identified_text(*count, sheet.language); !rate.empty())
      stack.text(rate, {.size = 12, .ink = Ink::quiet, .lines = 2});
  }
  return stack;
}

}  // namespace

std::size_t worst_stage(const Board& board) {
  std::size_t worst = board.stages.size();
  std::uint64_t most = 0;
  for (std::size_t s = 0; s < board.stages.size(); ++s) {
    const BoardStage& stage = board.stages[s];
    bool loses = board.goal_stage == s || (!stage.stage->by_milestones && !stage.last);
    if (!loses || stage.observed == nullptr || stage.observed->left <= most) continue;
    most = stage.observed->left;
    worst = s;
  }
  return worst;
}

std::vector<Fact> facts_of(const Board& board, const RenderOptions& options) {
  std::vector<Fact> facts;
  const Observed* seen = board.observed;
  if (seen == nullptr) return facts;
  Language language = options.language;
  auto add = [&](Word name, std::string value, double share = std::nan("")) {
    facts.push_back({word(name, language), std::move(value), share});
  };
  add(Word::period, period_text(seen->from, seen->to, options.zone));
  add(Word::case_word, phrase(Word::n_cases, language, count_text(seen->cases)));
  if (seen->customers != seen->cases)
    add(Word::customers, phrase(Word::n_customers, language, count_text(seen->customers)));
  add(Word::events, phrase(Word::n_events, language, count_text(seen->events)));
  if (std::isfinite(seen->coverage))
    add(Word::coverage, phrase(Word::covers, language, share_text(seen->coverage)), seen->coverage);
  if (double share = part_of(seen->reached_goal, seen->cases); seen->reached_goal > 0 && std::isfinite(share))
    add(Word::goal, phrase(Word::reached_goal, language, share_text(share)), share);
  add(Word::definition, one_line(case_rule_text(board.map->cases, language)));
  for (const auto& [name, value] : trust_facts(*seen, language)) add(name, value);
  return facts;
}

void draw_header(Sheet& sheet) {
  const JourneyMap& map = *sheet.board.map;
  // What kind of map it is, as pills at the right of the title.
  double x = sheet.right();
  std::vector<std::pair<std::string, Ink>> pills = {
      {phrase(Word::version, sheet.language, map.version), Ink::grey_soft},
      {sheet.say(map.basis == "to-be" ? Word::to_be : Word::as_is), Ink::blue_soft}};
  if (sheet.options.simulated) pills.emplace_back(sheet.say(Word::simulated_data), Ink::orange_soft);
  if (sheet.board.observed == nullptr) pills.emplace_back(sheet.say(Word::no_data), Ink::orange_soft);
  for (const auto& [text, ink] : pills) {
    double room = draw::text_width(text, 13, true) + 22;
    x -= room;
    sheet.picture.add(Rect{x, sheet.y + 5, room, 26, 13, {ink}, {}});
    sheet.write(text, x + 11, sheet.y + 9, room - 18, {.size = 13, .bold = true, .lines = 1});
    x -= 8;
  }
  sheet.y += sheet.write(sheet.picture.title, Sheet::margin, sheet.y, x - Sheet::margin - 20,
                         {.size = 26, .bold = true, .lines = 2});
  double room = std::min(sheet.width - 2 * Sheet::margin, 1240.0);
  if (std::string goal = sheet.label(map.purpose); !goal.empty()) {
    std::string colon = sheet.language == Language::en ? ": " : "：";
    sheet.y +=
        sheet.write(sheet.say(Word::goal) + colon + goal, Sheet::margin, sheet.y, room, {.size = 15, .lines = 2});
  }
  if (sheet.board.observed == nullptr)
    sheet.y +=
        sheet.write(sheet.say(Word::no_data_long), Sheet::margin, sheet.y, room, {.size = 14, .ink = Ink::quiet});
  sheet.y += 8;
  draw_facts(sheet, facts_of(sheet.board, sheet.options));
  sheet.y += 6;
}

void draw_stage_heads(Sheet& sheet) {
  const auto& stages = sheet.board.stages;
  constexpr double inset = 18, size = 15;
  double band = 0;
  std::size_t worst = worst_stage(sheet.board);
  std::vector<std::string> names;
  std::vector<Stack> figures;
  auto room = [&](std::size_t s) { return sheet.stage_right(s) - sheet.stage_left(s) - inset - 14; };
  for (std::size_t s = 0; s < stages.size(); ++s) {
    names.push_back(fmt::format("{} {}", s + 1, sheet.label(stages[s].stage->label)));
    auto lines = draw::wrap_text(names[s], room(s), size, true, 3);
    band = std::max(band, draw::label_height(lines.size(), size) + 10);
    figures.push_back(
        stage_figures(sheet, stages[s], sheet.stage_right(s) - sheet.stage_left(s) - 2 * Sheet::pad - 4, s == worst));
  }
  double height = 0;
  for (const Stack& each : figures) height = std::max(height, each.height());
  sheet.lane_head(sheet.say(Word::stage), sheet.y, band);
  for (std::size_t s = 0; s < stages.size(); ++s) {
    double x = sheet.stage_left(s), width = sheet.stage_right(s) - x;
    sheet.picture.begin(sheet.label(stages[s].stage->label), "stage", stages[s].stage->id);
    sheet.picture.add(chevron(x + (s ? 2 : 0), sheet.y, width - (s ? 2 : 0) + (s + 1 < stages.size() ? 8 : 0), band,
                              s == 0, s + 1 == stages.size(), s == worst ? Ink::orange_soft : Ink::blue_soft));
    double text_height = draw::label_height(draw::wrap_text(names[s], room(s), size, true, 3).size(), size);
    sheet.write(names[s], x + inset, sheet.y + (band - text_height) / 2, room(s),
                {.size = size, .bold = true, .lines = 3});
    figures[s].draw(sheet.picture, x + Sheet::pad + 4, sheet.y + band + 4);
    sheet.picture.end();
  }
  sheet.y += band + height + 10;
  sheet.rule(sheet.y);
}

void draw_footer(Sheet& sheet) {
  const Board& board = sheet.board;
  struct Entry {
    std::string text;
    double room;  ///< of its sign
    std::function<void(double, double)> sign;
  };
  std::vector<Entry> entries;
  auto icon = [&](Icon which, Ink ink, Word name) {
    entries.push_back({sheet.say(name), 12,
                       [&sheet, which, ink](double x, double y) { draw_icon(sheet.picture, which, x, y, 12, ink); }});
  };
  auto bar = [&](draw::Fill fill, Word name) {
    entries.push_back({sheet.say(name), 22, [&sheet, fill](double x, double y) {
                         sheet.picture.add(Rect{x, y + 2, 22, 8, 2, fill, {}});
                       }});
  };
  auto line = [&](Ink ink, double width, draw::Dash dash, Word name) {
    entries.push_back({sheet.say(name), 26, [&sheet, ink, width, dash](double x, double y) {
                         Path path;
                         path.move({x, y + 6}).line({x + 20, y + 6});
                         path.stroke = {ink, width, dash};
                         sheet.picture.add(path);
                         sheet.picture.add(draw::arrow_head({x + 26, y + 6}, 1, 0, 8, ink));
                       }});
  };
  for (Glyph glyph : {Glyph::offline, Glyph::online, Glyph::wechat, Glyph::external, Glyph::unknown})
    if (std::any_of(board.touchpoints.begin(), board.touchpoints.end(),
                    [&](const auto& t) { return t.glyph == glyph; })) {
      icon(icon_of(glyph), Ink::text, word_of(glyph));
    }
  auto any_link = [&](auto&& test) { return std::any_of(board.links.begin(), board.links.end(), test); };
  if (any_link([](const auto& link) { return !link.back; }))
    line(Ink::blue_mid, 4, draw::Dash::solid, board.observed ? Word::flow_width : Word::flow);
  if (any_link([](const auto& link) { return link.back; })) line(Ink::quiet, 2, draw::Dash::dashed, Word::loop_arc);
  if (any_link([](const auto& link) { return link.detour; }))
    line(Ink::orange_mid, 2, draw::Dash::dotted, Word::detour);
  if (!board.decisions.empty()) icon(Icon::fork, Ink::blue, Word::fork);
  if (board.observed) {
    icon(Icon::clock, Ink::quiet, Word::next_after);
    icon(Icon::leave, Ink::quiet, Word::leave_here);
    icon(Icon::again, Ink::quiet, Word::come_back);
    bar({Ink::blue_mid}, Word::moves_on_or_kept);
    bar({Ink::orange_soft, draw::Pattern::hatch, Ink::orange_mid}, Word::leaves_or_missed);
    bar({Ink::grey_soft, draw::Pattern::dots, Ink::grey}, Word::in_progress);
    if (!board.observed->counts.empty()) bar({Ink::grey_soft, draw::Pattern::hatch, Ink::grey}, Word::counted);
  }
  for (EmotionMark mark : shown_marks(board))
    entries.push_back(
        {sheet.say(Word::emotion) + (sheet.language == Language::en ? ", " : "：") + sheet.say(word_of(mark)), 12,
         [&sheet, mark](double x, double y) {
           EmotionObserved one;
           one.mark = mark;
           one.score = 1;
           draw_emotion_mark(sheet.picture, one, x + 6, y + 6, 4);
         }});
  if (!board.pains.empty()) icon(Icon::pain, Ink::orange, Word::severity_sign);
  sheet.y += 12;
  double x = Sheet::margin;
  constexpr double row = 22;
  for (const Entry& entry : entries) {
    double room = entry.room + 6 + draw::text_width(entry.text, 12) + 2;
    if (x + room > sheet.right() && x > Sheet::margin) {
      x = Sheet::margin;
      sheet.y += row;
    }
    entry.sign(x, sheet.y + 2);
    sheet.write(entry.text, x + entry.room + 6, sheet.y - 1, room, {.size = 12, .ink = Ink::quiet, .lines = 1});
    x += room + 22;
  }
  if (!entries.empty()) sheet.y += row;
  std::string rests = sheet.say(Word::made_by) + " · " + sheet.picture.title + " · " +
                      phrase(Word::version, sheet.language, board.map->version);
  if (board.observed)
    rests += fmt::format(" · n = {} · {} · ", count_text(board.observed->cases),
                         period_text(board.observed->from, board.observed->to, sheet.zone)) +
             phrase(Word::fresh_until, sheet.language, date_text(board.observed->to, sheet.zone));
  sheet.y += 2;
  sheet.y += sheet.write(rests, Sheet::margin, sheet.y, sheet.width - 2 * Sheet::margin,
                         {.size = 12, .ink = Ink::quiet, .lines = 2});
}

}  // namespace cairn::map
