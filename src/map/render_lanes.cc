// The lanes above and below the touchpoints: milestones, actions, decision points, emotion, pains, opportunities.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "draw/text_size.h"
#include "map/lane_words.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"

namespace cairn::map {

using draw::Ink;
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

}  // namespace

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
      std::string words, title = sheet.label(each.milestone->label);
      if (const auto* seen = each.observed; seen && seen->reached + seen->missed + seen->open > 0) {
        words = outcome_text(seen->reached, seen->missed, seen->open, sheet.language);
        stack.gap(2)
            .bar(outcome_parts(seen->reached, seen->missed, seen->open), 6)
            .text(words, {.size = 12, .ink = Ink::quiet, .lines = 3});
      }
      std::string target = target_words(each, sheet.language);
      stack.text(target, {.size = 12, .ink = missed_target(each) ? Ink::orange : Ink::quiet, .lines = 2});
      for (const std::string& part : {words, target})
        if (!part.empty()) title += " · " + part;
      column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack), title, "milestone", each.milestone->id});
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

void draw_promises(Sheet& sheet) {
  Columns columns;
  bool any = false;
  for (std::size_t s = 0; s < sheet.board.stages.size(); ++s) {
    auto& column = columns.emplace_back();
    for (const BoardPromise& each : sheet.board.stages[s].promises) {
      any = true;
      Stack stack = sheet.stack(stage_room(sheet, s));
      std::string terms = sheet.label(each.promise->terms), more = terms_words(*each.promise, sheet.language);
      std::string words = promise_words(each, sheet.language), at = sheet.label(each.touchpoint->label);
      stack.text(terms, {.size = 13, .bold = true, .lines = 4});
      stack.text(more, {.size = 12, .ink = Ink::quiet, .lines = 3});
      if (const auto* seen = each.observed; seen && seen->kept + seen->broken + seen->open > 0)
        stack.gap(2).bar(outcome_parts(seen->kept, seen->broken, seen->open), 6);
      stack.text(words, {.size = 12, .ink = Ink::quiet, .lines = 5});
      std::string title = terms;
      for (const std::string& part : {at, more, words})
        if (!part.empty()) title += " · " + part;
      column.push_back({sheet.stage_left(s) + Sheet::pad, std::move(stack), title, "promise", each.touchpoint->id});
    }
  }
  if (any) sheet.lane(sheet.say(Word::promises), std::move(columns));
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
