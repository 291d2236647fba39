// The designed journey of a map, as conformance takes it.
#include "base/check.h"
#include "map/document.h"

namespace cairn::map {
namespace {

bool bound(const Touchpoint& touchpoint) {
  return touchpoint.on.kind != EventPredicate::Kind::any || !touchpoint.on.children.empty();
}

Json leaf(const Touchpoint& touchpoint) {
  if (!touchpoint.failure) return touchpoint.id;
  return {{"element", touchpoint.id}, {"failed", to_json(EventPredicate::both(touchpoint.on, *touchpoint.failure))}};
}

/// `design` with leaves of touchpoints.
Json design_of(const JourneyMap& map, const Json& part) {
  if (part.is_string()) {
    const Touchpoint* touchpoint = map.touchpoint(part.get<std::string>());
    CAIRN_CHECK(touchpoint != nullptr);
    return leaf(*touchpoint);
  }
  Json copy = part.is_array() ? Json::array() : Json::object();
  if (part.is_array())
    for (const auto& each : part) copy.push_back(design_of(map, each));
  else
    for (const auto& [kind, inside] : part.items()) copy[kind] = design_of(map, inside);
  return copy;
}

Json by_order(const JourneyMap& map) {
  Json sequence = Json::array(), ends = Json::array();
  for (const auto& touchpoint : map.touchpoints) {
    if (!bound(touchpoint)) continue;
    Json one = leaf(touchpoint);
    if (touchpoint.ends) {
      ends.push_back(std::move(one));
      continue;
    }
    if (touchpoint.expected == "loop") one = {{"loop", std::move(one)}};
    sequence.push_back(touchpoint.expected == "must" ? std::move(one) : Json{{"optional", std::move(one)}});
  }
  // What only records that a journey is over may come last, wherever it is drawn.
  if (!ends.empty()) sequence.push_back({{"optional", {{"choice", std::move(ends)}}}});
  return sequence;
}

Json stages_in_order(const JourneyMap& map) {
  Json sequence = Json::array();
  for (const auto& stage : map.stages) {
    bool any = false, must = false;
    for (const auto& touchpoint : map.touchpoints) {
      if (touchpoint.stage != stage.id || !bound(touchpoint)) continue;
      any = true;
      must = must || (touchpoint.expected == "must" && !touchpoint.ends);
    }
    Json loop{{"loop", stage.id}};
    if (any) sequence.push_back(must ? std::move(loop) : Json{{"optional", std::move(loop)}});
  }
  return sequence;
}

/// True where the designed order passes it.
bool names(const Json& model, const std::string& id) {
  if (model.is_string()) return model == id;
  for (const auto& [key, inside] : model.items())
    if (key != "failed" && names(inside, id)) return true;
  return false;
}

}  // namespace

Json designed(const JourneyMap& map, const std::string& level) {
  Json question = Json::object();
  if (level == "stage") {
    question["model"] = stages_in_order(map);
    return question;
  }
  question["model"] = map.source.contains("design") ? design_of(map, map.source["design"]) : by_order(map);
  Json promises = Json::array();
  for (const auto& link : map.source.value("links", Json::array())) {
    bool designed_both = link.contains("within") && names(question["model"], link["from"].get<std::string>()) &&
                         names(question["model"], link["to"].get<std::string>());
    if (designed_both) promises.push_back({{"from", link["from"]}, {"to", link["to"]}, {"within", link["within"]}});
  }
  if (!promises.empty()) question["promises"] = std::move(promises);
  return question;
}

}  // namespace cairn::map
