#include "map/edit_remove.h"

#include <algorithm>
#include <vector>

#include "map/document_fields.h"
#include "map/elements.h"

namespace cairn::map {
namespace {

/// The fields of each list that name others, and the list that they name.
struct Reference {
  const char *list, *field, *names;
};
constexpr Reference references[] = {{"touchpoints", "pains", "pains"},       {"touchpoints", "gains", "gains"},
                                    {"touchpoints", "evidence", "evidence"}, {"touchpoints", "channel", "channels"},
                                    {"pains", "at", "touchpoints"},          {"pains", "evidence", "evidence"},
                                    {"gains", "evidence", "evidence"},       {"opportunities", "pains", "pains"},
                                    {"milestones", "stage", "stages"},       {"markers", "touchpoint", "touchpoints"},
                                    {"personas", "prefChannels", "channels"}};

template <class Each>
void each_in(Json& document, const char* list, const Each& what) {
  auto found = document.find(list);
  if (found == document.end() || !found->is_array()) return;
  for (auto& element : *found)
    if (element.is_object()) what(element);
}

template <class Goes>
void erase_from(Json& document, const char* list, const Goes& goes) {
  auto found = document.find(list);
  if (found == document.end() || !found->is_array()) return;
  found->erase(std::remove_if(found->begin(), found->end(), goes), found->end());
}

void forget(Json& element, const char* field, const std::string& id) {
  auto found = element.find(field);
  if (found == element.end()) return;
  if (*found == id) {
    element.erase(field);
  } else if (found->is_array()) {
    found->erase(std::remove(found->begin(), found->end(), Json(id)), found->end());
    if (found->empty()) element.erase(field);
  }
}

void forget_touchpoint(Json& document, const std::string& id) {
  using fields::text;
  erase_from(document, "links", [&](const Json& link) { return text(link, "from") == id || text(link, "to") == id; });
  each_in(document, "decisions", [&](Json& decision) {
    erase_from(decision, "branches", [&](const Json& branch) { return text(branch, "to") == id; });
  });
  erase_from(document, "decisions", [&](const Json& decision) {
    const Json& branches = fields::field(decision, "branches");
    return text(decision, "after") == id || (branches.is_array() && branches.empty());
  });
  if (!document.contains("design")) return;
  if (auto design = design_without(document["design"], id))
    document["design"] = *std::move(design);
  else
    document.erase("design");
}

}  // namespace

std::optional<Json> design_without(const Json& part, const std::string& id) {
  if (part.is_string()) return part == id ? std::nullopt : std::optional(part);
  Json left = part.is_array() ? Json::array() : Json::object();
  for (const auto& [key, inside] : part.items())
    if (auto kept = design_without(inside, id)) {
      if (part.is_array())
        left.push_back(*std::move(kept));
      else
        left[key] = *std::move(kept);
    }
  return left.empty() ? std::nullopt : std::optional(std::move(left));
}

void remove_whole(Json& document, const std::string& list, const std::string& key) {
  if (list == "stages") {
    std::vector<std::string> inside;
    each_in(document, "touchpoints", [&](const Json& touchpoint) {
      if (fields::text(touchpoint, "stage") == key) inside.push_back(fields::text(touchpoint, "id"));
    });
    for (const auto& id : inside) remove_whole(document, "touchpoints", id);
  }
  erase_from(document, list.c_str(), [&](const Json& each) { return key_of(list, each) == key; });
  for (const auto& reference : references)
    if (reference.names == list)
      each_in(document, reference.list, [&](Json& element) { forget(element, reference.field, key); });
  if (list == "touchpoints") forget_touchpoint(document, key);
  static const Json::json_pointer scope("/goal/scope");
  if (!document.contains(scope) || !document[scope].is_object()) return;
  for (const char* end : {"start", "end"}) forget(document[scope], end, key);
}

}  // namespace cairn::map
