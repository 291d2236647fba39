#include "map/deviations.h"

namespace cairn::map {
namespace {

Json share(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 ? Json(static_cast<double>(part) / static_cast<double>(whole)) : Json();
}

Json wandering_json(const std::vector<Wandering>& list) {
  Json json = Json::array();
  for (const auto& one : list)
    json.push_back({{"after", one.after},
                    {"touchpoints", one.touchpoints},
                    {"before", one.before},
                    {"cases", one.cases},
                    {"customers", one.customers},
                    {"seconds_median", one.seconds_median},
                    {"amount", one.amount}});
  return json;
}

}  // namespace

Json to_json(const Deviations& found) {
  const std::uint64_t aligned = found.cases - found.not_aligned;
  auto of_cases = [&](std::uint64_t cases) { return Json{{"cases", cases}, {"share", share(cases, aligned)}}; };
  Json touchpoints = Json::array(), links = Json::array();
  for (const auto& one : found.touchpoints)
    touchpoints.push_back(
        {{"id", one.id},
         {"reached", of_cases(one.reached)},
         {"missing", of_cases(one.missing)},
         {"ad_hoc", of_cases(one.ad_hoc)},
         {"out_of_order", of_cases(one.out_of_order)},
         {"failed", {{"events", one.failed_events}, {"cases", one.failed}, {"share", share(one.failed, aligned)}}}});
  for (const auto& one : found.links)
    links.push_back({{"from", one.from},
                     {"to", one.to},
                     {"cases", one.cases},
                     {"share", share(one.cases, found.cases)},
                     {"designed", one.designed}});
  return {{"cases", found.cases},
          {"fitting", found.fitting},
          {"deviating", found.deviating},
          {"in_progress", found.in_progress},
          {"not_aligned", found.not_aligned},
          {"currency", found.currency},
          {"touchpoints", std::move(touchpoints)},
          {"detours", wandering_json(found.detours)},
          {"detours_in_all", found.detours_in_all},
          {"loops", wandering_json(found.loops)},
          {"loops_in_all", found.loops_in_all},
          {"links", std::move(links)}};
}

}  // namespace cairn::map
