// Scores of touchpoints and stages as people speak of them: CSAT 4.2, NPS 31, each type for itself. The answers are
// those that emotion_count.h finds; here they keep the scale in which they were given.
//
//   series   answers of one type about one touchpoint, or about all touchpoints of a stage; an answer that is about two
//            of them counts once for the stage
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "map/document.h"
#include "map/observed.h"

namespace cairn::map {

/// What is fixed for a map: which series each source of a score adds to.
struct ScoreRules {
  struct Series {
    bool stage = false;
    std::size_t of = 0;  ///< touchpoint or stage number
    std::string type;
    double least = 0, most = 0;            ///< of the scale
    std::vector<std::size_t> touchpoints;  ///< that the answers are about
  };
  std::vector<Series> series;
  std::vector<std::vector<std::size_t>> of_source;  ///< series numbers

  void add_source(const JourneyMap& map, std::size_t touchpoint, const EmotionSource& source);

 private:
  std::size_t find(bool stage, std::size_t of, const EmotionSource& source);
};

class ScoreCounts {
 public:
  explicit ScoreCounts(const ScoreRules& rules) : counts_(rules.series.size()), answers_(rules.series.size()) {}

  /// An answer of the customer at hand.
  void take(const ScoreRules& rules, std::size_t source, std::size_t row, double score);
  /// After the answers of a customer. `there`: at which touchpoints he was.
  void end_customer(const ScoreRules& rules, const std::vector<std::uint8_t>& there);
  void merge(const ScoreCounts& other);
  void finish(const ScoreRules& rules, Observed& observed) const;

 private:
  struct Count {
    std::uint64_t answers = 0, there = 0, there_answered = 0;
    std::map<std::pair<double, double>, std::uint64_t> customers;  ///< by sum and number of their answers
  };
  struct Answers {
    double sum = 0, n = 0;
    std::vector<std::size_t> rows;  ///< taken: an answer may come by several sources
  };
  std::vector<Count> counts_;
  std::vector<Answers> answers_;  ///< of the customer at hand, by series
};

}  // namespace cairn::map
