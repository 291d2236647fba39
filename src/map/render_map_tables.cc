// The map as tables: what the lanes show, row by row, with what the overview leaves out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "map/lane_words.h"
#include "map/render_lines.h"
#include "map/render_page.h"

namespace cairn::map {

namespace {

PageTable table(Word caption, std::initializer_list<Word> head, std::size_t texts, Language language) {
  PageTable made;
  made.caption = word(caption, language);
  for (Word each : head) {
    made.numeric.push_back(made.head.size() >= texts);
    made.head.push_back(word(each, language));
  }
  return made;
}

PageTable milestone_table(const Board& board, Language language) {
  PageTable made = table(
      Word::milestones,
      {Word::milestones, Word::stage, Word::kept, Word::missed, Word::in_progress, Word::share, Word::target_word}, 2,
      language);
  for (const BoardStage& stage : board.stages)
    for (const BoardMilestone& each : stage.milestones) {
      const auto* seen = each.observed;
      auto count = [&](std::uint64_t MilestoneObserved::*of) { return seen ? count_text(seen->*of) : "–"; };
      std::string target = target_words(each, language);
      made.rows.push_back({one_line(each.milestone->label.in(language)), one_line(stage.stage->label.in(language)),
                           count(&MilestoneObserved::reached), count(&MilestoneObserved::missed),
                           count(&MilestoneObserved::open),
                           seen ? share_text(part_of(seen->reached, seen->reached + seen->missed)) : "–",
                           target.empty() ? "–" : target});
    }
  return made;
}

PageTable emotion_table(const Board& board, Language language) {
  PageTable made = table(Word::emotion,
                         {Word::touchpoint, Word::stage, Word::known_from, Word::emotion_score, Word::interval,
                          Word::count, Word::response},
                         3, language);
  for (const Touchpoint& touchpoint : board.map->touchpoints) {
    EmotionObserved seen = assumed_emotion(touchpoint);
    if (board.observed)
      for (const auto& each : board.observed->emotions)
        if (each.id == touchpoint.id) seen = each;
    if (seen.mark == EmotionMark::none && !seen.asked) continue;
    std::string stage;
    for (const BoardStage& each : board.stages)
      if (each.stage->id == touchpoint.stage) stage = one_line(each.stage->label.in(language));
    bool few = seen.mark == EmotionMark::none && board.observed;
    made.rows.push_back({one_line(touchpoint.label.in(language)), stage,
                         few ? phrase(Word::too_few_answers, language, count_text(seen.n), count_text(seen.min_n))
                             : word(word_of(seen.mark), language),
                         emotion_text(seen.score),
                         std::isfinite(seen.low) ? emotion_text(seen.low) + " – " + emotion_text(seen.high) : "–",
                         seen.asked ? count_text(seen.n) : "–", share_text(seen.response)});
  }
  return made;
}

PageTable promise_table(const Board& board, Language language) {
  PageTable made = table(Word::promises,
                         {Word::promises, Word::touchpoint, Word::made_count, Word::asked_count, Word::kept_count,
                          Word::broken_count, Word::open_count, Word::late_count, Word::late_refused_count},
                         2, language);
  for (const BoardStage& stage : board.stages)
    for (const BoardPromise& each : stage.promises) {
      const auto* seen = each.observed;
      auto count = [&](std::uint64_t PromiseObserved::*of) { return seen ? count_text(seen->*of) : "–"; };
      auto shared = [&](std::uint64_t PromiseObserved::*of, double PromiseObserved::*share) {
        return seen && std::isfinite(seen->*share) ? count(of) + " (" + share_text(seen->*share) + ")" : count(of);
      };
      made.rows.push_back({one_line(each.promise->terms.in(language)), one_line(each.touchpoint->label.in(language)),
                           count(&PromiseObserved::made), count(&PromiseObserved::asked),
                           shared(&PromiseObserved::kept, &PromiseObserved::kept_share),
                           shared(&PromiseObserved::broken, &PromiseObserved::broken_share),
                           count(&PromiseObserved::open), count(&PromiseObserved::late),
                           count(&PromiseObserved::late_refused)});
    }
  return made;
}

}  // namespace

std::vector<PageTable> map_tables(const Board& board, Language language) {
  auto label = [&](const Label& text) { return one_line(text.in(language)); };
  auto say = [&](Word name) { return word(name, language); };
  PageTable touchpoints{say(Word::touchpoints),
                        {say(Word::touchpoint), say(Word::stage), say(Word::channel), say(Word::cases),
                         say(Word::events_count), say(Word::next_after), say(Word::end_share), say(Word::repeat_share)},
                        {false, false, false, true, true, true, true, true},
                        {}};
  for (const BoardTouchpoint& each : board.touchpoints) {
    const TouchpointObserved* seen = each.observed;
    std::string kind = say(word_of(each.glyph));
    std::string channel = each.channel ? label(each.channel->label) : one_line(each.touchpoint->channel);
    bool waits = seen && seen->cases > seen->ended;
    touchpoints.rows.push_back({label(each.touchpoint->label), label(board.stages[each.stage].stage->label),
                                channel.empty() ? kind : channel + " (" + kind + ")",
                                seen ? count_text(seen->cases) : "–", seen ? count_text(seen->events) : "–",
                                waits ? duration_text(seen->wait_median, language) : "–", share_text(each.end_share()),
                                seen ? share_text(seen->repeat_share) : "–"});
  }
  PageTable pains{say(Word::pains),
                  {say(Word::pains), say(Word::stage), say(Word::severity_word), "n", say(Word::goal_with),
                   say(Word::goal_without)},
                  {false, false, true, true, true, true},
                  {}};
  for (const BoardPain& each : board.pains) {
    const PainObserved* seen = each.observed;
    pains.rows.push_back({each.name + " " + label(each.pain->text), label(board.stages[each.stage].stage->label),
                          fmt::format("{}", std::clamp(each.pain->severity, 1, 5)),
                          seen ? count_text(seen->cases) : "–", seen ? share_text(seen->outcome_with) : "–",
                          seen ? share_text(seen->outcome_without) : "–"});
  }
  std::vector<PageTable> tables;
  if (!touchpoints.rows.empty()) tables.push_back(std::move(touchpoints));
  if (!pains.rows.empty()) tables.push_back(std::move(pains));
  for (auto* make : {milestone_table, emotion_table, promise_table})
    if (PageTable made = make(board, language); !made.rows.empty()) tables.push_back(std::move(made));
  return tables;
}

}  // namespace cairn::map
