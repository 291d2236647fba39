#include "map/emotion_count.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "map/columns.h"
#include "map/tie.h"
#include "stats/bootstrap.h"

namespace cairn::map {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : std::nan("");
}

double leave_share(const JourneyMap& map, std::size_t t, const Observed& observed) {
  const TouchpointObserved& seen = observed.touchpoints[t];
  const Stage* stage = map.stage(map.touchpoints[t].stage);
  if (map.touchpoints[t].ends || stage == nullptr) return std::nan("");
  const Milestone* goal = map.goal_milestone();
  if (goal != nullptr && goal->stage == stage->id && seen.passed > 0) return 1 - seen.goal_share;
  bool last = stage == &map.stages.back();
  return stage->by_milestones || last ? std::nan("") : share(std::min(seen.ended, seen.cases), seen.cases);
}

Trouble trouble_at(const JourneyMap& map, std::size_t t, const Observed& observed) {
  const Touchpoint& touchpoint = map.touchpoints[t];
  const TouchpointObserved& seen = observed.touchpoints[t];
  if (seen.cases == 0) return {std::nan(""), std::nan(""), std::nan(""), std::nan("")};
  Trouble trouble;
  trouble.leave = leave_share(map, t, observed);
  trouble.fail = touchpoint.failure ? share(seen.failed, seen.events) : std::nan("");
  trouble.repeat = touchpoint.expected == "loop" ? std::nan("") : seen.repeat_share;
  trouble.wait = std::nan("");
  for (std::size_t p = 0; p < observed.pains.size(); ++p) {
    const Pain& pain = map.pains[p];
    double met = share(observed.pains[p].cases, seen.cases);
    if (pain.kind == "wait" && std::find(pain.at.begin(), pain.at.end(), touchpoint.id) != pain.at.end())
      trouble.wait = std::fmax(trouble.wait, met);
    // Going round is no trouble where that is the design, but too many rounds are.
    if (pain.kind == "loop" && !pain.at.empty() && pain.at.front() == touchpoint.id)
      trouble.repeat = std::fmax(trouble.repeat, met);
  }
  return trouble;
}

}  // namespace

EmotionRules::EmotionRules(const journey::Index& of, const JourneyMap& by, std::int64_t horizon_ms,
                           journey::FilterSet& predicates)
    : map(by), index(of), has_source(by.touchpoints.size()), last_ms(horizon_ms) {
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) {
    const auto& emotion = map.touchpoints[t].emotion;
    if (!emotion || emotion->mode == "manual" || emotion->mode == "target") continue;
    for (const auto& source : emotion->sources) {
      if (source.behaviour() || !(source.weight > 0)) continue;
      if (!has_source[t]) touchpoints.push_back(t);
      has_source[t] = 1;
      scores.add_source(map, t, source);
      sources.push_back({t, &source, predicates.add(source.on), predicates.add(map.touchpoints[t].on)});
      answers.push_back(sources.back().on);
    }
  }
}

/// A source of scores in one bucket.
class SourceOnBucket {
 public:
  SourceOnBucket(const EmotionRules& rules, const EmotionRules::Source& rule, const journey::Bucket& bucket,
                 const CountedRows& rows, const journey::RowClasses& classes)
      : rules_(rules), rule_(rule), bucket_(bucket), rows_(rows), classes_(classes) {}

  Result<void> open() {
    CAIRN_TRY(scores_, column_if_any(rules_.index, bucket_, rule_.source->value, journey::ColumnForm::numbers));
    if (rule_.source->by.empty()) return {};
    CAIRN_TRY(auto key, column_if_any(rules_.index, bucket_, rule_.source->by));
    tie_.emplace(bucket_, classes_, rule_.here, rows_.narrowed ? rows_.steps : std::span<const std::uint8_t>(),
                 std::move(key));
    return {};
  }

  /// Adds those of a customer's answers that are of this source.
  void add(std::size_t customer, const std::vector<std::size_t>& given, EmotionCounts& into) {
    const auto t = rule_.touchpoint;
    auto& mine = into.mine_;
    if (!scores_ || !scores_->numeric || (rows_.narrowed && mine.there[t] == 0)) return;
    const Emotion& emotion = *rules_.map.touchpoints[t].emotion;
    const EmotionScale& scale = rule_.source->scale.empty() ? usual_scale(rule_.source->type) : rule_.source->scale;
    const auto source = static_cast<std::size_t>(&rule_ - rules_.sources.data());
    bool tied = !tie_;
    for (auto row : given) {
      if (!classes_.holds(rule_.on, row)) continue;
      if (!tied) tie_->begin(customer), tied = true;
      if (tie_ && !tie_->holds(row)) continue;
      double score = scores_->numbers[row];
      if (!std::isfinite(score)) continue;
      if (emotion.max_age && rules_.last_ms - bucket_.ms(row) > emotion.max_age->ms) continue;
      mine.sum[t] += rule_.source->weight * emotion_at(scale, score);
      mine.weight[t] += rule_.source->weight;
      into.scores_.take(rules_.scores, source, row, score);
      ++into.touchpoints_[t].answers;
    }
  }

 private:
  const EmotionRules& rules_;
  const EmotionRules::Source& rule_;
  const journey::Bucket& bucket_;
  const CountedRows& rows_;
  const journey::RowClasses& classes_;
  std::shared_ptr<const journey::Column> scores_;
  std::optional<Tie> tie_;
};

Result<void> EmotionCounts::add(const EmotionRules& rules, const journey::CaseView& view, const CountedRows& rows,
                                const journey::RowClasses& classes) {
  if (rules.sources.empty()) return {};
  const journey::Bucket& bucket = *view.bucket;
  std::vector<SourceOnBucket> sources;
  for (const auto& rule : rules.sources) {
    sources.emplace_back(rules, rule, bucket, rows, classes);
    CAIRN_TRY_VOID(sources.back().open());
  }
  const auto is_answer = classes.any_of(rules.answers);
  std::vector<std::size_t> given;
  std::size_t c = 0;
  auto go_there = [&](auto symbols, std::size_t customer) {
    bool there = false;
    for (; c < view.cases() && view.customer_of(c) == customer; ++c)
      for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i)
        if (rules.has_source[symbols[i]]) mine_.there[symbols[i]] = 1, there = true;
    return there;
  };
  classes.of_rows().visit([&](auto of_rows) {
    for (std::size_t customer = 0; customer < bucket.customers(); ++customer) {
      const bool there = view.symbol8.empty() ? go_there(view.symbol16, customer) : go_there(view.symbol8, customer);
      given.clear();
      for (std::size_t row = bucket.offsets[customer]; rows.has(customer) && row < bucket.offsets[customer + 1]; ++row)
        if (is_answer[of_rows[row]] && rows.answers[row]) given.push_back(row);
      if (!given.empty())
        for (auto& source : sources) source.add(customer, given, *this);
      if (there || !given.empty()) end_customer(rules);
    }
  });
  return {};
}

void EmotionCounts::end_customer(const EmotionRules& rules) {
  scores_.end_customer(rules.scores, mine_.there);
  for (auto t : rules.touchpoints) {
    OfTouchpoint& into = touchpoints_[t];
    const bool answered = mine_.weight[t] > 0;
    into.there += mine_.there[t];
    into.there_answered += mine_.there[t] && answered;
    if (answered) ++into.customers[{mine_.sum[t], mine_.weight[t]}];
    mine_.there[t] = 0;
    mine_.sum[t] = mine_.weight[t] = 0;
  }
}

void EmotionCounts::merge(const EmotionCounts& other) {
  for (std::size_t t = 0; t < touchpoints_.size(); ++t) {
    touchpoints_[t].answers += other.touchpoints_[t].answers;
    touchpoints_[t].there += other.touchpoints_[t].there;
    touchpoints_[t].there_answered += other.touchpoints_[t].there_answered;
    for (const auto& [alike, count] : other.touchpoints_[t].customers) touchpoints_[t].customers[alike] += count;
  }
  scores_.merge(other.scores_);
}

std::vector<EmotionObserved> EmotionCounts::finish(const JourneyMap& map, const Observed& observed) const {
  std::vector<EmotionObserved> emotions;
  for (std::size_t t = 0; t < touchpoints_.size(); ++t) {
    const OfTouchpoint& count = touchpoints_[t];
    EmotionObserved one = assumed_emotion(map.touchpoints[t]);
    if (const auto& emotion = map.touchpoints[t].emotion;
        emotion && (emotion->mode == "observed" || emotion->mode == "blend")) {
      one.n = count.answers;
      for (const auto& [alike, customers] : count.customers) one.customers += customers;
      one.response = share(count.there_answered, count.there);
      bool behaviour = std::any_of(emotion->sources.begin(), emotion->sources.end(),
                                   [](const auto& source) { return source.behaviour(); });
      double inferred = behaviour ? inferred_emotion(trouble_at(map, t, observed)) : std::nan("");
      if (one.n >= std::max<std::uint64_t>(emotion->min_n, 1)) {
        std::vector<stats::Clusters> clusters;
        for (const auto& [alike, customers] : count.customers)
          clusters.push_back({alike.first, alike.second, customers});
        auto mean = stats::bootstrap_mean(std::move(clusters));
        one.mark = EmotionMark::observed;
        one.score = mean.mean;
        one.low = std::isfinite(mean.low) ? std::max(mean.low, -2.0) : mean.low;
        one.high = std::isfinite(mean.high) ? std::min(mean.high, 2.0) : mean.high;
      } else if (std::isfinite(inferred)) {
        one.mark = EmotionMark::inferred;
        one.score = inferred;
      }
    }
    emotions.push_back(std::move(one));
  }
  return emotions;
}

EmotionObserved assumed_emotion(const Touchpoint& touchpoint) {
  EmotionObserved one;
  one.id = touchpoint.id;
  if (!touchpoint.emotion) return one;
  const Emotion& emotion = *touchpoint.emotion;
  one.min_n = emotion.min_n;
  one.asked = std::any_of(emotion.sources.begin(), emotion.sources.end(),
                          [](const auto& source) { return !source.behaviour(); });
  if (!emotion.manual || emotion.mode == "observed") return one;
  one.mark = emotion.mode == "target" ? EmotionMark::target : EmotionMark::assumed;
  one.score = std::clamp(*emotion.manual, -2.0, 2.0);
  return one;
}

}  // namespace cairn::map
