#include "map/score_count.h"

#include <algorithm>
#include <cmath>

#include "stats/bootstrap.h"

namespace cairn::map {
namespace {

/// From so many customers on the interval is worked out, not drawn: the difference is not seen in a figure of two
/// digits, and a map has many scores.
constexpr std::uint64_t enough_to_work_out = 200;

/// A score as it is added up: nps as +100 for a promoter, -100 for a detractor.
double added(const std::string& type, double score) {
  if (type != "nps") return score;
  return score >= 9 ? 100 : score <= 6 ? -100 : 0;
}

ScoreObserved observed_of(const ScoreRules::Series& series, std::uint64_t answers, double response,
                          std::vector<stats::Clusters> clusters) {
  ScoreObserved one;
  one.type = series.type;
  one.least = series.type == "nps" ? -100 : series.least;
  one.most = series.type == "nps" ? 100 : series.most;
  one.n = answers;
  one.response = response;
  for (const auto& alike : clusters) one.customers += alike.count;
  auto mean = stats::bootstrap_mean(std::move(clusters), enough_to_work_out);
  one.value = mean.mean;
  one.low = std::isfinite(mean.low) ? std::max(mean.low, one.least) : mean.low;
  one.high = std::isfinite(mean.high) ? std::min(mean.high, one.most) : mean.high;
  return one;
}

}  // namespace

std::size_t ScoreRules::find(bool stage, std::size_t of, const EmotionSource& source) {
  for (std::size_t s = 0; s < series.size(); ++s)
    if (series[s].stage == stage && series[s].of == of && series[s].type == source.type) return s;
  const auto& scale = source.scale.empty() ? usual_scale(source.type) : source.scale;
  series.push_back({stage, of, source.type, scale.front().first, scale.back().first, {}});
  return series.size() - 1;
}

void ScoreRules::add_source(const JourneyMap& map, std::size_t touchpoint, const EmotionSource& source) {
  std::vector<std::size_t> found{find(false, touchpoint, source)};
  if (map.stage(map.touchpoints[touchpoint].stage) != nullptr)
    found.push_back(find(true, map.stage_index(map.touchpoints[touchpoint].stage), source));
  for (auto s : found) {
    auto& list = series[s].touchpoints;
    if (std::find(list.begin(), list.end(), touchpoint) == list.end()) list.push_back(touchpoint);
  }
  of_source.push_back(std::move(found));
}

void ScoreCounts::take(const ScoreRules& rules, std::size_t source, std::size_t row, double score) {
  for (auto s : rules.of_source[source]) {
    Answers& answers = answers_[s];
    if (std::find(answers.rows.begin(), answers.rows.end(), row) != answers.rows.end()) continue;
    answers.rows.push_back(row);
    answers.sum += added(rules.series[s].type, score);
    ++answers.n;
  }
}

void ScoreCounts::end_customer(const ScoreRules& rules, const std::vector<std::uint8_t>& there) {
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    Answers& answers = answers_[s];
    Count& into = counts_[s];
    const auto& touchpoints = rules.series[s].touchpoints;
    const bool answered = answers.n > 0;
    const bool seen = std::any_of(touchpoints.begin(), touchpoints.end(), [&](auto t) { return there[t] != 0; });
    into.there += seen;
    into.there_answered += seen && answered;
    if (!answered) continue;
    into.answers += static_cast<std::uint64_t>(answers.n);
    ++into.customers[{answers.sum, answers.n}];
    answers.sum = answers.n = 0;
    answers.rows.clear();
  }
}

void ScoreCounts::merge(const ScoreCounts& other) {
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    counts_[s].answers += other.counts_[s].answers;
    counts_[s].there += other.counts_[s].there;
    counts_[s].there_answered += other.counts_[s].there_answered;
    for (const auto& [alike, count] : other.counts_[s].customers) counts_[s].customers[alike] += count;
  }
}

void ScoreCounts::finish(const ScoreRules& rules, Observed& observed) const {
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    const auto& series = rules.series[s];
    const Count& count = counts_[s];
    if (count.answers == 0) continue;
    std::vector<stats::Clusters> clusters;
    for (const auto& [alike, customers] : count.customers) clusters.push_back({alike.first, alike.second, customers});
    double response =
        count.there > 0 ? static_cast<double>(count.there_answered) / static_cast<double>(count.there) : std::nan("");
    auto& into = series.stage ? observed.stages[series.of].scores : observed.touchpoints[series.of].scores;
    into.push_back(observed_of(series, count.answers, response, std::move(clusters)));
  }
  auto most_first = [](auto& elements) {
    for (auto& element : elements)
      std::stable_sort(element.scores.begin(), element.scores.end(),
                       [](const ScoreObserved& a, const ScoreObserved& b) { return a.n > b.n; });
  };
  most_first(observed.stages);
  most_first(observed.touchpoints);
}

}  // namespace cairn::map
