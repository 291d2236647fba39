#include "profile/tags.h"

#include <map>

namespace cairn::profile {
namespace {

std::string who(const CustomerEvent& event) {
  for (const char* name : {"by", "staff"})
    if (auto text = text_of(event, name); !text.empty()) return text;
  return event.source;
}

}  // namespace

Tags tags_of(std::span<const CustomerEvent> events) {
  Tags tags;
  std::map<std::string, TagChange> held;
  for (const auto& event : events) {
    bool added = event.event == "tag_added";
    if (!added && event.event != "tag_removed") continue;
    for (const auto& tag : parts_of(text_of(event, "tag"))) {
      TagChange change{tag, added, event.time, who(event), event.id.hex()};
      if (added)
        held.try_emplace(tag, change);
      else
        held.erase(tag);
      tags.changes.push_back(std::move(change));
    }
  }
  for (auto& [tag, change] : held) tags.held.push_back(std::move(change));
  return tags;
}

Json tags_json(const Tags& tags) {
  Json held = Json::array(), changes = Json::array();
  for (const auto& each : tags.held)
    held.push_back({{"tag", each.tag}, {"since", format_time(each.time)}, {"by", each.by}});
  for (const auto& each : tags.changes)
    changes.push_back(
        {{"time", format_time(each.time)}, {"tag", each.tag}, {"added", each.added}, {"by", each.by}, {"id", each.id}});
  return {{"held", std::move(held)}, {"changes", std::move(changes)}};
}

}  // namespace cairn::profile
