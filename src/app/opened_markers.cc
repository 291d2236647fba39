// Change markers of an opened workspace: a setting, and figures of a map before and after one of them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/calendar.h"
#include "app/opened_workspace.h"
#include "base/text.h"
#include "map/marker_effect.h"

namespace cairn::app {
namespace {

constexpr const char* markers_key = "markers";
constexpr std::size_t most_markers = 1000, few_cases = 30;
constexpr Day usual_days = 28, most_days = 365, days_of_52_weeks = 364;

Error fault(const std::string& where, const std::string& expected, const Json& found) {
  return {ErrorCode::usage, "expected " + expected + ", found " + found.dump().substr(0, 80), where, ""};
}

Result<void> check(const Json& document) {
  const auto markers = document.is_object() && document.contains("markers") ? document["markers"] : Json();
  if (!markers.is_array() || markers.size() > most_markers)
    return fault("markers", fmt::format("a list of at most {} markers", most_markers), markers);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < markers.size(); ++i) {
    const auto& each = markers[i];
    const auto where = fmt::format("markers[{}]", i);
    if (!each.is_object()) return fault(where, "a marker", each);
    for (const char* name : {"id", "date"})
      if (!each.contains(name) || !each[name].is_string() || each[name] == "")
        return fault(where + "." + name, "a text", each.value(name, Json()));
    CAIRN_TRY_VOID(parse_day(each["date"].get<std::string>(), where + ".date"));
    if (!each.contains("label") || !(each["label"].is_string() || each["label"].is_object()))
      return fault(where + ".label", "a label", each.value("label", Json()));
    if (each.contains("touchpoint") && !each["touchpoint"].is_string())
      return fault(where + ".touchpoint", "the id of a touchpoint", each["touchpoint"]);
    if (each.contains("cost") && !each["cost"].is_number()) return fault(where + ".cost", "a number", each["cost"]);
    ids.push_back(each["id"].get<std::string>());
    if (std::count(ids.begin(), ids.end(), ids.back()) > 1)
      return Error{ErrorCode::usage, "two markers have the id '" + ids.back() + "'", where + ".id",
                   "give each its own"};
  }
  return {};
}

Json known(double number) { return std::isfinite(number) ? Json(number) : Json(); }

Json to_json(const map::MarkerFigure& figure) {
  Json json{{"value", known(figure.value)}, {"low", known(figure.low)}, {"high", known(figure.high)}};
  if (figure.whole > 0) json["n"] = figure.whole;
  return json;
}

struct BeforeAndAfter {
  map::MarkerFigure before, after;
  Json json() const {
    return {{"before", to_json(before)},
            {"after", to_json(after)},
            {"difference", to_json(map::marker_difference(before, after))}};
  }
};

Label label_of(const map::JourneyMap& map, const std::string& element) {
  for (const auto& stage : map.stages)
    if (stage.id == element) return stage.label;
  for (const auto& touchpoint : map.touchpoints)
    if (touchpoint.id == element) return touchpoint.label;
  return Label::same(element);
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

/// {"before","after","difference","last_year"?,"sentence","warnings"}
Result<Json> LocalWorkspace::marker_effect(const Json& markers, const Json& request) {
  const auto id = request["marker"].get<std::string>();
  auto marker = std::find_if(markers.begin(), markers.end(), [&](const Json& each) { return each["id"] == id; });
  if (marker == markers.end()) return Error{ErrorCode::not_found, "there is no marker '" + id + "'", "marker", ""};
  const auto& asked = request.value("measure", Json::object());
  if (!asked.is_object() || !asked.value("element", Json()).is_string() || !asked.value("what", Json()).is_string())
    return fault("measure", R"({"element": id, "what": measure})", asked);
  CAIRN_TRY(auto measure, map::parse_marker_measure(asked["what"].get<std::string>()));
  const auto element = asked["element"].get<std::string>();
  CAIRN_TRY(auto day, parse_day((*marker)["date"].get<std::string>(), "marker.date"));
  const auto days = std::clamp<Day>(request.value("days", usual_days), 1, most_days);
  CAIRN_TRY(auto place, zone());

  std::optional<SeenMap> last;
  auto figure = [&](Day from, Day to) -> Result<map::MarkerFigure> {
    MapPeriod period{parse_time(day_text(from), place), parse_time(day_text(to), place)};
    CAIRN_TRY(last, observe(request["map"], "map", period));
    if (!last->observed) return map::MarkerFigure{};
    return map::marker_figure(last->map, *last->observed, element, measure);
  };
  auto around = [&](Day middle) -> Result<BeforeAndAfter> {
    CAIRN_TRY(auto before, figure(middle - days, middle));
    CAIRN_TRY(auto after, figure(middle, middle + days));
    return BeforeAndAfter{before, after};
  };
  CAIRN_TRY(auto now, around(day));
  auto json = now.json();
  json["sentence"] = map::marker_sentence(label_of(last->map, element), measure, now.before, now.after).json();
  CAIRN_TRY(auto year_ago, around(day - days_of_52_weeks));
  if (year_ago.before.whole > 0 && year_ago.after.whole > 0) json["last_year"] = year_ago.json();

  json["warnings"] = Json::array();
  auto warn = [&](const Label& words) { json["warnings"].push_back(words.json()); };
  if (now.before.whole < few_cases || now.after.whole < few_cases)
    warn({"改动前或后少于 30 个旅程：差异很不确定。", "改動前或後少於 30 個旅程：差異很不確定。",
          "Fewer than 30 journeys before or after: the difference is very uncertain."});
  CAIRN_TRY(auto calendar, trading_calendar());
  const int year = std::stoi(day_text(day).substr(0, 4));
  for (int each = year - 1; each <= year + 1; ++each)
    for (const auto& period : calendar.periods(each))
      if (!period.workday && period.from < day + days && period.to >= day - days)
        warn({fmt::format("与 {} 重叠：差异可能来自它。", period.name),
              fmt::format("與 {} 重疊：差異可能來自它。", period.name),
              fmt::format("Overlaps with {}: the difference may be its.", period.name)});
  for (const auto& other : markers) {
    if (other["id"] == id) continue;
    CAIRN_TRY(auto when, parse_day(other["date"].get<std::string>(), "marker.date"));
    const auto name = Label::from(other["label"]);
    if (when < day + days && when >= day - days)
      warn({fmt::format("同一时段内还有另一个改动：{}。", name.zh_hans),
            fmt::format("同一期間內還有另一個改動：{}。", name.zh_hant),
            fmt::format("Another change lies in the same time: {}.", name.en)});
  }
  return json;
}

}  // namespace cairn::app
