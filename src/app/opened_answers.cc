// What an opened workspace answers: questions, maps, figures of its sources.
#include <fmt/format.h>

#include <algorithm>

#include "app/counts.h"
#include "app/names.h"
#include "app/opened_workspace.h"
#include "app/redraft.h"
#include "app/source_days.h"
#include "app/sql_table.h"
#include "app/trust.h"
#include "demo/played.h"
#include "journey/question.h"
#include "map/draft.h"
#include "map/observed.h"
#include "map/render.h"
#include "store/counts.h"
#include "store/reference.h"

namespace cairn::app {

Result<Json> LocalWorkspace::status() {
  CAIRN_TRY(auto seen, view());
  const auto& history = seen->history;
  Json status{{"events", history.events()},
              {"customers", 0},
              {"sources", Json::array()},
              {"event_types", history.event_types()},
              {"properties", Json::array()},
              {"timezone", timezone_name()},
              {"demo", history.setting(demo::demo_setting).has_value()},
              {"from", nullptr},
              {"to", nullptr},
              {"damaged", Json::array()}};
  for (const auto& [segment, fault, noticed] : history.damaged())
    status["damaged"].push_back({{"what", "history/" + segment.file}, {"fault", fault}, {"events", segment.rows}});
  for (const auto& source : history.sources())
    status["sources"].push_back(
        {{"name", source.name}, {"events", source.events}, {"imported", format_time(source.imported)}});
  for (const auto& property : history.properties())
    status["properties"].push_back({{"name", property.name}, {"type", name_of(property.widest())}});
  CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
  CAIRN_TRY(auto sizes, tables.sizes());
  status["tables"] = sizes;
  CAIRN_TRY(auto counts, store::CountTable::open(directory_, store::Access::read));
  CAIRN_TRY(auto counted, counts.size());
  if (counted > 0) status["tables"]["counts"] = counted;
  if (!seen->index) return status;
  status["customers"] = seen->index->customers();
  auto [first, last] = seen->index->extent_ms();
  status["from"] = format_time({first * 1000});
  status["to"] = format_time({last * 1000});
  return status;
}

Result<Json> LocalWorkspace::ask(const Json& question, const api::AskLimits& limits, const api::Progress& progress) {
  CAIRN_TRY(auto answer, watched(asked(question, limits, progress)));
  if (auto note = left_out_for_damage(); !note.empty()) answer["notes"].push_back(std::move(note));
  return answer;
}

Result<Json> LocalWorkspace::asked(const Json& question, const api::AskLimits& limits, const api::Progress& progress) {
  journey::AskOptions options;
  options.threads = limits.threads;
  options.allowance = {limits.stop, limits.time, limits.memory_bytes, progress};
  journey::Run opening(options.allowance);
  CAIRN_TRY(auto seen, indexed(&opening));
  const auto& index = *seen->index;
  if (limits.time) options.allowance.time = Duration{limits.time->ms - opening.elapsed_ms()};
  CAIRN_TRY(options.zone, zone());
  CAIRN_TRY(options.names, case_names());
  std::optional<map::JourneyMap> walked;
  std::optional<journey::Relabelling> symbols;
  std::optional<EventPredicate> excluded;
  Json plain = question;
  // The map of a question, or of the question inside one about people, becomes a relabelling; journey knows no maps.
  CAIRN_TRY(auto calendar, trading_calendar());
  for (Json* each : {&plain, plain.is_object() && plain.contains("of") ? &plain["of"] : &plain})
    CAIRN_TRY_VOID(name_period(*each, calendar));
  Json& scoped = plain.is_object() && plain.contains("of") && plain["of"].is_object() ? plain["of"] : plain;
  const bool of_one = plain.is_object() && plain.contains("customer") && plain["customer"].is_string();
  if (of_one && plain.contains("map")) {
    CAIRN_TRY(walked, map::read_map(plain["map"].dump(), "question.map"));
    plain.erase("map");
    plain.erase("level");
  }
  if (scoped.is_object() && scoped.contains("map")) {
    CAIRN_TRY(auto map, map::read_map(scoped["map"].dump(), "question.map"));
    if (!scoped.contains("level")) scoped["level"] = "touchpoint";
    if (scoped["level"] == "touchpoint" || scoped["level"] == "stage") {
      auto level = scoped["level"].get<std::string>();
      symbols = map::relabel(map, level);
      options.relabelling = &*symbols;
      if (scoped.contains("kind") && scoped["kind"] == "conformance") add_design(map, level, scoped);
    }
    scoped.erase("map");
    CAIRN_TRY(excluded, leave_out(seen->history, scoped));
  }
  CAIRN_TRY(auto answer, journey::ask(index, plain, options));
  if (of_one) CAIRN_TRY_VOID(add_whole(answer, plain["customer"].get<std::string>(), walked, plain));
  if (excluded) {
    CAIRN_TRY(auto count, count_events(index, *excluded));
    answer["notes"].push_back(fmt::format("{} events of staff or of the setting 'exclude' are left out", count));
  }
  if (auto table = naming_table(plain)) {
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
    CAIRN_TRY(auto names, tables.names(*table));
    put_names(answer, *table, names);
  }
  return answer;
}

Result<Json> LocalWorkspace::sql(const std::string& statement) {
  const auto seen = history();
  if (auto sound = seen.check_files(seen.segments()); !sound) return watched(Result<Json>(sound.error()));
  return watched(sql_table(seen, directory_, statement));
}

Result<std::optional<EventPredicate>> LocalWorkspace::leave_out(const store::History& history, Json& question) {
  CAIRN_TRY(auto excluded, left_out_of_maps(history));
  if (!excluded) return excluded;
  auto where = EventPredicate::none_of(*excluded);
  if (question.contains("where")) {
    CAIRN_TRY(auto given, event_predicate_from(question["where"], "question.where"));
    where = EventPredicate::both(std::move(given), std::move(where));
  }
  question["where"] = to_json(where);
  return excluded;
}

void LocalWorkspace::add_design(const map::JourneyMap& map, const std::string& level, Json& question) {
  if (!question.contains("case") && map.source.contains("case")) question["case"] = map.source["case"];
  if (!question.contains("model")) question.update(map::designed(map, level));
}

Result<Json> LocalWorkspace::draft(const Json& given) {
  CAIRN_TRY(auto seen, indexed());
  map::DraftOptions options;
  options.title = given.value("title", "");
  if (given.contains("case")) {
    CAIRN_TRY(auto scope, journey::scope_from(Json{{"kind", "transitions"}, {"case", given["case"]}}));
    options.cases = scope.cases;
    options.cases_given = true;
  }
  CAIRN_TRY(options.counts, counted_measures(directory_));
  CAIRN_TRY(auto drafted, map::draft(*seen->index, options));
  Json notes = Json::array();
  for (const Label& note : drafted.notes) notes.push_back(note.json());
  return Json{{"map", map::write_map(drafted.map)}, {"notes", std::move(notes)}};
}

Result<Json> LocalWorkspace::redraft(const api::RedraftRequest& request) {
  CAIRN_TRY(auto now, indexed());
  CAIRN_TRY(auto map, map::read_map(request.map.dump(), request.map_name));
  CAIRN_TRY(auto place, zone());
  return app::redraft(*now->index, std::move(map), request, [&](const map::JourneyMap& each) -> Result<map::Observed> {
    CAIRN_TRY(auto seen, see_map(now->history, &*now->index, each, place));
    return *std::move(seen.observed);
  });
}

Result<std::string> LocalWorkspace::render(const api::RenderRequest& request) {
  CAIRN_TRY(auto period, map_period(request));
  CAIRN_TRY(auto seen, observe(request.map, request.map_name, period));
  map::RenderOptions options{request.language, request.columns, request.colour};
  CAIRN_TRY(options.zone, zone());
  options.simulated = is_simulated();
  const auto* numbers = seen.observed ? &*seen.observed : nullptr;
  switch (request.format) {
    case api::MapFormat::svg:
      return map::render_svg(seen.map, numbers, options);
    case api::MapFormat::html:
      return map::render_html(seen.map, numbers, options);
    case api::MapFormat::json:
      return (numbers != nullptr ? map::to_json(*numbers) : Json()).dump(2) + "\n";
    case api::MapFormat::pdf:
      return map::render_pdf(seen.map, numbers, options);
    case api::MapFormat::png:
      return map::render_png(seen.map, numbers, options);
    case api::MapFormat::long_png:
      return map::render_long_png(seen.map, numbers, options);
    case api::MapFormat::long_svg:
      return map::render_long_svg(seen.map, numbers, options);
    case api::MapFormat::mermaid:
      return map::render_mermaid(seen.map, numbers, options);
    case api::MapFormat::text:
      break;
  }
  return map::render_text(seen.map, numbers, options);
}

Result<Json> LocalWorkspace::findings(const Json& document, std::size_t most) {
  CAIRN_TRY(auto seen, observe(document, "map"));
  Json list = Json::array();
  if (!seen.observed) return list;
  for (const auto& each : map::findings(seen.map, *seen.observed, most)) list.push_back(each.json());
  return list;
}

Result<Json> LocalWorkspace::source_days(const Json& request) {
  CAIRN_TRY(auto place, zone());
  return app::source_days(history(), place, request);
}

Result<MapPeriod> LocalWorkspace::map_period(const api::RenderRequest& request) {
  MapPeriod period;
  Json named{{"period", {{"last_year", request.last_year}}}};
  if (!request.period.empty()) named["period"]["name"] = request.period;
  CAIRN_TRY(auto calendar, trading_calendar());
  CAIRN_TRY_VOID(name_period(named, calendar));
  if (!named["period"].contains("from")) return period;
  CAIRN_TRY(auto place, zone());
  period.from = parse_time(named["period"]["from"].get<std::string>(), place);
  period.to = parse_time(named["period"]["to"].get<std::string>(), place);
  return period;
}

Result<SeenMap> LocalWorkspace::observe(const Json& document, const std::string& name, const MapPeriod& period) {
  CAIRN_TRY(auto map, map::read_map(document.dump(), name));
  CAIRN_TRY(auto place, zone());
  CAIRN_TRY(auto seen, watched(view()));
  return watched(see_map(seen->history, seen->index ? &*seen->index : nullptr, std::move(map), place, period));
}

bool LocalWorkspace::is_simulated() const {
  const auto sources = history().sources();
  return std::any_of(sources.begin(), sources.end(),
                     [](const auto& source) { return source.name.find("simulated") != std::string::npos; });
}

}  // namespace cairn::app
