#include "map/observe_pass.h"

#include <algorithm>

namespace cairn::map {
namespace {

/// Events that end a touchpoint are its events too, though they are no steps of their own.
void count_until(const ObserveSetup& setup, const journey::Bucket& bucket, const journey::RowClasses& classes,
                 const CountedRows& rows, ObserveCounts& into) {
  const auto ends_one = classes.any_of(setup.until);
  for (std::size_t c = 0; c < bucket.customers(); ++c)
    for (std::size_t row = bucket.offsets[c]; rows.has(c) && row < bucket.offsets[c + 1]; ++row) {
      if (!ends_one[classes.class_of(row)] || !rows.steps[row]) continue;
      for (std::size_t t = 0; t < setup.touchpoints(); ++t)
        into.touchpoints[t].until += classes.holds(setup.until[t], row);
    }
}

}  // namespace

journey::Scope scope_of(const JourneyMap& map, const LeftOutOfMap& left_out) {
  journey::Scope scope;
  scope.level = "touchpoint";
  scope.cases = map.cases;
  scope.from = left_out.before;
  scope.to = left_out.from;
  scope.where = left_out.only.where;
  scope.who = left_out.only.journeys;
  scope.segment = left_out.only.customers;
  if (!left_out.events) return scope;
  auto others = EventPredicate::none_of(*left_out.events);
  scope.where = scope.where.always() ? std::move(others) : EventPredicate::both(scope.where, std::move(others));
  return scope;
}

void Counted::merge(Counted&& other, journey::Pace& pace) {
  counts.merge(std::move(other.counts), pace);
  emotions.merge(other.emotions);
  promises.merge(other.promises);
  revenue.merge(other.revenue);
}

ObservePass::ObservePass(const journey::Index& index, const JourneyMap& map, const LeftOutOfMap& left_out,
                         journey::Relabelling relabelling, const journey::AskOptions& options, journey::Scope scope,
                         journey::Plan plan, ObserveSetup before)
    : relabelling_(std::move(relabelling)),
      options_(options),
      asked_{index, question_, options_, std::move(scope), std::move(plan)},
      rows_(index, left_out),
      purchases_(index, left_out.purchase),
      setup(std::move(before)),
      emotions(index, map, asked_.plan.horizon_ms(), *setup.predicates),
      promises_(index, map, asked_.plan.horizon_ms(), *setup.predicates) {
  options_.relabelling = &relabelling_;
}

Result<std::unique_ptr<ObservePass>> ObservePass::make(const journey::Index& index, const JourneyMap& map,
                                                       const journey::AskOptions& options,
                                                       const LeftOutOfMap& left_out) {
  auto relabelling = relabel(map, "touchpoint");
  ObserveSetup setup(index, map);
  journey::AskOptions with_map = options;
  with_map.relabelling = &relabelling;
  with_map.predicates = setup.predicates;
  auto scope = scope_of(map, left_out);
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, with_map));
  return std::unique_ptr<ObservePass>(
      new ObservePass(index, map, left_out, std::move(relabelling), options, std::move(scope), std::move(plan),
                      std::move(setup)));
}

Result<Counted> ObservePass::run(const std::optional<Behind>& wanted) const {
  Counted none{ObserveCounts(setup), EmotionCounts(emotions), PromiseCounts(promises_), RevenueCounts(setup.map)};
  if (wanted) none.counts.witnesses.ask(*wanted);
  journey::Basis basis;
  CAIRN_TRY(auto found, journey::over_buckets(asked_, basis, none, [&](const journey::CaseView& view, Counted& into) {
              return count(view, into);
            }));
  found.basis = basis;
  return found;
}

Result<void> ObservePass::count(const journey::CaseView& view, Counted& into) const {
  const journey::RowClasses& classes = *view.classes;
  RowRules::Masks rows;
  CAIRN_TRY_VOID(rows_.make(view, rows));
  if (setup.any_until) count_until(setup, *view.bucket, classes, rows.rows, into.counts);
  CAIRN_TRY_VOID(into.emotions.add(emotions, view, rows.rows, classes));
  CAIRN_TRY_VOID(into.promises.add(promises_, *view.bucket, rows.rows, classes));
  CAIRN_TRY(auto purchases, purchases_.on(*view.bucket));
  into.revenue.add(purchases, view);
  CaseCounter counter(setup, asked_.plan, view, classes, rows.rows.known, into.counts);
  for (std::size_t c = 0; c < view.cases(); ++c) counter.count(c);
  return {};
}

}  // namespace cairn::map
