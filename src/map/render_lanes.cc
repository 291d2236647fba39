// The lanes above and below the touchpoints: milestones, actions, decision points, emotion, pains, opportunities.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "draw/text_size.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"

namespace cairn::map {

using draw::Ink;
using draw::Path;
using draw::Rect;
using draw::Stack;

namespace {

using Columns = std::vector<std::vector<Sheet::Cell>>;

double stage_room(const Sheet& sheet, std::size_t s) {
  return sheet.stage_right(s) - sheet.stage_left(s) - 2 * Sheet::pad;
}

/// The pains of a stage that the overview shows: the grave ones, at most three, at least the gravest.
std::size_t pains_shown(const Board& board, const BoardStage& stage) {
  std::size_t grave = 0;
  while (grave < stage.pains.size() && grave < 3 && board.pains[stage.pains[grave]].pain->severity >= 3) ++grave;
  return std::max<std::size_t>(grave, stage.pains.empty() ? 0 : 1);
}

/// "+2" under the cards that are shown; its tooltip tells the rest.
void add_rest(const Sheet& sheet, std::vector<Sheet::Cell>& column, std::size_t s,
              const std::vector<std::string>& rest) {
  if (rest.empty()) return;
  Stack stack = sheet.stack(stage_room(sheet, s));
  stack.text(phrase(Word::more_short, sheet.language, rest.size()), {.size = 12, .ink = Ink::quiet, .lines = 1});
  column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack), join(rest, " · "), "folded", ""});
}

void draw_curve(Sheet& sheet, const std::map<std::string, double>& scores) {
  constexpr double step = 17, above = 14;
  double top = sheet.y + above, height = 4 * step;
  for (int score = -2; score <= 2; ++score) {
    double at = top + (2 - score) * step;
    sheet.picture.add(Rect{sheet.left(), at, sheet.right() - sheet.left(), score == 0 ? 1.5 : 1, 0, {Ink::rule}, {}});
    if (score % 2 == 0)
      sheet.write(fmt::format("{}{}",
                              score > 0   ? "+"
                              : score < 0 ? "−"
                                          : "",
                              std::abs(score)),
                  sheet.left() - 26, at - 9, 22,
                  {.size = 12, .ink = Ink::quiet, .lines = 1, .anchor = draw::Anchor::end});
  }
  sheet.lane_head(sheet.say(Word::emotion), sheet.y, 0);
  std::vector<draw::Point> dots;
  std::vector<std::pair<std::string, double>> named;
  for (std::size_t t = 0; t < sheet.board.touchpoints.size(); ++t) {
    auto score = scores.find(sheet.board.touchpoints[t].touchpoint->id);
    if (score == scores.end()) continue;
    std::size_t slot = sheet.slot_of[t];
    dots.push_back({(sheet.slot_left[slot] + sheet.slot_left[slot + 1]) / 2, top + (2 - score->second) * step});
    named.emplace_back(sheet.label(sheet.board.touchpoints[t].touchpoint->label), score->second);
  }
  Path line;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    if (i == 0) {
      line.move(dots[i]);
    } else {  // level at every point: nothing between two scores lies beyond them
      double middle = (dots[i - 1].x + dots[i].x) / 2;
      line.curve({middle, dots[i - 1].y}, {middle, dots[i].y}, dots[i]);
    }
  }
  line.stroke = {Ink::grey, 1.5, draw::Dash::dashed};
  sheet.picture.add(line);
  for (std::size_t i = 0; i < dots.size(); ++i) {
    sheet.picture.begin(
        named[i].first + " · " + phrase(Word::assumed_score, sheet.language, fmt::format("{:+.1f}", named[i].second)),
        "emotion");
    sheet.picture.add(Rect{dots[i].x - 5, dots[i].y - 5, 10, 10, 5, {Ink::paper}, {Ink::grey, 2}});
    sheet.picture.end();
  }
  sheet.y += above + height + 16;
  sheet.rule(sheet.y);
}

}  // namespace

std::map<std::string, double> assumed_scores(const JourneyMap& map) {
  std::map<std::string, double> scores;
  const Json* touchpoints =
      map.source.is_object() && map.source.contains("touchpoints") ? &map.source["touchpoints"] : nullptr;
  if (touchpoints == nullptr || !touchpoints->is_array()) return scores;
  for (const Json& each : *touchpoints) {
    if (!each.is_object() || !each.contains("id") || !each["id"].is_string() || !each.contains("emotion")) continue;
    const Json& emotion = each["emotion"];
    if (emotion.is_object() && emotion.contains("manual") && emotion["manual"].is_number())
      scores[each["id"].get<std::string>()] = std::clamp(emotion["manual"].get<double>(), -2.0, 2.0);
  }
  return scores;
}

void draw_milestones(Sheet& sheet) {
  Columns columns;
  bool any = false;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    auto& column = columns.emplace_back();
    for (const BoardMilestone& each : sheet.board.stages[s].milestones) {
      any = true;
      bool goal = each.milestone->id == sheet.board.map->goal;
      Stack stack = sheet.stack(stage_room(sheet, s));
      signed_text(stack, goal ? Icon::goal : Icon::flag, Ink::blue, sheet.label(each.milestone->label),
                  {.size = 13, .bold = true}, sheet.language_tag());
      std::string words;
      if (const auto* seen = each.observed; seen && seen->reached + seen->missed + seen->open > 0) {
        words = outcome_text(seen->reached, seen->missed, seen->open, sheet.language);
        stack.gap(2)
            .bar(outcome_parts(seen->reached, seen->missed, seen->open), 6)
            .text(words, {.size = 12, .ink = Ink::quiet, .lines = 3});
      }
      column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack),
                        sheet.label(each.milestone->label) + (words.empty() ? "" : " · " + words), "milestone",
                        each.milestone->id});
    }
  }
  if (any) sheet.lane(sheet.say(Word::milestones), std::move(columns));
}

void draw_actions(Sheet& sheet) {
  Columns columns;
  bool any = false;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    std::vector<std::string> actions;
    for (std::size_t t : sheet.board.stages[s].touchpoints)
      for (const Label& action : sheet.board.touchpoints[t].touchpoint->actions)
        if (std::string text = sheet.label(action);
            !text.empty() && std::find(actions.begin(), actions.end(), text) == actions.end())
          actions.push_back(text);
    any = any || !actions.empty();
    Stack stack = sheet.stack(stage_room(sheet, s));
    stack.text(join(actions, " · "), {.size = 12, .lines = 5});
    columns.push_back({{sheet.stage_left(s) + Sheet::pad, std::move(stack), join(actions, " · "), "actions",
                        sheet.board.stages[s].stage->id}});
  }
  if (any) sheet.lane(sheet.say(Word::actions), std::move(columns));
}

void draw_decisions(Sheet& sheet) {
  Columns columns;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    auto& column = columns.emplace_back();
    for (std::size_t d : sheet.board.stages[s].decisions) {
      const BoardDecision& decision = sheet.board.decisions[d];
      Stack stack = sheet.stack(stage_room(sheet, s));
      std::string name = sheet.label(decision.decision->label);
      if (name.empty()) name = sheet.label(sheet.board.touchpoints[decision.after].touchpoint->label);
      signed_text(stack, Icon::fork, Ink::blue, name, {.size = 13, .bold = true, .lines = 2}, sheet.language_tag());
      std::string about = name;
      for (const BoardBranch& branch : decision.branches) {
        std::string share = branch.observed ? share_text(branch.observed->share) : "";
        std::string text =
            one_line(branch_text(sheet.board, branch, sheet.language)) + (share.empty() ? "" : " " + share);
        about += " · " + text;
        stack.text(text, {.size = 12, .ink = branch.branch->to.empty() ? Ink::orange : Ink::text, .lines = 2});
        if (branch.observed)
          stack.bar({{branch.observed->share, branch.branch->to.empty()
                                                  ? draw::Fill{Ink::orange_soft, draw::Pattern::hatch, Ink::orange_mid}
                                                  : draw::Fill{Ink::blue_mid, draw::Pattern::none, Ink::none}}},
                    5);
        stack.gap(2);
      }
      column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack), about, "decision", decision.decision->id});
    }
  }
  if (!sheet.board.decisions.empty()) sheet.lane(sheet.say(Word::decisions), std::move(columns));
}

void draw_emotion(Sheet& sheet) {
  auto scores = assumed_scores(*sheet.board.map);
  if (!scores.empty()) return draw_curve(sheet, scores);
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

void draw_pains(Sheet& sheet) {
  Columns columns;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    auto& column = columns.emplace_back();
    std::size_t shown = pains_shown(sheet.board, sheet.board.stages[s]);
    std::vector<std::string> rest;
    for (std::size_t p : sheet.board.stages[s].pains) {
      const BoardPain& pain = sheet.board.pains[p];
      if (column.size() == shown) {
        rest.push_back(pain.name + " " + sheet.label(pain.pain->text));
        continue;
      }
      Stack stack = sheet.stack(stage_room(sheet, s) - 14);
      int severity = std::clamp(pain.pain->severity, 1, 5);
      stack.piece(draw::label_height(1, 12), [name = pain.name, severity](draw::Picture& picture, double x, double y) {
        draw::Text text = draw::label(name, x, y, 60, {.size = 12, .bold = true, .ink = Ink::orange, .lines = 1}, "");
        double at = x + draw::text_width(name, 12, true) + 6;
        picture.add(std::move(text));
        for (int i = 0; i < 5; ++i)
          draw_icon(picture, i < severity ? Icon::pain : Icon::pain_empty, at + i * 11, y + 4, 9, Ink::orange);
      });
      stack.text(sheet.label(pain.pain->text), {.size = 13, .lines = 4});
      std::vector<std::string> figures, more;  // on the map; in its tooltip
      if (const auto* seen = pain.observed; seen && seen->cases > 0) {
        figures.push_back(phrase(Word::n_meet, sheet.language, count_text(seen->cases)));
        more = figures;
        if (std::isfinite(seen->share) && seen->share > 0)
          more.push_back(phrase(Word::of_cases, sheet.language, share_text(seen->share)));
        if (seen->seconds > 0 && std::isfinite(seen->seconds)) {
          figures.push_back(phrase(Word::wait_of, sheet.language, duration_text(seen->seconds, sheet.language)));
          more.push_back(figures.back());
        }
        if (std::isfinite(seen->outcome_with) && std::isfinite(seen->outcome_without)) {
          figures.push_back(phrase(Word::outcome_gap, sheet.language, share_text(seen->outcome_with),
                                   share_text(seen->outcome_without)));
          more.push_back(figures.back());
        }
        if (std::isfinite(seen->extra_loss) && seen->extra_loss >= 0.5)
          more.push_back(phrase(Word::extra_loss, sheet.language,
                                count_text(static_cast<std::uint64_t>(std::llround(seen->extra_loss)))));
      }
      stack.text(join(figures, " · "), {.size = 12, .ink = Ink::quiet, .lines = 3});
      column.push_back(
          {sheet.stage_left(s) + Sheet::pad, std::move(stack),
           pain.name + " " + sheet.label(pain.pain->text) + (more.empty() ? "" : " · " + join(more, " · ")), "pain",
           pain.pain->id, Ink::orange_soft, Ink::orange_mid});
    }
    add_rest(sheet, column, s, rest);
  }
  if (sheet.board.pains.empty()) {
    Stack none = sheet.stack(sheet.right() - sheet.left() - 20);
    none.text(sheet.say(sheet.board.observed ? Word::no_pains : Word::no_data), {.size = 12, .ink = Ink::quiet});
    columns = {};
    columns.push_back({{sheet.left() + Sheet::pad, std::move(none), "", "", ""}});
  }
  sheet.lane(sheet.say(Word::pains), std::move(columns));
}

void draw_opportunities(Sheet& sheet) {
  if (sheet.board.opportunities.empty()) return;
  Columns columns;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    auto& column = columns.emplace_back();
    std::size_t shown = std::max<std::size_t>(pains_shown(sheet.board, sheet.board.stages[s]), 1);
    std::vector<std::string> rest;
    for (std::size_t o : sheet.board.stages[s].opportunities) {
      const BoardOpportunity& opportunity = sheet.board.opportunities[o];
      if (column.size() == shown) {
        rest.push_back(opportunity.name + " " + sheet.label(opportunity.opportunity->text));
        continue;
      }
      Stack stack = sheet.stack(stage_room(sheet, s) - 14);
      stack.text(opportunity.name + " · " + phrase(Word::solves, sheet.language, opportunity.pains),
                 {.size = 12, .bold = true, .ink = Ink::blue, .lines = 2});
      stack.text(sheet.label(opportunity.opportunity->text), {.size = 13, .lines = 3});
      column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack),
                        opportunity.name + " " + sheet.label(opportunity.opportunity->text), "opportunity",
                        opportunity.opportunity->id, Ink::blue_soft, Ink::blue_mid});
    }
    add_rest(sheet, column, s, rest);
  }
  sheet.lane(sheet.say(Word::opportunities), std::move(columns));
}

}  // namespace cairn::map
