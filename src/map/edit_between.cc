#include <algorithm>

#include "map/document_fields.h"
#include "map/edit.h"

// The changes that make one document of another.

namespace cairn::map {
namespace {

void between_fields(const Path& at, const Json& from, const Json& to, std::vector<Change>& found) {
  auto differ = [&](const std::string& key, const Json& value) {
    Path path = at;
    path.push_back(key);
    found.push_back({std::move(path), value});
  };
  for (const auto& [key, value] : from.items())
    if (const Json& now = fields::field(to, key.c_str()); !same(value, now)) differ(key, now);
  for (const auto& [key, value] : to.items())
    if (!value.is_null() && fields::field(from, key.c_str()).is_null() && !from.contains(key)) differ(key, value);
}

/// What went, then what changed inside, then what came or moved: from the last, so that the next is there already.
void between_elements(const std::string& list, const Json& from, const Json& to, std::vector<Change>& found) {
  std::vector<std::string> had, has;
  for (const auto& each : from.is_array() ? from : Json::array()) had.push_back(key_of(list, each));
  for (const auto& each : to.is_array() ? to : Json::array()) has.push_back(key_of(list, each));
  const auto elsewhere = moved(had, has);
  auto contains = [](const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const auto& key : had)
    if (!contains(has, key)) found.push_back({{list, key}});
  for (std::size_t i = 0; i < has.size(); ++i)
    if (contains(had, has[i]) && !contains(elsewhere, has[i]))
      between_fields({list, has[i]}, from[*position_of(list, from, has[i])], to[i], found);
  for (std::size_t i = has.size(); i-- > 0;)
    if (!contains(had, has[i]) || contains(elsewhere, has[i]))
      found.push_back({{list, has[i]}, to[i], i + 1 < has.size() ? has[i + 1] : ""});
}

}  // namespace

std::vector<Change> between(const Json& from, const Json& to) {
  std::vector<Change> found;
  auto part = [&](const std::string& key, const Json& had, const Json& has) {
    if (same(had, has)) return;
    auto open = [&](const Json& value) { return value.is_object() && !is_label(value) && !is_element_list(key); };
    const bool keyed = is_element_list(key) && has.is_array() && has_keys(key, had) && has_keys(key, has);
    if (keyed && (had.is_array() || !has.empty()))
      between_elements(key, had, has, found);
    else if ((open(had) || had.is_null()) && open(has) && !has.empty())
      between_fields({key}, had.is_null() ? Json::object() : had, has, found);
    else
      found.push_back({{key}, has});
  };
  for (const auto& [key, had] : from.items()) part(key, had, fields::field(to, key.c_str()));
  for (const auto& [key, has] : to.items())
    if (!from.contains(key)) part(key, Json(), has);
  return found;
}

}  // namespace cairn::map
