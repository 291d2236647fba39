#include "map/document_fields.h"

#include <algorithm>

namespace cairn::map::fields {

const Json& field(const Json& json, const char* key) {
  static const Json none;
  auto found = json.is_object() ? json.find(key) : json.end();
  return found == json.end() ? none : *found;
}
std::string text(const Json& json, const char* key, std::string otherwise) {
  const Json& found = field(json, key);
  return found.is_string() ? found.get<std::string>() : otherwise;
}
bool flag(const Json& json, const char* key, bool otherwise) {
  const Json& found = field(json, key);
  return found.is_boolean() ? found.get<bool>() : otherwise;
}
int number(const Json& json, const char* key, int otherwise) {
  const Json& found = field(json, key);
  return found.is_number() ? found.get<int>() : otherwise;
}
std::optional<double> real(const Json& json, const char* key) {
  const Json& found = field(json, key);
  return found.is_number() ? std::optional(found.get<double>()) : std::nullopt;
}
Label label(const Json& json, const char* key) { return Label::from(field(json, key)); }
std::vector<Label> labels(const Json& json, const char* key) {
  std::vector<Label> list;
  for (const auto& each : field(json, key)) list.push_back(Label::from(each));
  return list;
}
std::vector<std::string> texts(const Json& json, const char* key) {
  std::vector<std::string> list;
  for (const auto& each : field(json, key)) list.push_back(each.get<std::string>());
  return list;
}
std::optional<EventPredicate> predicate(const Json& json, const char* key) {
  const Json& found = field(json, key);
  if (found.is_null()) return std::nullopt;
  auto read = event_predicate_from(found, key);
  return read ? std::optional(*std::move(read)) : std::nullopt;
}
std::optional<Duration> duration(const Json& json, const char* key) {
  auto read = parse_duration(text(json, key), key);
  return read ? std::optional(*read) : std::nullopt;
}

Json compact(const EventPredicate& predicate) {
  using Kind = EventPredicate::Kind;
  bool flat = predicate.kind == Kind::all && predicate.children.size() > 1 &&
              predicate.children.front().kind == Kind::event &&
              std::all_of(predicate.children.begin() + 1, predicate.children.end(),
                          [](const auto& child) { return child.kind == Kind::comparison; });
  if (!flat) return to_json(predicate);
  Json json = to_json(predicate.children.front());
  json["where"] = Json::array();
  for (std::size_t i = 1; i < predicate.children.size(); ++i)
    json["where"].push_back(to_json(predicate.children[i])["where"][0]);
  return json;
}

Json labels_json(const std::vector<Label>& labels) {
  Json list = Json::array();
  for (const auto& each : labels) list.push_back(each.json());
  return list;
}

void keep_rest(Json& json, const Json& old, std::initializer_list<std::string_view> managed) {
  if (!old.is_object()) return;
  for (const auto& [key, value] : old.items())
    if (!json.contains(key) && std::find(managed.begin(), managed.end(), key) == managed.end()) json[key] = value;
}

}  // namespace cairn::map::fields
