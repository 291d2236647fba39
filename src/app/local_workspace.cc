#include "app/local_workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "app/calendar.h"
#include "app/counts.h"
#include "app/names.h"
#include "app/redraft.h"
#include "app/seen_map.h"
#include "app/sql_table.h"
#include "app/trust.h"
#include "base/text.h"
#include "collect/import.h"
#include "demo/footfall.h"
#include "journey/index.h"
#include "journey/question.h"
#include "map/document.h"
#include "map/draft.h"
#include "map/observed.h"
#include "map/render.h"
#include "store/history.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

constexpr const char *timezone_key = "timezone", *exclude_key = "exclude";

Time clock_now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

class LocalWorkspace : public api::Workspace {
 public:
  LocalWorkspace(std::filesystem::path directory, store::History history)
      : directory_(std::move(directory)), history_(std::move(history)) {}

  Result<api::ImportOutcome> import(const api::ImportRequest& request, const api::Progress& progress) override {
    index_.reset();
    bool place_is_open = history_.empty() && !history_.setting(timezone_key);
    CAIRN_TRY(auto loader,
              store::Loader::start(
                  history_, request.commit_every > 0 ? request.commit_every : store::Loader::default_commit_rows));
    api::ImportOutcome outcome;
    auto quarantine = directory_ / "quarantine" / collect::quarantine_name(request.path);
    CAIRN_TRY(outcome.report, collect::import_file(request.path, request.options, *loader, quarantine, progress));
    CAIRN_TRY(auto counts, loader->finish());
    // The first file that says where its times are says where the company is.
    if (place_is_open && outcome.report.zone != "UTC")
      CAIRN_TRY_VOID(history_.set_setting(timezone_key, outcome.report.zone));
    if (outcome.report.members && request.path != "-") {
      CAIRN_TRY(auto table, import_table({request.path, collect::TableKind::members, request.options}));
      outcome.report.notes.push_back(fmt::format("the table of members: {} new, {} changed, {} as they were",
                                                 table.change.added, table.change.changed, table.change.same));
    }
    outcome.added = counts.added;
    outcome.known = counts.known;
    return outcome;
  }

  Result<api::TableOutcome> import_table(const api::TableRequest& request) override {
    auto options = request.options;
    if (!options.mapping.zone_given) {
      CAIRN_TRY(options.mapping.zone, zone());
    }
    auto quarantine = directory_ / "quarantine" /
                      fmt::format("{}-{}", collect::name_of(request.kind), collect::quarantine_name(request.path));
    CAIRN_TRY(auto table, collect::read_table(request.path, request.kind, options, quarantine));
    api::TableOutcome outcome;
    outcome.report = std::move(table.report);
    if (request.kind == collect::TableKind::counts) {
      CAIRN_TRY(auto counts, store::CountTable::open(directory_, store::Access::write));
      CAIRN_TRY(outcome.change, counts.put(table.rows));
      return outcome;
    }
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::write));
    CAIRN_TRY(outcome.change, tables.put(outcome.report.kind, table.rows, clock_now()));
    return outcome;
  }

  Result<demo::DemoSummary> fill_with_demo(const demo::DemoOptions& options, const api::Progress& progress) override {
    CAIRN_TRY(auto loader, start_demo());
    CAIRN_TRY(auto summary,
              demo::generate(options, *loader, [&](std::uint64_t done, std::uint64_t all) { progress(done, all, 0); }));
    if (auto loaded = loader->finish(); !loaded) return loaded.error();
    CAIRN_TRY_VOID(write_file(directory_ / "truth.json", demo::truth(options).dump(2) + "\n"));
    CAIRN_TRY_VOID(demo::write_footfall(options, (directory_ / "footfall.csv").string()));
    CAIRN_TRY_VOID(put_footfall(directory_, options));
    return summary;
  }

  Result<std::uint64_t> fill_with_claims(const demo::ClaimsOptions& options, const api::Progress& progress) override {
    CAIRN_TRY(auto loader, start_demo());
    CAIRN_TRY(auto events, demo::generate_claims(options, *loader, [&](std::uint64_t done, std::uint64_t all) {
                progress(done, all, 0);
              }));
    if (auto loaded = loader->finish(); !loaded) return loaded.error();
    CAIRN_TRY_VOID(write_file(directory_ / "truth.json", demo::claims_truth(options).dump(2) + "\n"));
    return events;
  }

  Result<Json> status() override {
    Json status{{"events", history_.events()},
                {"customers", 0},
                {"sources", Json::array()},
                {"event_types", history_.event_types()},
                {"properties", Json::array()},
                {"timezone", timezone_name()},
                {"from", nullptr},
                {"to", nullptr}};
    for (const auto& source : history_.sources())
      status["sources"].push_back(
          {{"name", source.name}, {"events", source.events}, {"imported", format_time(source.imported)}});
    for (const auto& property : history_.properties())
      status["properties"].push_back({{"name", property.name}, {"type", name_of(property.widest())}});
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
    CAIRN_TRY(auto sizes, tables.sizes());
    status["tables"] = sizes;
    CAIRN_TRY(auto counts, store::CountTable::open(directory_, store::Access::read));
    CAIRN_TRY(auto counted, counts.size());
    if (counted > 0) status["tables"]["counts"] = counted;
    if (history_.empty()) return status;
    CAIRN_TRY(const auto* index, this->index());
    status["customers"] = index->customers();
    auto [first, last] = index->extent_ms();
    status["from"] = format_time({first * 1000});
    status["to"] = format_time({last * 1000});
    return status;
  }

  Result<Json> ask(const Json& question, const api::AskLimits& limits, const api::Progress& progress) override {
    journey::AskOptions options;
    options.threads = limits.threads;
    options.allowance = {limits.stop, limits.time, limits.memory_bytes, progress};
    journey::Run opening(options.allowance);
    CAIRN_TRY(const auto* index, this->index(&opening));
    if (limits.time) options.allowance.time = Duration{limits.time->ms - opening.elapsed_ms()};
    CAIRN_TRY(options.zone, zone());
    std::optional<journey::Relabelling> symbols;
    std::optional<EventPredicate> excluded;
    Json plain = question;
    // The map of a question, or of the question inside one about people, becomes a relabelling; journey knows no maps.
    CAIRN_TRY(auto calendar, this->calendar());
    for (Json* each : {&plain, plain.is_object() && plain.contains("of") ? &plain["of"] : &plain})
      CAIRN_TRY_VOID(name_period(*each, calendar));
    Json& scoped = plain.is_object() && plain.contains("of") && plain["of"].is_object() ? plain["of"] : plain;
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
      CAIRN_TRY(excluded, leave_out(scoped));
    }
    CAIRN_TRY(auto answer, journey::ask(*index, plain, options));
    if (excluded) {
      CAIRN_TRY(auto count, count_events(*index, *excluded));
      answer["notes"].push_back(fmt::format("{} events of staff or of the setting 'exclude' are left out", count));
    }
    if (auto table = naming_table(plain)) {
      CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
      CAIRN_TRY(auto names, tables.names(*table));
      put_names(answer, *table, names);
    }
    return answer;
  }

  /// Questions on maps are about the same events as the maps.
  Result<std::optional<EventPredicate>> leave_out(Json& question) {
    CAIRN_TRY(auto excluded, left_out_of_maps(history_));
    if (!excluded) return excluded;
    auto where = EventPredicate::none_of(*excluded);
    if (question.contains("where")) {
      CAIRN_TRY(auto given, event_predicate_from(question["where"], "question.where"));
      where = EventPredicate::both(std::move(given), std::move(where));
    }
    question["where"] = to_json(where);
    return excluded;
  }

  /// A map says also what one journey is and in which order it was designed.
  static void add_design(const map::JourneyMap& map, const std::string& level, Json& question) {
    if (!question.contains("case") && map.source.contains("case")) question["case"] = map.source["case"];
    if (!question.contains("model")) question.update(map::designed(map, level));
  }

  Result<Json> sql(const std::string& statement) override { return sql_table(history_, directory_, statement); }

  Result<Json> draft(const Json& given) override {
    CAIRN_TRY(const auto* index, this->index());
    map::DraftOptions options;
    options.title = given.value("title", "");
    if (given.contains("case")) {
      CAIRN_TRY(auto scope, journey::scope_from(Json{{"kind", "transitions"}, {"case", given["case"]}}));
      options.cases = scope.cases;
      options.cases_given = true;
    }
    CAIRN_TRY(options.counts, counted_measures(directory_));
    CAIRN_TRY(auto map, map::draft(*index, options));
    return map::write_map(map);
  }

  Result<Json> redraft(const api::RedraftRequest& request) override {
    CAIRN_TRY(const auto* index, this->index());
    CAIRN_TRY(auto map, map::read_map(request.map.dump(), request.map_name));
    CAIRN_TRY(auto place, zone());
    return app::redraft(*index, std::move(map), request, [&](const map::JourneyMap& each) -> Result<map::Observed> {
      CAIRN_TRY(auto seen, see_map(history_, index, each, place));
      return *std::move(seen.observed);
    });
  }

  Result<std::string> render(const api::RenderRequest& request) override {
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

  Result<Json> findings(const Json& document, std::size_t most) override {
    CAIRN_TRY(auto seen, observe(document, "map"));
    Json list = Json::array();
    if (!seen.observed) return list;
    for (const auto& each : map::findings(seen.map, *seen.observed, most)) list.push_back(each.json());
    return list;
  }

  Result<Json> settings() override {
    return Json{{timezone_key, timezone_name()}, {exclude_key, history_.setting(exclude_key).value_or("")}};
  }

  Result<void> set(const std::string& key, const std::string& value) override {
    if (key == timezone_key) {
      CAIRN_TRY(auto chosen, TimeZone::named(value));
      return history_.set_setting(key, chosen.name());
    }
    if (key == exclude_key) {
      if (!value.empty()) CAIRN_TRY_VOID(parse_event_predicate(value));
      return history_.set_setting(key, value);
    }
    return Error{ErrorCode::usage, "there is no setting '" + key + "'", "settings",
                 suggest(key, std::vector<std::string>{timezone_key, exclude_key})};
  }

  Result<Json> calendar(const Json& request) override {
    CAIRN_TRY(auto calendar, this->calendar());
    Json list = Json::array();
    if (request.contains("day")) {
      CAIRN_TRY(auto day, parse_day(request["day"].get<std::string>(), "calendar"));
      for (const auto& each : calendar.on(day)) list.push_back(to_json(each));
      auto before = calendar.last_year(day);
      return Json{{"day", day_text(day)},
                  {"periods", list},
                  {"last_year", {{"day", day_text(before.day)}, {"why", before.why}}}};
    }
    for (const auto& each : calendar.periods(request["year"].get<int>())) list.push_back(to_json(each));
    return list;
  }

  Result<void> change_calendar(const Json& change) override {
    auto name = usual_name(change["name"].get<std::string>());
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::write));
    Json facts{{"removed", change.value("removed", false)}};
    if (facts["removed"] == true) {
      CAIRN_TRY(auto calendar, this->calendar());
      CAIRN_TRY(auto known, calendar.period(name));
      name = known.name;
    } else {
      CAIRN_TRY(auto from, parse_day(change["from"].get<std::string>(), "calendar"));
      CAIRN_TRY(auto to, parse_day(change["to"].get<std::string>(), "calendar"));
      if (to < from)
        return Error{ErrorCode::usage, "the period ends before it begins", "calendar", "give its first day first"};
      facts["from"] = day_text(from);
      facts["to"] = day_text(to);
    }
    CAIRN_TRY_VOID(tables.put("calendar", {{name, "", facts}}, clock_now()));
    return {};
  }

  Result<Json> verify(const api::Progress& progress) override {
    CAIRN_TRY(auto damages, history_.verify([&](std::size_t done, std::size_t all) { progress(done, all, 0); }));
    CAIRN_TRY(auto of_index, journey::Index::verify(history_));
    damages.insert(damages.end(), of_index.begin(), of_index.end());
    Json list = Json::array();
    for (const auto& damage : damages) list.push_back({{"what", damage.what}, {"fault", damage.fault}});
    return Json{{"damages", list}, {"segments", history_.segments().size()}, {"events", history_.events()}};
  }

  Result<Json> rebuild(const api::Progress&) override {
    CAIRN_TRY(auto built, journey::Index::rebuild(history_));
    index_ = std::move(built);
    return Json{{"events", index_->events()}, {"customers", index_->customers()}};
  }

 private:
  /// A demo is read in its own time zone.
  Result<std::unique_ptr<store::Loader>> start_demo() {
    index_.reset();
    if (!history_.setting(timezone_key))
      CAIRN_TRY_VOID(history_.set_setting(timezone_key, std::string(demo::time_zone_name)));
    return store::Loader::start(history_);
  }
  std::string timezone_name() const { return history_.setting(timezone_key).value_or("UTC"); }
  Result<TimeZone> zone() const { return TimeZone::named(timezone_name()); }

  /// The names of the sources say when events were made up (demo::source_name).
  bool is_simulated() const {
    const auto sources = history_.sources();
    return std::any_of(sources.begin(), sources.end(),
                       [](const auto& source) { return source.name.find("simulated") != std::string::npos; });
  }

  Result<TradingCalendar> calendar() {
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::read));
    CAIRN_TRY(auto rows, tables.rows("calendar"));
    return TradingCalendar(std::move(rows));
  }

  Result<MapPeriod> map_period(const api::RenderRequest& request) {
    MapPeriod period;
    Json named{{"period", {{"last_year", request.last_year}}}};
    if (!request.period.empty()) named["period"]["name"] = request.period;
    CAIRN_TRY(auto calendar, this->calendar());
    CAIRN_TRY_VOID(name_period(named, calendar));
    if (!named["period"].contains("from")) return period;
    CAIRN_TRY(auto place, zone());
    period.from = parse_time(named["period"]["from"].get<std::string>(), place);
    period.to = parse_time(named["period"]["to"].get<std::string>(), place);
    return period;
  }

  Result<SeenMap> observe(const Json& document, const std::string& name, const MapPeriod& period = {}) {
    CAIRN_TRY(auto map, map::read_map(document.dump(), name));
    CAIRN_TRY(auto place, zone());
    const journey::Index* index = nullptr;
    if (!history_.empty()) {
      CAIRN_TRY(index, this->index());
    }
    return see_map(history_, index, std::move(map), place, period);
  }

  Result<const journey::Index*> index(journey::Run* run = nullptr) {
    if (history_.empty())
      return Error{ErrorCode::not_found, "this workspace holds no events yet", directory_.string(),
                   "import some: cairn import events.csv, or try cairn demo"};
    if (!index_) {
      CAIRN_TRY(auto opened, journey::Index::open(history_, run));
      index_ = std::move(opened);
    }
    return &*index_;
  }

  std::filesystem::path directory_;
  store::History history_;
  std::optional<journey::Index> index_;
};

}  // namespace

Result<std::unique_ptr<api::Workspace>> open_local_workspace(const std::string& directory, api::Access access) {
  CAIRN_TRY(auto history,
            store::History::open(directory, access == api::Access::write ? store::Access::write : store::Access::read));
  return std::unique_ptr<api::Workspace>(std::make_unique<LocalWorkspace>(directory, std::move(history)));
}

}  // namespace cairn::app
