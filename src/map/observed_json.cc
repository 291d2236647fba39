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

Json revenue_json(const RevenueObserved& one) {
  return {{"amount", one.amount}, {"currency", one.currency}, {"orders", one.orders}};
}

Json score_json(const ScoreObserved& one) {
  return {{"measure", one.type},   {"value", known(one.value)},  {"n", one.n},
          {"low", known(one.low)}, {"high", known(one.high)},    {"least", one.least},
          {"most", one.most},      {"customers", one.customers}, {"response", known(one.response)}};
}

/// The first of each under its own name; the others (further currencies, further types) beside it.
template <class Element>
Json with_worth(Json json, const Element& element) {
  auto add = [&](const char* name, const char* others, const auto& all, const auto& write) {
    if (all.empty()) return;
    json[name] = write(all.front());
    for (std::size_t i = 1; i < all.size(); ++i) json[others].push_back(write(all[i]));
  };
  add("revenue", "other_revenue", element.revenue, revenue_json);
  add("score", "other_scores", element.scores, score_json);
  return json;
}

Json stage_json(const StageObserved& stage) {
  Json json{{"id", stage.id},
            {"entered", stage.entered},
            {"moved_on", stage.moved_on},
            {"left", stage.left},
            {"in_progress", stage.in_progress},
            {"conversion", known(stage.conversion)},
            {"dwell_median", known(stage.dwell_median)},
            {"dwell_p95", known(stage.dwell_p95)}};
  return with_worth(std::move(json), stage);
}

Json touchpoint_json(const TouchpointObserved& one) {
  Json json{{"id", one.id},
            {"events", one.events},
            {"cases", one.cases},
            {"ended", one.ended},
            {"failed", one.failed},
            {"repeat_share", known(one.repeat_share)},
            {"wait_median", known(one.wait_median)},
            {"wait_p95", known(one.wait_p95)},
            {"passed", one.passed},
            {"goal_share", known(one.goal_share)}};
  return with_worth(std::move(json), one);
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

Json feeling_json(const EmotionObserved& one) {
  static const char* marks[] = {"none", "observed", "inferred", "assumed", "target"};
  return {{"id", one.id},
          {"mark", marks[static_cast<std::size_t>(one.mark)]},
          {"score", known(one.score)},
          {"low", known(one.low)},
          {"high", known(one.high)},
          {"n", one.n},
          {"min_n", one.min_n},
          {"customers", one.customers},
          {"response", known(one.response)}};
}

Json keeping_json(const PromiseObserved& one) {
  auto place = [](const PlaceObserved& where) { return Json{{"kept", where.kept}, {"broken", where.broken}}; };
  return {{"id", one.id},
          {"made", one.made},
          {"asked", one.asked},
          {"kept", one.kept},
          {"broken", one.broken},
          {"open", one.open},
          {"kept_share", known(one.kept_share)},
          {"broken_share", known(one.broken_share)},
          {"late", one.late},
          {"late_refused", one.late_refused},
          {"late_kept", one.late_kept},
          {"running", one.running},
          {"unmatched", one.unmatched},
          {"unnamed", one.unnamed},
          {"same_place", place(one.same)},
          {"other_place", place(one.other)}};
}

/// Touchpoints of which nothing is said about emotion are left out.
std::vector<EmotionObserved> told(const std::vector<EmotionObserved>& emotions) {
  std::vector<EmotionObserved> list;
  for (const auto& one : emotions)
    if (one.asked || one.mark != EmotionMark::none) list.push_back(one);
  return list;
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
          {"trust", observed.trust ? to_json(*observed.trust) : Json()},
          {"emotions", list(told(observed.emotions), feeling_json)},
          {"promises", list(observed.promises, keeping_json)}};
}

}  // namespace cairn::map
