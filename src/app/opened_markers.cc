// Change markers of an opened workspace: a setting. Their figures stand in opened_marker_effect.cc.
#include <fmt/format.h>

#include <algorithm>

#include "app/opened_workspace.h"
#include "map/marker_starts.h"

namespace cairn::app {
namespace {

constexpr const char* markers_key = "markers";
constexpr std::size_t most_markers = 1000;

Error fault(const std::string& where, const std::string& expected, const Json& found) {
  return {ErrorCode::usage, "expected " + expected + ", found " + found.dump().substr(0, 80), where, ""};
}

/// Fields of a marker that may be left out, each with what it has to be.
struct Optional {
  const char *name, *expected;
  bool (*fits)(const Json&);
};
constexpr Optional optional_fields[] = {
    {"touchpoint", "the id of a touchpoint", [](const Json& value) { return value.is_string(); }},
    {"note", "a label", [](const Json& value) { return value.is_string() || value.is_object(); }},
    {"cost", "a number", [](const Json& value) { return value.is_number(); }},
    {"days", "a number of days", [](const Json& value) { return value.is_number_integer() && value > 0; }},
    {"randomised", "true or false", [](const Json& value) { return value.is_boolean(); }},
    {"untouched", "a predicate", [](const Json& value) { return value.is_string() || value.is_object(); }}};

Result<void> check_measure(const Json& measure, const std::string& where) {
  if (!map::is_starts_measure(measure)) {
    if (!measure.is_object() || !measure.contains("what") || !measure["what"].is_string() ||
        !measure.value("element", Json("")).is_string())
      return fault(where, R"({"what", "element"} or {"what", "from", "to"})", measure);
    CAIRN_TRY_VOID(map::parse_marker_measure(measure["what"].get<std::string>()));
    return {};
  }
  CAIRN_TRY_VOID(map::read_starts_measure(measure));
  return {};
}

Result<void> check_marker(const Json& marker, const std::string& where) {
  if (!marker.is_object()) return fault(where, "a marker", marker);
  for (const char* name : {"id", "date"})
    if (!marker.contains(name) || !marker[name].is_string() || marker[name] == "")
      return fault(where + "." + name, "a text", marker.value(name, Json()));
  CAIRN_TRY_VOID(parse_day(marker["date"].get<std::string>(), where + ".date"));
  if (!marker.contains("label") || !(marker["label"].is_string() || marker["label"].is_object()))
    return fault(where + ".label", "a label", marker.value("label", Json()));
  for (const auto& field : optional_fields)
    if (marker.contains(field.name) && !field.fits(marker[field.name]))
      return fault(where + "." + field.name, field.expected, marker[field.name]);
  if (!marker.contains("measure")) return {};
  auto checked = check_measure(marker["measure"], where + ".measure");
  if (!checked && !checked.error().where.starts_with(where)) checked.error().where.insert(0, where + ".");
  return checked;
}

Result<void> check(const Json& document) {
  const auto markers = document.is_object() && document.contains("markers") ? document["markers"] : Json();
  if (!markers.is_array() || markers.size() > most_markers)
    return fault("markers", fmt::format("a list of at most {} markers", most_markers), markers);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const auto where = fmt::format("markers[{}]", i);
    CAIRN_TRY_VOID(check_marker(markers[i], where));
    ids.push_back(markers[i]["id"].get<std::string>());
    if (std::count(ids.begin(), ids.end(), ids.back()) > 1)
      return Error{ErrorCode::usage, "two markers have the id '" + ids.back() + "'", where + ".id",
                   "give each its own"};
  }
  return {};
}

}  // namespace

Result<Json> LocalWorkspace::markers(const Json& request) {
  CAIRN_TRY(auto kept, parse_json(history().setting(markers_key).value_or(R"({"markers": []})"), markers_key));
  const auto what = request["do"].get<std::string>();
  if (what == "list") return kept;
  if (what == "set") {
    CAIRN_TRY_VOID(check(request["document"]));
    Writing writing(*this);
    CAIRN_TRY_VOID(history_.set_setting(markers_key, request["document"].dump()));
    return request["document"];
  }
  return marker_effect(kept["markers"], request);
}

}  // namespace cairn::app
