#include "map/lane_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "map/render_lines.h"

namespace cairn::map {

Word word_of(EmotionMark mark) {
  constexpr std::array words{Word::no_scores, Word::emotion_observed, Word::emotion_inferred, Word::emotion_assumed,
                             Word::emotion_target};
  return words.at(static_cast<std::size_t>(mark));
}

const char* sign_of(EmotionMark mark) {
  constexpr std::array signs{"", "●", "◐", "○", "◇"};
  return signs.at(static_cast<std::size_t>(mark));
}

std::vector<EmotionMark> shown_marks(const Board& board) {
  std::vector<EmotionMark> marks;
  for (EmotionMark mark : {EmotionMark::observed, EmotionMark::inferred, EmotionMark::assumed, EmotionMark::target})
    if (std::any_of(board.touchpoints.begin(), board.touchpoints.end(),
                    [&](const auto& each) { return each.emotion.mark == mark; }))
      marks.push_back(mark);
  return marks;
}

std::string emotion_text(double score) {
  if (!std::isfinite(score)) return "–";
  double rounded = std::round(score * 10) / 10, size = std::abs(rounded);
  std::string digits = size == std::floor(size) ? fmt::format("{:.0f}", size) : fmt::format("{:.1f}", size);
  return (rounded > 0 ? "+" : rounded < 0 ? "−" : "") + digits;
}

std::string emotion_words(const BoardTouchpoint& touchpoint, Language language) {
  const EmotionObserved& seen = touchpoint.emotion;
  std::vector<std::string> parts;
  if (seen.mark == EmotionMark::observed) {
    std::string score = emotion_text(seen.score);
    if (std::isfinite(seen.low))
      score += " " + phrase(Word::emotion_interval, language, emotion_text(seen.low), emotion_text(seen.high));
    parts = {score, "n = " + count_text(seen.n)};
    if (std::isfinite(seen.response))
      parts.push_back(phrase(Word::share_answered, language, share_text(seen.response)));
  } else if (seen.mark != EmotionMark::none) {
    parts.push_back(word(word_of(seen.mark), language) + " " + emotion_text(seen.score));
  }
  if (seen.asked && seen.mark != EmotionMark::observed && touchpoint.observed != nullptr)
    parts.push_back(phrase(Word::too_few_answers, language, count_text(seen.n), count_text(seen.min_n)));
  const auto& emotion = touchpoint.touchpoint->emotion;
  if (std::string feeling = emotion ? one_line(emotion->label.in(language)) : ""; !feeling.empty())
    parts.push_back(feeling);
  return join(parts, " · ");
}

std::string promise_words(const BoardPromise& promise, Language language) {
  if (promise.observed == nullptr) return "";
  const PromiseObserved& seen = *promise.observed;
  std::vector<std::string> parts;
  std::uint64_t n = seen.kept + seen.broken;
  if (n > 0) {
    parts.push_back(phrase(Word::promise_kept, language, share_text(seen.kept_share)));
    parts.push_back(phrase(Word::promise_broken, language, share_text(seen.broken_share)));
    parts.push_back("n = " + count_text(n));
  } else if (seen.asked == 0) {
    parts.push_back(phrase(Word::promise_unasked, language, count_text(seen.made)));
  }
  if (seen.open > 0) parts.push_back(phrase(Word::promise_open, language, count_text(seen.open)));
  if (seen.late > 0) parts.push_back(phrase(Word::promise_late, language, count_text(seen.late)));
  auto place = [&](const PlaceObserved& where, Word name) {
    if (std::uint64_t here = where.kept + where.broken; here > 0)
      parts.push_back(phrase(name, language, share_text(part_of(where.broken, here))));
  };
  place(seen.same, Word::promise_same_place);
  place(seen.other, Word::promise_other_place);
  return join(parts, " · ");
}

std::string terms_words(const Promise& promise, Language language) {
  std::vector<std::string> parts;
  if (promise.deadline) parts.push_back(phrase(Word::within, language, duration_text(*promise.deadline, language)));
  if (promise.scope == "any-store") parts.push_back(word(Word::any_store, language));
  if (promise.scope == "same-store") parts.push_back(word(Word::same_store, language));
  for (const Label& condition : promise.conditions) parts.push_back(one_line(condition.in(language)));
  return join(parts, " · ");
}

Label promise_sentence(const Promise& promise, const PromiseObserved& seen) {
  constexpr std::uint64_t enough = 30;  // as for scores
  constexpr double worth_saying = 0.05;
  std::uint64_t n = seen.kept + seen.broken, away = seen.other.kept + seen.other.broken;
  bool often = n >= enough && seen.broken_share >= worth_saying;
  bool elsewhere = away >= enough && part_of(seen.other.broken, away) >= worth_saying;
  if (!often && !elsewhere) return {};
  auto sentence = [&](Language language) {
    std::string who = promise.deadline
                          ? phrase(Word::asked_inside, language, duration_text(*promise.deadline, language))
                          : word(Word::asked_for_it, language);
    std::string text = phrase(Word::promise_finding, language, one_line(promise.terms.in(language)), who,
                              share_text(seen.broken_share), count_text(n));
    std::uint64_t same = seen.same.kept + seen.same.broken, other = seen.other.kept + seen.other.broken;
    if (same >= enough && other >= enough)
      text += phrase(Word::promise_places, language, share_text(part_of(seen.other.broken, other)),
                     share_text(part_of(seen.same.broken, same)));
    return text + (language == Language::en ? "." : "。");
  };
  return {sentence(Language::zh_hans), sentence(Language::zh_hant), sentence(Language::en)};
}

std::string target_words(const BoardMilestone& milestone, Language language) {
  if (!milestone.milestone->target) return "";
  std::string target = share_text(*milestone.milestone->target);
  const auto* seen = milestone.observed;
  if (seen == nullptr || seen->reached + seen->missed == 0) return phrase(Word::target_only, language, target);
  double share = part_of(seen->reached, seen->reached + seen->missed);
  return phrase(share >= *milestone.milestone->target ? Word::target_met : Word::target_missed, language, target,
                share_text(share));
}

}  // namespace cairn::map
