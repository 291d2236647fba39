// Scores of a map's touchpoints, customer by customer, and how many customers were there to be asked. Customers whose
// answers are alike are counted together, so what is kept is small, and partials of any split merge to the same whole.
// The same answers are counted as scores (score_count.h).
#pragma once

#include <map>
#include <vector>

#include "journey/cases.h"
#include "journey/filter_set.h"
#include "map/document.h"
#include "map/observed.h"
#include "map/rows.h"
#include "map/score_count.h"

namespace cairn::map {

/// The sources of a map that are answers.
struct EmotionRules {
  struct Source {
    std::size_t touchpoint;  ///< position in the map
    const EmotionSource* source;
    journey::PredicateNumber on, here;  ///< the answers; the touchpoint's own events, for `by`
  };
  const JourneyMap& map;
  const journey::Index& index;
  std::vector<Source> sources;           ///< by touchpoint
  std::vector<journey::PredicateNumber> answers;  ///< `on` of all of them
  std::vector<std::uint8_t> has_source;           ///< by touchpoint
  std::vector<std::size_t> touchpoints;           ///< that have one
  ScoreRules scores;                     ///< its sources are these
  std::int64_t last_ms = 0;              ///< since 1930: the end of what is known

  EmotionRules(const journey::Index& of, const JourneyMap& by, std::int64_t horizon_ms, journey::FilterSet& predicates);
};

class EmotionCounts {
 public:
  explicit EmotionCounts(const EmotionRules& rules)
      : touchpoints_(rules.has_source.size()), scores_(rules.scores), mine_(rules.has_source.size()) {}
  Result<void> add(const EmotionRules& rules, const journey::CaseView& view, const CountedRows& rows,
                   const journey::RowClasses& classes);
  void merge(const EmotionCounts& other);
  void finish_scores(const EmotionRules& rules, Observed& observed) const { scores_.finish(rules.scores, observed); }
  /// One a touchpoint; inferred ones from what was observed there, with the pains of kind wait.
  std::vector<EmotionObserved> finish(const JourneyMap& map, const Observed& observed) const;

 private:
  struct OfTouchpoint {
    std::uint64_t answers = 0;
    std::uint64_t there = 0, there_answered = 0;                   ///< customers
    std::map<std::pair<double, double>, std::uint64_t> customers;  ///< by sum and weight of their answers
  };
  /// The answers of one customer, by touchpoint.
  struct Answers {
    explicit Answers(std::size_t touchpoints) : there(touchpoints), sum(touchpoints), weight(touchpoints) {}
    std::vector<std::uint8_t> there;
    std::vector<double> sum, weight;
  };
  friend class SourceOnBucket;
  void end_customer(const EmotionRules& rules);

  std::vector<OfTouchpoint> touchpoints_;
  ScoreCounts scores_;
  Answers mine_;  ///< of the customer at hand
};

}  // namespace cairn::map
