#include "map/redraft_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "map/edit_remove.h"

namespace cairn::map {
namespace {

/// `id`, or with a number behind it: the elements of a document share one set of ids.
std::string unused(const std::string& id, const JourneyMap& map) {
  std::set<std::string> taken;
  auto take = [&](const auto& list) {
    for (const auto& each : list) taken.insert(each.id);
  };
  take(map.stages), take(map.touchpoints), take(map.milestones), take(map.decisions);
  take(map.pains), take(map.opportunities), take(map.evidence);
  for (const char* list : {"personas", "resources"})
    if (map.source.is_object() && map.source.contains(list))
      for (const auto& each : map.source[list])
        if (each.contains("id")) taken.insert(each["id"].get<std::string>());
  auto is_taken = [&](const std::string& name) { return taken.contains(name); };
  std::string name = id;
  for (int number = 2; is_taken(name); ++number) name = fmt::format("{}_{}", id, number);
  return name;
}

Touchpoint* find_touchpoint(JourneyMap& map, const std::string& id) {
  auto found = std::find_if(map.touchpoints.begin(), map.touchpoints.end(), [&](const auto& t) { return t.id == id; });
  return found == map.touchpoints.end() ? nullptr : &*found;
}

}  // namespace

bool has_link(const JourneyMap& map, const std::string& from, const std::string& to) {
  return std::any_of(map.links.begin(), map.links.end(),
                     [&](const Link& link) { return link.from == from && link.to == to; });
}

void insert_touchpoint(JourneyMap& map, Touchpoint made, const std::string& stage, const std::string& after,
                       const std::optional<Channel>& channel) {
  made.id = unused(made.id, map);
  made.stage = stage;
  made.pains.clear();
  auto place = std::find_if(map.touchpoints.begin(), map.touchpoints.end(),
                            [&](const Touchpoint& each) { return each.id == after; });
  if (place != map.touchpoints.end())
    ++place;
  else
    place = std::find_if(map.touchpoints.begin(), map.touchpoints.end(),
                         [&](const Touchpoint& each) { return map.stage_index(each.stage) >= map.stage_index(stage); });
  map.touchpoints.insert(place, std::move(made));
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) map.touchpoints[t].order = static_cast<int>(t) + 1;
  bool known = !channel || std::any_of(map.channels.begin(), map.channels.end(),
                                       [&](const Channel& each) { return each.id == channel->id; });
  if (!known) map.channels.push_back(*channel);
}

void remove_touchpoint(JourneyMap& map, const std::string& id) {
  std::erase_if(map.touchpoints, [&](const Touchpoint& each) { return each.id == id; });
  std::erase_if(map.links, [&](const Link& link) { return link.from == id || link.to == id; });
  for (auto& decision : map.decisions)
    std::erase_if(decision.branches, [&](const Branch& branch) { return branch.to == id; });
  std::erase_if(map.decisions,
                [&](const Decision& decision) { return decision.after == id || decision.branches.empty(); });
  for (auto& pain : map.pains) std::erase(pain.at, id);
  Json& source = map.source;
  if (!source.is_object()) return;
  if (source.contains("design")) {
    if (auto design = design_without(source["design"], id))
      source["design"] = *std::move(design);
    else
      source.erase("design");
  }
  static const Json::json_pointer start("/goal/scope/start");
  if (source.contains(start) && source[start] == id) source["goal"]["scope"].erase("start");
}

void add_link(JourneyMap& map, const Link& link) {
  if (find_touchpoint(map, link.from) && find_touchpoint(map, link.to) && !has_link(map, link.from, link.to))
    map.links.push_back(link);
}

void add_fork(JourneyMap& map, Decision fork) {
  fork.id = unused(fork.id, map);
  std::erase_if(fork.branches, [&](const Branch& way) { return !way.to.empty() && !find_touchpoint(map, way.to); });
  if (find_touchpoint(map, fork.after) && fork.branches.size() > 1) map.decisions.push_back(std::move(fork));
}

void add_pain(JourneyMap& map, Pain pain, const std::vector<Evidence>& evidence,
              const std::vector<Opportunity>& answers) {
  std::erase_if(pain.at, [&](const std::string& id) { return find_touchpoint(map, id) == nullptr; });
  if (pain.at.empty()) return;
  pain.id = unused(pain.id, map);
  pain.evidence.clear();
  for (Evidence each : evidence) {
    each.id = unused(each.id, map);
    pain.evidence.push_back(each.id);
    map.evidence.push_back(std::move(each));
  }
  for (Opportunity each : answers) {
    each.id = unused(each.id, map);
    each.pains = {pain.id};
    map.opportunities.push_back(std::move(each));
  }
  find_touchpoint(map, pain.at.front())->pains.push_back(pain.id);
  map.pains.push_back(std::move(pain));
}

}  // namespace cairn::map
