#include <algorithm>
#include <limits>

#include "map/behind.h"
#include "map/observe_pass.h"

// What needs all cases (windows, quantiles, shares), worked out after the one pass (observe_pass.h).

namespace cairn::map {
namespace {

using journey::CaseView;
using journey::Histogram;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
double share(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : unknown;
}
double seconds(const Histogram& ms, double q) { return ms.n() > 0 ? ms.quantile(q) / 1000 : unknown; }

/// How long others were silent at most and still went on: 95 % of them. Where nobody went on, the longest usual wait.
std::int64_t window_of(const Histogram& silence, const Histogram& fallback) {
  const Histogram& use = silence.n() >= 10 ? silence : fallback;
  return use.n() > 0 ? static_cast<std::int64_t>(use.quantile(0.95)) : 0;
}

void finish_stages(const ObserveSetup& setup, const ObserveCounts& all, const Histogram& waits, Observed& observed) {
  for (std::size_t s = 0; s < all.stages.size(); ++s) {
    const StageCount& count = all.stages[s];
    StageObserved stage;
    std::int64_t window =
        window_of(s == setup.goal_stage ? all.silence_before_goal : count.silence_before_moving, waits);
    stage.id = setup.map.stages[s].id;
    stage.entered = count.entered;
    stage.moved_on = count.moved_on;
    stage.left = count.missed + count.undecided.lost(window);
    stage.in_progress = count.open + count.undecided.in_progress(window);
    stage.conversion = share(stage.moved_on, stage.moved_on + stage.left);
    // Nothing comes after the last stage, so silence there says nothing.
    bool last = s + 1 == all.stages.size();
    if (last && !setup.map.stages[s].by_milestones)
      stage.conversion = unknown, stage.in_progress += stage.left, stage.left = 0;
    stage.dwell_median = seconds(count.dwell, 0.5);
    stage.dwell_p95 = seconds(count.dwell, 0.95);
    observed.stages.push_back(std::move(stage));
  }
  for (std::size_t m = 0; m < all.milestones.size(); ++m) {
    const MilestoneCount& count = all.milestones[m];
    std::int64_t window = window_of(all.silence_before_goal, waits);
    observed.milestones.push_back({setup.map.milestones[m].id, count.reached,
                                   count.missed + count.undecided.lost(window),
                                   count.open + count.undecided.in_progress(window)});
  }
}

void finish_touchpoints(const ObserveSetup& setup, const ObserveCounts& all, const Histogram& waits,
                        Observed& observed) {
  std::int64_t window = window_of(all.silence_before_goal, waits);
  for (std::size_t t = 0; t < all.touchpoints.size(); ++t) {
    const TouchpointCount& count = all.touchpoints[t];
    TouchpointObserved one;
    one.id = setup.map.touchpoints[t].id;
    one.events = count.events;
    one.cases = count.cases;
    one.ended = count.ended.lost(window);
    one.failed = count.failed;
    one.repeat_share = share(count.repeated, count.cases);
    one.wait_median = seconds(count.wait, 0.5);
    one.wait_p95 = seconds(count.wait, 0.95);
    observed.touchpoints.push_back(std::move(one));
  }
  for (std::size_t l = 0; l < all.links.size(); ++l) {
    const LinkCount& count = all.links[l];
    const Link& link = setup.map.links[l];
    std::size_t from = setup.number(link.from);
    observed.links.push_back({link.from, link.to, count.count, count.cases,
                              share(count.count, from == no_number ? 0 : all.touchpoints[from].visits),
                              seconds(count.gap, 0.5), seconds(count.gap, 0.95)});
  }
}

void finish_decisions(const ObserveSetup& setup, const ObserveCounts& all, Observed& observed) {
  for (std::size_t d = 0; d < all.decisions.size(); ++d) {
    DecisionObserved decision{setup.map.decisions[d].id, 0, {}};
    for (auto count : all.decisions[d]) decision.cases += count;
    for (std::size_t b = 0; b < setup.branches[d].size(); ++b)
      decision.branches.push_back(
          {setup.map.decisions[d].branches[b].to, all.decisions[d][b], share(all.decisions[d][b], decision.cases)});
    observed.decisions.push_back(std::move(decision));
  }
}

void finish_coverage(const ObserveSetup& setup, const ObserveCounts& all, const journey::Basis& basis,
                     Observed& observed) {
  std::uint64_t on = 0, until = 0, overview = 0;
  for (std::size_t t = 0; t < all.touchpoints.size(); ++t) {
    on += all.touchpoints[t].events;
    until += all.touchpoints[t].until;
    if (setup.map.touchpoints[t].overview) overview += all.touchpoints[t].events + all.touchpoints[t].until;
  }
  std::uint64_t whole = on + basis.left_out.unmatched_of_members;
  observed.coverage = share(std::min(on + until, whole), whole);
  observed.overview_coverage = share(std::min(overview, whole), whole);
}

Time time_of(std::int64_t ms_since_1930) { return {(ms_since_1930 + journey::epoch_1930_ms) * 1000}; }

/// The silence after which a case that has not gone on from an element is lost.
std::int64_t window_of(const Behind& behind, const ObserveSetup& setup, const ObserveCounts& all) {
  const bool goal = behind.element != Behind::Element::stage || behind.number == setup.goal_stage;
  return window_of(goal ? all.silence_before_goal : all.stages[behind.number].silence_before_moving, all.waits());
}

}  // namespace

Result<Observed> observe(const journey::Index& index, const JourneyMap& map, const journey::AskOptions& options,
                         const LeftOutOfMap& left_out) {
  CAIRN_TRY(auto pass, ObservePass::make(index, map, options, left_out));
  CAIRN_TRY(auto found, pass->run());
  ObserveCounts& all = found.counts;
  const ObserveSetup& setup = pass->setup;
  const journey::Basis& basis = found.basis;
  Observed observed;
  bool any = basis.last_ms >= basis.first_ms;
  observed.from = any ? time_of(basis.first_ms) : Time{};
  observed.to = any ? time_of(basis.last_ms) : Time{};
  observed.events = basis.events;
  observed.cases = basis.cases;
  observed.customers = basis.customers;
  observed.reached_goal = all.reached_goal;
  finish_coverage(setup, all, basis, observed);
  const Histogram waits = all.waits();
  finish_stages(setup, all, waits, observed);
  finish_touchpoints(setup, all, waits, observed);
  finish_decisions(setup, all, observed);
  std::int64_t window = window_of(all.silence_before_goal, waits);
  all.pains.finish_passing(observed.touchpoints, window);
  observed.pains = all.pains.finish(map, window);
  observed.emotions = found.emotions.finish(map, observed);
  found.emotions.finish_scores(pass->emotions, observed);
  found.revenue.finish(observed);
  observed.promises = found.promises.finish();
  return observed;
}

Result<std::vector<Witnesses::Case>> behind(const journey::Index& index, const JourneyMap& map, const Behind& wanted,
                                            const journey::AskOptions& options, const LeftOutOfMap& left_out) {
  CAIRN_TRY(auto pass, ObservePass::make(index, map, options, left_out));
  CAIRN_TRY(auto found, pass->run(wanted));
  return found.counts.witnesses.of(window_of(wanted, pass->setup, found.counts));
}

}  // namespace cairn::map
