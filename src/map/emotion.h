// How customers feel at a touchpoint, from -2 (very bad) to +2 (very good), and where that is known from. A score
// belongs to the touchpoint that it is about, which its source's predicate says; when it came does not matter.
//
//   source      answers               scale of its type          emotion
//   csat        1 2 3 4 5       ──▶   1→-2  3→0  5→+2      ──▶   mean, weighted by source
//   nps         0 … 10                0→-2  6→-1  7→0  8→0  9→+1  10→+2
//   behaviour   none: what customers do stands for what they do not say (inferred_emotion)
//
//   ● observed   scores, at least minN of them        ◐ inferred   behaviour only
//   ○ assumed    set by hand; ◇ target, in a to-be    (gap)        too few scores, or nothing known
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/language.h"
#include "event/predicate.h"

namespace cairn::map {

/// Scores and the emotions that they stand for, by score; between two it is linear, beyond the ends it stays.
using EmotionScale = std::vector<std::pair<double, double>>;

struct EmotionSource {
  std::string type = "csat";    ///< csat, ces, nps, review, behaviour
  EventPredicate on;            ///< the answers that are about this touchpoint; of behaviour: unused
  std::string value = "value";  ///< the property that holds the score
  EmotionScale scale;           ///< as written; empty: that of the type
  double weight = 1;            ///< of one answer
  /// The property (an order's number) that an answer must share with an event of the touchpoint; empty: none.
  std::string by;
  bool behaviour() const { return type == "behaviour"; }
};

struct Emotion {
  std::string mode = "observed";  ///< observed, manual, blend (the best that is known), target
  std::optional<double> manual;   ///< -2..2
  Label label;                    ///< "frustrated"
  std::vector<EmotionSource> sources;
  std::uint64_t min_n = 30;         ///< fewer answers are a gap
  std::optional<Duration> max_age;  ///< older answers, seen from the last event, do not count
};

Emotion emotion_from(const Json& json);
Json emotion_json(const Emotion& emotion, const Json& old);

/// The usual scale of a type of score: csat and review 1..5, ces 1..7 (7: very easy), nps 0..10.
const EmotionScale& usual_scale(const std::string& type);
double emotion_at(const EmotionScale& scale, double score);

/// Shares, 0..1 or NaN for not known, of customers at a touchpoint who meet trouble.
struct Trouble {
  double leave = 0, fail = 0, repeat = 0, wait = 0;
};
/// -2 · (1 - (1-leave)(1-fail)(1-repeat)(1-wait)): the share that meets any trouble, if troubles met customers
/// independently. What customers do tells of trouble only, so this lies between -2 and 0. An unknown share counts as 0;
/// NaN when all are unknown.
double inferred_emotion(const Trouble& trouble);

}  // namespace cairn::map
