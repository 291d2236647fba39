#include <cmath>

#include "map/observed.h"

namespace cairn::map {
namespace {

Json known(double number) { return std::isfinite(number) ? Json(number) : Json(); }

template <class T, class Write>
Json list(const std::vector<T>& elements, const Write& write) {
  Json json = Json::array();
  for (const auto& each : elements) json.push_back(write(each));
  return json;
}

Json stage_json(const StageObserved& stage) {
  return {{"id", stage.id},
          {"entered", stage.entered},
          {"moved_on", stage.moved_on},
          {"left", stage.left},
          {"in_progress", stage.in_progress},
          {"conversion", known(stage.conversion)},
          {"dwell_median", known(stage.dwell_median)},
          {"dwell_p95", known(stage.dwell_p95)}};
}

Json touchpoint_json(const TouchpointObserved& one) {
  return {{"id", one.id},
          {"events", one.events},
          {"cases", one.cases},
          {"ended", one.ended},
          {"failed", one.failed},
          {"repeat_share", known(one.repeat_share)},
          {"wait_median", known(one.wait_median)},
          {"wait_p95", known(one.wait_p95)},
          {"passed", one.passed},
          {"goal_share", known(one.goal_share)}};
}

Json link_json(const LinkObserved& link) {
  return {{"from", link.from},
          {"to", link.to},
          {"count", link.count},
          {"cases", link.cases},
          {"share", known(link.share)},
          {"gap_median", known(link.gap_median)},
          {"gap_p95", known(link.gap_p95)}};
}

Json decision_json(const DecisionObserved& decision) {
  Json branches = list(decision.branches, [](const BranchObserved& branch) {
    return Json{{"to", branch.to}, {"cases", branch.cases}, {"share", known(branch.share)}};
  });
  return {{"id", decision.id}, {"cases", decision.cases}, {"branches", branches}};
}

Json pain_json(const PainObserved& pain) {
  return {{"id", pain.id},
          {"cases", pain.cases},
          {"share", known(pain.share)},
          {"at", pain.at},
          {"others", pain.others},
          {"outcome_with", known(pain.outcome_with)},
          {"outcome_without", known(pain.outcome_without)},
          {"extra_loss", pain.extra_loss},
          {"z", pain.z},
          {"seconds", pain.seconds},
          {"seconds_others", pain.seconds_others}};
}

}  // namespace

Json to_json(const Observed& observed) {
  return {{"from", format_time(observed.from)},
          {"to", format_time(observed.to)},
          {"events", observed.events},
          {"cases", observed.cases},
          {"customers", observed.customers},
          {"coverage", known(observed.coverage)},
          {"overview_coverage", known(observed.overview_coverage)},
          {"reached_goal", observed.reached_goal},
          {"stages", list(observed.stages, stage_json)},
          {"touchpoints", list(observed.touchpoints, touchpoint_json)},
          {"links", list(observed.links, link_json)},
          {"decisions", list(observed.decisions, decision_json)},
          {"pains", list(observed.pains, pain_json)},
          {"milestones",
           list(observed.milestones,
                [](const MilestoneObserved& one) {
                  return Json{{"id", one.id}, {"reached", one.reached}, {"missed", one.missed}, {"open", one.open}};
                })},
          {"counts", list(observed.counts,
                          [](const CountObserved& one) {
                            return Json{{"stage", one.stage},
                                        {"label", one.label.json()},
                                        {"unit", one.unit},
                                        {"counted", one.counted},
                                        {"identified_share", known(one.identified_share)}};
                          })},
          {"trust", observed.trust ? to_json(*observed.trust) : Json()}};
}

}  // namespace cairn::map
