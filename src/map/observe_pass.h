// The one pass over the events of a map: all that is counted, bucket by bucket, into partials that merge exactly.
#pragma once

#include <memory>

#include "journey/kind.h"
#include "map/emotion_count.h"
#include "map/observe_counts.h"
#include "map/promise_count.h"
#include "map/revenue_count.h"
#include "map/rows.h"

namespace cairn::map {

struct Counted {
  ObserveCounts counts;
  EmotionCounts emotions;
  PromiseCounts promises;
  RevenueCounts revenue;
  journey::Basis basis = {};
  void merge(Counted&& other, journey::Pace& pace);
};

/// What a map asks of the index: its cases and what the filter lets through.
journey::Scope scope_of(const JourneyMap& map, const LeftOutOfMap& left_out);

/// A map and whom it is seen for, checked against an index. Index and map must outlive it.
class ObservePass {
 public:
  static Result<std::unique_ptr<ObservePass>> make(const journey::Index& index, const JourneyMap& map,
                                                   const journey::AskOptions& options, const LeftOutOfMap& left_out);
  /// With `wanted` also the cases behind one number.
  Result<Counted> run(const std::optional<Behind>& wanted = std::nullopt) const;

 private:
  journey::Relabelling relabelling_;
  journey::AskOptions options_;
  Json question_{{"kind", "map"}};
  journey::Asked asked_;
  RowRules rows_;
  PurchaseRules purchases_;

 public:
  ObserveSetup setup;
  EmotionRules emotions;

 private:
  PromiseRules promises_;
  ObservePass(const journey::Index& index, const JourneyMap& map, const LeftOutOfMap& left_out,
              journey::Relabelling relabelling, const journey::AskOptions& options, journey::Scope scope,
              journey::Plan plan, ObserveSetup before);
  Result<void> count(const journey::CaseView& view, Counted& into) const;
};

}  // namespace cairn::map
