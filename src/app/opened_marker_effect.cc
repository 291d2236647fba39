// What was measured before and after a change marker, beside the same days a year before and an untouched group.
//
//              a year before                                          the marker's day
//     before ├── days ──┤ ├── days ──┤ after   …   before ├── days ──┤ ├── days ──┤ after
//
// Everybody who is not in the untouched group was touched. Nothing here is an effect, unless chance said who is who.
#include <cmath>

#include "app/marker_warnings.h"
#include "app/opened_workspace.h"
#include "app/trust.h"
#include "journey/filter.h"
#include "map/marker_starts.h"

namespace cairn::app {
namespace {

constexpr Day days_of_52_weeks = 364;

Json known(double number) { return std::isfinite(number) ? Json(number) : Json(); }

Json to_json(const map::MarkerFigure& figure) {
  Json json{{"value", known(figure.value)}, {"low", known(figure.low)}, {"high", known(figure.high)}};
  if (figure.whole > 0) json["n"] = figure.whole;
  return json;
}

struct BeforeAndAfter {
  map::MarkerFigure before, after;
  map::MarkerFigure difference() const { return map::marker_difference(before, after); }
  bool is_known() const { return before.whole > 0 && after.whole > 0; }
  Json json(const Label& title, map::MarkerMeasure what) const {
    return {{"before", to_json(before)},
            {"after", to_json(after)},
            {"difference", to_json(difference())},
            {"sentence", map::marker_sentence(title, what, before, after).json()}};
  }
  /// Another group or year, and how far its difference is from ours.
  Json beside(const BeforeAndAfter& ours, const Label& title, map::MarkerMeasure what) const {
    auto all = json(title, what);
    const auto beyond = map::marker_difference(difference(), ours.difference());
    all["beyond"] = to_json(beyond);
    all["beyond"]["sentence"] = map::marker_beyond_sentence(what, beyond).json();
    return all;
  }
};

const char* unit_of(map::MarkerMeasure what) {
  switch (what) {
    case map::MarkerMeasure::duration:
      return "seconds";
    case map::MarkerMeasure::amount:
      return "amount";
    case map::MarkerMeasure::score:
      return "score";
    case map::MarkerMeasure::volume:
      return "journeys";
    default:
      return "share";
  }
}

Label label_of(const map::JourneyMap& map, const std::string& element) {
  for (const auto& stage : map.stages)
    if (stage.id == element) return stage.label;
  for (const auto& touchpoint : map.touchpoints)
    if (touchpoint.id == element) return touchpoint.label;
  return Label::same(element);
}

}  // namespace

/// What figures are counted from: events, a map where the measure needs one, and the four windows.
struct LocalWorkspace::MarkerSight {
  ViewPointer seen;
  TimeZone zone = TimeZone::utc();
  map::LeftOutOfMap left_out;  ///< of everybody, in all the time that is complete
  Day complete_day = 0;
  Json measure;
  map::MarkerMeasure what = map::MarkerMeasure::conversion;
  std::optional<map::JourneyMap> map;
  std::vector<MapPeriod> windows;  ///< before, after, and the same a year before
};

/// An untouched group is one of events (store in (…)), or of customers (trait.city = 上海).
Result<std::pair<map::MapFilter, map::MapFilter>> LocalWorkspace::marker_groups(const MarkerSight& sight,
                                                                                const Json& untouched) {
  map::MapFilter others, touched;
  auto events = event_predicate_from(untouched, "untouched");
  auto fits = events ? journey::Filter::make(*sight.seen->index, *events, "untouched")
                     : Result<journey::Filter>(events.error());
  if (fits) {
    others.where = *events;
    touched.where = EventPredicate::none_of(*events);
    return std::pair{others, touched};
  }
  CAIRN_TRY(auto names, case_names());
  const Json question{{"kind", "transitions"}, {"segment", untouched}};
  auto customers = journey::scope_from(question, sight.zone, names);
  if (!customers) return fits.error();
  others.customers = customers->segment;
  touched.customers.kind = CasePredicate::Kind::negation;
  touched.customers.children = {customers->segment};
  return std::pair{others, touched};
}

/// The measure in every window of the sight, of those whom the filter lets pass.
Result<std::vector<map::MarkerFigure>> LocalWorkspace::marker_figures(const MarkerSight& sight,
                                                                      const map::MapFilter& only, bool untouched) {
  if (map::is_starts_measure(sight.measure)) {
    CAIRN_TRY(auto measure, map::read_starts_measure(sight.measure));
    // A group of events is one of starts. The untouched stand beside those whom the measure names, not among them.
    if (!only.where.always()) measure.where = untouched ? only.where : EventPredicate::both(measure.where, only.where);
    auto left_out = sight.left_out;
    left_out.only.customers = only.customers;
    std::vector<map::MarkerWindow> windows;
    for (const auto& each : sight.windows) windows.push_back({*each.from, *each.to});
    return map::measure_starts(*sight.seen->index, measure, windows, left_out);
  }
  std::vector<map::MarkerFigure> figures;
  for (const auto& window : sight.windows) {
    CAIRN_TRY(auto found, see_map(sight.seen->history, &*sight.seen->index, *sight.map, sight.zone, window, only));
    const auto element = sight.measure.value("element", std::string());
    CAIRN_TRY(auto figure, map::marker_figure(found.map, *found.observed, element, sight.what));
    figures.push_back(figure);
  }
  return figures;
}

namespace {

/// How an effect is told: who got the change, and who, by lot, did not.
void add_effect(Json& json, const Label& title, map::MarkerMeasure what, const BeforeAndAfter& touched,
                const BeforeAndAfter& others) {
  json["wording"] = "effect";
  json["effect"] = {{"without", to_json(others.after)},
                    {"with", to_json(touched.after)},
                    {"difference", to_json(map::marker_difference(others.after, touched.after))}};
  json["sentence"] = map::marker_sentence(title, what, others.after, touched.after, map::MarkerWording::effect).json();
}

Label title_of(const AskedMarker& asked, const std::optional<map::JourneyMap>& map) {
  if (asked.measure.contains("title")) return Label::from(asked.measure["title"]);
  if (map) return map::marker_title(label_of(*map, asked.measure.value("element", std::string())), asked.what);
  return map::marker_title(Label::from(asked.marker["label"]), asked.what);
}

}  // namespace

Result<LocalWorkspace::MarkerSight> LocalWorkspace::marker_sight(const AskedMarker& asked, const Json& request) {
  MarkerSight sight;
  sight.measure = asked.measure;
  sight.what = asked.what;
  CAIRN_TRY(sight.seen, watched(indexed()));
  CAIRN_TRY(sight.zone, zone());
  CAIRN_TRY(auto trust, trust_of(sight.seen->history, sight.zone));
  CAIRN_TRY(sight.left_out, left_out_for(sight.seen->history, sight.zone, trust, {}, {}));
  sight.complete_day = trust.complete_day.value_or(0);
  if (!map::is_starts_measure(asked.measure)) {
    CAIRN_TRY(sight.map, map_of(request));
  }
  for (Day middle : {asked.day, asked.day - days_of_52_weeks})
    for (Day from : {middle - asked.days, middle})
      sight.windows.push_back(
          {parse_time(day_text(from), sight.zone), parse_time(day_text(from + asked.days), sight.zone)});
  return sight;
}

Result<Json> LocalWorkspace::marker_warnings(const AskedMarker& asked, const Json& markers, const MarkerSight& sight,
                                             std::uint64_t before, std::uint64_t after) {
  MarkerWarnings warnings(asked);
  warnings.few(before, after);
  // Whatever else happened came over both groups alike, where chance said who is in which.
  if (!asked.is_experiment()) {
    CAIRN_TRY(auto calendar, trading_calendar());
    warnings.campaigns(calendar);
    CAIRN_TRY_VOID(warnings.others(markers));
  }
  const auto first = Time{(sight.seen->index->extent_ms().first) * 1000};
  CAIRN_TRY(auto first_day, parse_day(format_local(first, sight.zone).substr(0, 10), "marker"));
  warnings.incomplete(first_day, sight.complete_day);
  if (asked.randomised && !asked.is_experiment()) warnings.without_control();
  return warnings.list;
}

/// {"before","after","difference","last_year"?,"untouched"?,"effect"?,"wording","unit","sentence","warnings"}
Result<Json> LocalWorkspace::marker_effect(const Json& markers, const Json& request) {
  CAIRN_TRY(auto asked, AskedMarker::read(markers, request));
  CAIRN_TRY(auto sight, marker_sight(asked, request));
  std::pair<map::MapFilter, map::MapFilter> groups;
  if (!asked.untouched.is_null()) {
    CAIRN_TRY(groups, marker_groups(sight, asked.untouched));
  }
  CAIRN_TRY(auto figures, marker_figures(sight, groups.second, false));
  const auto title = title_of(asked, sight.map);
  const BeforeAndAfter now{figures[0], figures[1]}, year_ago{figures[2], figures[3]};
  auto json = now.json(title, asked.what);
  json.update({{"marker", asked.id},
               {"what", map::name_of(asked.what)},
               {"unit", unit_of(asked.what)},
               {"title", title.json()},
               {"days", asked.days},
               {"wording", "difference"}});
  if (!now.after.currency.empty()) json["currency"] = now.after.currency;
  const Label last_year{"去年同期", "去年同期", "The same days last year"};
  if (year_ago.is_known()) json["last_year"] = year_ago.beside(now, last_year, asked.what);
  if (!asked.untouched.is_null()) {
    CAIRN_TRY(auto of_others, marker_figures(sight, groups.first, true));
    const BeforeAndAfter others{of_others[0], of_others[1]};
    json["untouched"] = others.beside(now, {"未受影响者", "未受影響者", "Untouched"}, asked.what);
    json["untouched"]["who"] = asked.untouched;
    if (asked.is_experiment()) add_effect(json, title, asked.what, now, others);
  }
  const auto other = asked.is_experiment() ? json["untouched"]["after"].value("n", std::uint64_t{0}) : now.before.whole;
  CAIRN_TRY(json["warnings"], marker_warnings(asked, markers, sight, other, now.after.whole));
  return json;
}

}  // namespace cairn::app
