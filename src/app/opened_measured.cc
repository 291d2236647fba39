// What an opened workspace knows of a map: its numbers for whom and when people choose, its design against what
// happened, the people and the words behind each number.
#include <fmt/format.h>

#include <algorithm>

#include "app/binding.h"
#include "app/map_filter.h"
#include "app/opened_workspace.h"
#include "app/trust.h"
#include "base/text.h"
#include "map/behind.h"
#include "map/deviations.h"
#include "map/people.h"
#include "map/voices.h"

namespace cairn::app {
namespace {

constexpr std::size_t usual_people = 100, usual_voices = 50, most_listed = 1000, sentences = 5;

/// Places of what a filter names are in the filter, though the engine calls it a question.
template <class Value>
Result<Value> in_filters(Result<Value> result) {
  constexpr std::string_view engine = "question.";
  if (!result && result.error().where.starts_with(engine))
    result.error().where = "filters." + result.error().where.substr(engine.size());
  return result;
}

std::size_t number_of(const Json& request, const char* field, std::size_t usual) {
  if (!request.contains(field) || !request[field].is_number_unsigned()) return usual;
  return std::min(request[field].get<std::size_t>(), most_listed);
}

Result<std::string> required_text(const Json& request, const char* field) {
  if (request.contains(field) && request[field].is_string()) return request[field].get<std::string>();
  return Error{ErrorCode::usage, fmt::format("expected a text '{}'", field), field, ""};
}

/// The element of a map that has this id.
Result<map::Behind> element_of(const map::JourneyMap& map, const std::string& id) {
  using Element = map::Behind::Element;
  std::vector<std::string> known;
  std::optional<map::Behind> found;
  auto look = [&](Element element, const auto& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      known.push_back(list[i].id);
      if (list[i].id == id && !found) found = map::Behind{element, i};
    }
  };
  look(Element::touchpoint, map.touchpoints);
  look(Element::stage, map.stages);
  look(Element::milestone, map.milestones);
  look(Element::pain, map.pains);
  if (found) return *found;
  return Error{ErrorCode::not_found, fmt::format("the map has no touchpoint, stage, milestone or pain '{}'", id),
               "element", suggest(id, known)};
}

/// What the numbers of an element are called; a pain has one, and so has what a milestone is for.
Result<map::Behind> wanted_of(const map::JourneyMap& map, const std::string& id, const std::string& what) {
  using Element = map::Behind::Element;
  using What = map::Behind::What;
  CAIRN_TRY(auto behind, element_of(map, id));
  const bool stage = behind.element == Element::stage, touchpoint = behind.element == Element::touchpoint,
             milestone = behind.element == Element::milestone;
  std::vector<std::pair<std::string, What>> known{{"cases", What::cases}};
  if (behind.element == Element::pain) known.emplace_back("pain", What::cases);
  if (milestone) known.emplace_back("moved_on", What::cases);
  if (stage) known.emplace_back("moved_on", What::moved_on);
  if (stage || touchpoint || milestone) known.emplace_back("left", What::left);
  if (touchpoint) known.emplace_back("failed", What::failed);
  std::vector<std::string> names;
  for (const auto& [name, number] : known) {
    names.push_back(name);
    if (name != what) continue;
    behind.what = number;
    return behind;
  }
  return Error{ErrorCode::usage, fmt::format("'{}' is no number of '{}'", what, id), "what", suggest(what, names)};
}

std::optional<map::DeviationWanted> deviation_of(const std::string& id, const std::string& what) {
  using What = map::DeviationWanted::What;
  for (const auto& [name, which] :
       {std::pair{"missing", What::missing}, {"ad_hoc", What::ad_hoc}, {"out_of_order", What::out_of_order}})
    if (what == name) return map::DeviationWanted{id, which};
  return std::nullopt;
}

}  // namespace

struct LocalWorkspace::Measuring {
  ViewPointer seen;
  map::JourneyMap map;
  TimeZone zone;
  ChosenView chosen;
  map::LeftOutOfMap left_out;
};

Result<map::JourneyMap> LocalWorkspace::map_of(const Json& request) {
  if (request.contains("map")) return map::read_map(request["map"].dump(), "map");
  if (request.contains("journey") && request["journey"].is_string()) {
    CAIRN_TRY(auto kept, journeys(Json{{"do", "get"}, {"id", request["journey"]}}));
    return map::read_map(kept["document"].dump(), "journey");
  }
  return Error{ErrorCode::usage, "the map is missing", "map", R"(send {"map": a journey document, or "journey": id})"};
}

Result<LocalWorkspace::Measuring> LocalWorkspace::measuring(const Json& request, const char* filters) {
  CAIRN_TRY(auto seen, watched(indexed()));
  CAIRN_TRY(auto map, map_of(request));
  CAIRN_TRY(auto place, zone());
  CAIRN_TRY(auto calendar, trading_calendar());
  CAIRN_TRY(auto profile, profiles_.document(seen->history));
  CAIRN_TRY(auto chosen,
            read_filters(request.contains(filters) ? request[filters] : Json(), map, {calendar, place, *profile}));
  CAIRN_TRY(auto trust, trust_of(seen->history, place));
  CAIRN_TRY(auto left_out, left_out_for(seen->history, place, trust, chosen.period, chosen.only));
  return Measuring{std::move(seen), std::move(map), place, std::move(chosen), std::move(left_out)};
}

Result<Json> LocalWorkspace::observed_numbers(const Json& request) {
  auto numbers = [&](const char* filters) -> Result<Json> {
    CAIRN_TRY(auto about, measuring(request, filters));
    CAIRN_TRY(auto found, in_filters(see_map(about.seen->history, &*about.seen->index, std::move(about.map), about.zone,
                                             about.chosen.period, about.chosen.only)));
    Json json = map::to_json(*found.observed);
    json["scope"] = about.chosen.scope.json();
    json["asked"] = about.chosen.asked;
    json["sentences"] = Json::array();
    for (const auto& each : map::findings(found.map, *found.observed, sentences))
      json["sentences"].push_back(each.json());
    return json;
  };
  CAIRN_TRY(auto answer, numbers("filters"));
  if (!request.contains("against") || request["against"].is_null()) return answer;
  auto other = numbers("against");
  if (!other) {
    if (other.error().where.starts_with("filters")) other.error().where.replace(0, 7, "against");
    return other;
  }
  answer["against"] = *std::move(other);
  return answer;
}

Result<Json> LocalWorkspace::deviations(const Json& request) {
  CAIRN_TRY(auto about, measuring(request, "filters"));
  CAIRN_TRY(auto found, in_filters(map::deviations(*about.seen->index, about.map, {}, about.left_out)));
  auto json = map::to_json(found);
  json["scope"] = about.chosen.scope.json();
  json["asked"] = about.chosen.asked;
  return json;
}

Result<Json> LocalWorkspace::people(const Json& request) {
  CAIRN_TRY(auto about, measuring(request, "filters"));
  CAIRN_TRY(auto id, required_text(request, "element"));
  const auto what = request.value("what", std::string("cases"));
  const auto& index = *about.seen->index;
  std::vector<map::Witnesses::Case> cases;
  if (auto deviation = deviation_of(id, what)) {
    CAIRN_TRY_VOID(element_of(about.map, id));
    CAIRN_TRY(cases, in_filters(map::behind(index, about.map, *deviation, {}, about.left_out)));
  } else {
    CAIRN_TRY(auto wanted, wanted_of(about.map, id, what));
    CAIRN_TRY(cases, in_filters(map::behind(index, about.map, wanted, {}, about.left_out)));
  }
  CAIRN_TRY(auto found, map::people(index, cases, about.left_out, number_of(request, "offset", 0),
                                    number_of(request, "limit", usual_people)));
  return map::to_json(found);
}

Result<Json> LocalWorkspace::voices(const Json& request) {
  CAIRN_TRY(auto about, measuring(request, "filters"));
  CAIRN_TRY(auto id, required_text(request, "element"));
  CAIRN_TRY(auto element, wanted_of(about.map, id, "cases"));
  if (element.element != map::Behind::Element::touchpoint && element.element != map::Behind::Element::pain)
    return Error{ErrorCode::usage, fmt::format("'{}' is neither a touchpoint nor a pain", id), "element",
                 "words belong to one of these"};
  const auto& index = *about.seen->index;
  CAIRN_TRY(auto cases, in_filters(map::behind(index, about.map, element, {}, about.left_out)));
  CAIRN_TRY(auto found,
            map::voices(index, about.map, element, cases, about.left_out, number_of(request, "limit", usual_voices)));
  return map::to_json(found);
}

Result<Json> LocalWorkspace::bound(const Json& request) {
  CAIRN_TRY(auto seen, watched(indexed()));
  if (!request.contains("on"))
    return Error{ErrorCode::usage, "the predicate is missing", "on", R"({"on": "event = order_paid"})"};
  CAIRN_TRY(auto on, event_predicate_from(request["on"], "on"));
  CAIRN_TRY(auto place, zone());
  CAIRN_TRY(auto calendar, trading_calendar());
  CAIRN_TRY(auto profile, profiles_.document(seen->history));
  map::JourneyMap map;
  if (request.contains("map")) {
    CAIRN_TRY(map, map_of(request));
  }
  CAIRN_TRY(auto chosen,
            read_filters(request.contains("filters") ? request["filters"] : Json(), map, {calendar, place, *profile}));
  // Also events of days that are not complete yet: somebody looks for the one that just came.
  CAIRN_TRY(auto left_out, left_out_for(seen->history, place, map::Trust(), chosen.period, chosen.only));
  return in_filters(binding(*seen->index, on, left_out));
}

Result<Json> LocalWorkspace::measured(const Json& request) {
  const auto what = request.is_object() && request.contains("do") && request["do"].is_string()
                        ? request["do"].get<std::string>()
                        : "";
  if (what == "observe") return watched(observed_numbers(request));
  if (what == "conformance") return watched(deviations(request));
  if (what == "people") return watched(people(request));
  if (what == "voices") return watched(voices(request));
  if (what == "bind") return watched(bound(request));
  return Error{ErrorCode::usage, "there is no '" + what + "' of a map", "do",
               "one of observe, conformance, people, voices, bind"};
}

}  // namespace cairn::app
