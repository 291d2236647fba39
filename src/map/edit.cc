#include "map/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "map/document_fields.h"
#include "map/edit_remove.h"

namespace cairn::map {
namespace {

using Places = std::span<const std::string>;
constexpr std::size_t most_changes = 10'000, deepest_path = 20;
constexpr std::array<const char*, 2> ordered_lists{"stages", "touchpoints"};

Error wrong(std::string message, std::string where, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), std::move(where), std::move(hint)};
}

bool names_element(const Path& path) { return path.size() >= 2 && is_element_list(path[0]); }
bool is_order(const Path& path) { return path.size() == 3 && names_element(path) && path[2] == "order"; }

// --- making changes ---

/// The place in an object, with the objects on the way made where something is to be written.
Result<void> set_field(Json& object, Places path, const Json& value, const std::string& where) {
  Json* place = &object;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!place->is_object())
      return wrong(fmt::format("'{}' is inside something that has no fields: {}", path[i],
                               shorten(place->dump(-1, ' ', false, Json::error_handler_t::replace), 40)),
                   where, "give the whole value of what is around it");
    if (i + 1 == path.size()) break;
    if (!place->contains(path[i]) && value.is_null()) return {};
    Json& next = (*place)[path[i]];
    if (next.is_null()) next = Json::object();
    place = &next;
  }
  if (value.is_null())
    place->erase(path.back());
  else
    (*place)[path.back()] = value;
  return {};
}

/// A whole element says of itself what its path says; the path may stand for it.
Result<Json> named(const std::string& list, const std::string& key, Json element, const std::string& where) {
  if (!element.is_object()) return wrong("an element is an object; found " + element.dump(), where + ".value");
  if (list != "links" && list != "lanes" && !element.contains("id")) element["id"] = key;
  if (auto own = key_of(list, element); own != key)
    return wrong(fmt::format("the path names '{}', the element '{}'", key, own), where + ".value",
                 list == "links" ? "a link is named FROM>TO" : "ids stay what they are");
  return element;
}

Result<void> put_element(Json& elements, const Change& change, Json element) {
  const auto& list = change.path[0];
  auto place = position_of(list, elements, change.path[1]);
  if (place && !change.before) {
    elements[*place] = std::move(element);
    return {};
  }
  if (place) elements.erase(*place);
  auto next = change.before ? position_of(list, elements, *change.before) : std::nullopt;
  elements.insert(next ? elements.begin() + static_cast<std::ptrdiff_t>(*next) : elements.end(), std::move(element));
  return {};
}

Result<void> change_element(Json& document, const Change& change, const std::string& where) {
  const auto &list = change.path[0], &key = change.path[1];
  Json& elements = document[list];
  const bool was_there = !elements.is_null();
  if (!was_there) elements = Json::array();
  if (!elements.is_array()) return wrong(fmt::format("'{}' is no list in this document", list), where + ".path");
  auto place = position_of(list, elements, key);
  auto done = [&]() -> Result<void> {
    if (change.path.size() == 2 && !change.value.is_null()) {
      CAIRN_TRY(auto element, named(list, key, change.value, where));
      return put_element(elements, change, std::move(element));
    }
    if (change.value.is_null() && !place) return {};
    if (change.path.size() == 2) {
      elements.erase(*place);
      return {};
    }
    if (!place) {
      std::vector<std::string> known;
      for (const auto& each : elements) known.push_back(key_of(list, each));
      return wrong(fmt::format("none of the {} is '{}'", list, key), where + ".path", suggest(key, known));
    }
    CAIRN_TRY_VOID(set_field(elements[*place], Places(change.path).subspan(2), change.value, where + ".path"));
    if (key_of(list, elements[*place]) == key) return {};
    return wrong(fmt::format("'{}' names the element, and names stay", change.path[2]), where + ".path",
                 "take it away and add another");
  }();
  if (!was_there && elements.empty()) document.erase(list);
  return done;
}

/// Each as it stands, without making room.
Result<Json> written(Json document, const std::vector<Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto where = fmt::format("changes[{}]", i);
    if (changes[i].references)
      remove_whole(document, changes[i].path[0], changes[i].path[1]);
    else if (names_element(changes[i].path))
      CAIRN_TRY_VOID(change_element(document, changes[i], where));
    else
      CAIRN_TRY_VOID(set_field(document, changes[i].path, changes[i].value, where + ".path"));
  }
  return document;
}

/// Where two have one place, those that the changes put there come first, and the others make room.
void make_room(Json& document, const std::vector<Change>& changes) {
  for (const char* list : ordered_lists) {
    if (!document.contains(list) || !document[list].is_array()) continue;
    std::set<std::string> put;
    for (const auto& change : changes)
      if (names_element(change.path) && change.path[0] == list && (change.path.size() == 2 || is_order(change.path)))
        put.insert(change.path[1]);
    struct Placed {
      std::int64_t order;
      bool waits;
      Json* element;
    };
    std::vector<Placed> all;
    for (auto& each : document[list])
      if (const Json& order = fields::field(each, "order"); order.is_number_integer())
        all.push_back({order.get<std::int64_t>(), !put.contains(key_of(list, each)), &each});
    std::stable_sort(all.begin(), all.end(), [](const Placed& a, const Placed& b) {
      return std::pair(a.order, a.waits) < std::pair(b.order, b.waits);
    });
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (all[i].order > all[i - 1].order) continue;
      if (all[i - 1].order == INT64_MAX) break;  // no room: check() refuses it
      all[i].order = all[i - 1].order + 1;
      (*all[i].element)["order"] = all[i].order;
    }
  }
}

// --- merging ---

/// What differs between two documents: elements, the places of those that were moved, and parts of what is in no list.
std::set<Path> touched(const Json& from, const Json& to) {
  std::set<Path> paths;
  std::set<std::pair<std::string, std::string>> elsewhere;
  for (const char* list : ordered_lists)
    for (auto& key : moved_in(list, from, to)) elsewhere.emplace(list, std::move(key));
  for (const auto& change : between(from, to)) {
    const auto& path = change.path;
    if (is_order(path)) {
      if (elsewhere.contains({path[0], path[1]})) paths.insert(path);
    } else {
      paths.insert(
          Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(path.size(), 2))));
    }
  }
  return paths;
}

bool within(const Path& part, const Path& whole) {
  return part.size() >= whole.size() && std::equal(whole.begin(), whole.end(), part.begin());
}
/// An element's place is apart from the rest of it, unless it came or went.
bool meet(const Path& a, const Path& b, const Json& base, const Json& mine, const Json& head) {
  if (!within(a, b) && !within(b, a)) return false;
  if (is_order(a) == is_order(b)) return true;
  const Path& element = is_order(a) ? b : a;
  if (element.size() < 2) return true;
  return value_at(base, element).is_null() || value_at(mine, element).is_null() || value_at(head, element).is_null();
}

Json without_order(const Path& path, Json value) {
  if (path.size() == 2 && (path[0] == "stages" || path[0] == "touchpoints") && value.is_object()) value.erase("order");
  return value;
}

std::vector<Conflict> conflicts_of(const Json& base, const Json& mine, const Json& head) {
  const auto ours = touched(base, mine), theirs = touched(base, head);
  std::vector<Conflict> found;
  for (const auto& path : ours)
    for (const auto& other : theirs) {
      if (!meet(path, other, base, mine, head)) continue;
      const Path& place = path.size() <= other.size() ? path : other;  // of the two the whole
      const Json &yours = value_at(mine, place), &standing = value_at(head, place);
      if (same(without_order(place, yours), without_order(place, standing))) continue;
      if (std::none_of(found.begin(), found.end(), [&](const Conflict& each) { return each.path == place; }))
        found.push_back({place, yours, standing});
    }
  return found;
}

}  // namespace

Result<std::vector<Change>> changes_from(const Json& list) {
  if (!list.is_array()) return wrong("expected a list of changes; found " + shorten(list.dump(), 40), "changes");
  if (list.size() > most_changes)
    return Error{ErrorCode::limit, fmt::format("{} changes at once; at most {}", list.size(), most_changes), "changes",
                 "send them in several requests"};
  std::vector<Change> changes;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto where = fmt::format("changes[{}]", i);
    const Json& each = list[i];
    if (!each.is_object() || !each.contains("path") || !each["path"].is_array())
      return wrong("a change has a path", where, R"({"path": ["touchpoints", "tp_pay", "label"], "value": "Pay"})");
    if (!each.contains("value")) return wrong("'value' is missing", where, "null takes away what is there");
    Change change{{}, each["value"]};
    for (const auto& part : each["path"]) {
      if (!part.is_string() || part.get_ref<const std::string&>().empty())
        return wrong("a path is made of texts; found " + part.dump(), where + ".path",
                     "elements are named by their id");
      change.path.push_back(part.get<std::string>());
    }
    if (change.path.empty() || change.path.size() > deepest_path)
      return wrong(fmt::format("a path has 1 to {} parts", deepest_path), where + ".path");
    if (each.contains("before") && !each["before"].is_null()) {
      if (!each["before"].is_string()) return wrong("expected the id of an element", where + ".before");
      change.before = each["before"].get<std::string>();
    }
    const Json& references = fields::field(each, "references");
    change.references = references == true;
    if (change.references && (change.path.size() != 2 || !names_element(change.path) || !change.value.is_null()))
      return wrong("'references' is for an element that is taken away", where + ".references",
                   R"({"path": ["touchpoints", "tp_pay"], "value": null, "references": true})");
    changes.push_back(std::move(change));
  }
  return changes;
}

Json to_json(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const auto& change : changes) {
    Json one{{"path", change.path}, {"value", change.value}};
    if (change.before) one["before"] = *change.before;
    if (change.references) one["references"] = true;
    list.push_back(std::move(one));
  }
  return list;
}

Result<Json> changed(const Json& document, const std::vector<Change>& changes) {
  CAIRN_TRY(auto after, written(document, changes));
  make_room(after, between(document, after));
  return after;
}

Result<std::vector<Change>> inverse(const Json& document, const std::vector<Change>& changes) {
  CAIRN_TRY(auto after, changed(document, changes));
  return between(after, document);
}

Result<Merge> merge(const Json& base, const Json& head, const std::vector<Change>& changes) {
  CAIRN_TRY(auto mine, written(base, changes));
  const auto own = between(base, mine);
  make_room(mine, own);
  Merge merged{head, conflicts_of(base, mine, head)};
  if (!merged.conflicts.empty()) return merged;
  CAIRN_TRY(merged.document, written(head, own));
  make_room(merged.document, own);
  return merged;
}

}  // namespace cairn::map
