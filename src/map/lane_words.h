// What the lanes of emotion, promises and milestones say, in words; the same in pictures, pages and terminals.
#pragma once

#include "map/render_board.h"

namespace cairn::map {

Word word_of(EmotionMark mark);
/// ● ◐ ○ ◇
const char* sign_of(EmotionMark mark);
/// The marks on a board's curve, each once.
std::vector<EmotionMark> shown_marks(const Board& board);
/// "+0.8", "−1.2", "0"
std::string emotion_text(double score);
/// "+0.8 (0.6 to 1.0) · n = 212 · 12 % answered", "assumed +1.0 · hopeful", "7 answers, 30 needed"; empty: nothing.
std::string emotion_words(const BoardTouchpoint& touchpoint, Language language);

/// "81 % kept · 19 % broken · n = 812 · 34 open"; without any answer "nobody has asked". Empty without observations.
std::string promise_words(const BoardPromise& promise, Language language);
/// "within 30 days · in any shop"; empty where neither is said.
std::string terms_words(const Promise& promise, Language language);
/// The finding about a promise that is broken to one in twenty, everywhere or elsewhere; else, and where too few asked,
/// an empty label.
Label promise_sentence(const Promise& promise, const PromiseObserved& seen);

/// "target 35 %: met", "target 35 %: missed"; empty without a target.
std::string target_words(const BoardMilestone& milestone, Language language);

}  // namespace cairn::map
