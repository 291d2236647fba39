#include "map/observe_setup.h"

namespace cairn::map {

namespace {

std::vector<std::uint8_t> before_goal(const JourneyMap& map) {
  const auto* goal = map.goal_milestone();
  std::size_t last =
      goal != nullptr && map.stage(goal->stage) != nullptr ? map.stage_index(goal->stage) : map.stages.size();
  std::vector<std::uint8_t> before;
  for (const auto& touchpoint : map.touchpoints)
    before.push_back(map.stage_index(touchpoint.stage) <= last && !touchpoint.ends);
  return before;
}

}  // namespace

ObserveSetup::ObserveSetup(const journey::Index& index, const JourneyMap& of)
    : map(of), predicates(std::make_shared<journey::FilterSet>(index)), pains(of, before_goal(of)) {
  for (const auto& touchpoint : map.touchpoints) {
    stage_of.push_back(map.stage_index(touchpoint.stage));
    ends.push_back(touchpoint.ends);
    failure.push_back(predicates->add(touchpoint.failure));
    until.push_back(predicates->add(touchpoint.until));
    any_until = any_until || until.back();
    any_ends = any_ends || touchpoint.ends;
    failure_marks |= journey::RowClasses::mark_of(failure.back());
  }
  milestones_of.resize(map.stages.size());
  for (const auto& milestone : map.milestones) {
    const bool known = map.stage(milestone.stage) != nullptr;
    milestone_stage.push_back(known ? map.stage_index(milestone.stage) : no_number);
    if (known) milestones_of[milestone_stage.back()].push_back(milestone_on.size());
    milestone_on.push_back(predicates->add(milestone.on));
    milestone_after.push_back(predicates->add(milestone.after));
  }
  if (const auto* milestone = map.goal_milestone()) {
    goal = predicates->add(milestone->on);
    if (map.stage(milestone->stage) != nullptr) goal_stage = map.stage_index(milestone->stage);
  }
  for (const auto& pain : map.pains) signal.push_back(predicates->add(pain.signal));
  link_at.resize(touchpoints() * touchpoints());
  for (std::size_t i = 0; i < map.links.size(); ++i) {
    std::size_t from = number(map.links[i].from), to = number(map.links[i].to);
    if (from != no_number && to != no_number) link_at[from * touchpoints() + to] = static_cast<std::uint32_t>(i + 1);
  }
  for (const auto& decision : map.decisions) {
    decision_at.push_back(number(decision.after));
    branches.emplace_back();
    for (const auto& branch : decision.branches)
      branches.back().push_back(branch.to.empty() ? no_number : number(branch.to));
  }
}

}  // namespace cairn::map
