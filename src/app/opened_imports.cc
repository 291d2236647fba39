// What brings events and tables into an opened workspace.
#include <fmt/format.h>

#include <set>

#include "app/counts.h"
#include "app/identities.h"
#include "app/opened_workspace.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "collect/import.h"
#include "collect/member_statements.h"
#include "collect/sources.h"
#include "demo/footfall.h"
#include "demo/identifiers.h"
#include "demo/played.h"
#include "store/counts.h"
#include "store/duck.h"
#include "store/history.h"
#include "store/reference.h"

namespace cairn::app {

namespace {

/// Identifiers of the kind `customer` that have events.
Result<std::set<std::string, std::less<>>> customers_as_sent(const store::History& history) {
  std::set<std::string, std::less<>> found;
  if (history.empty()) return found;
  CAIRN_TRY_VOID(history.check_files(history.segments()));
  CAIRN_TRY(auto duck, store::Duck::open({}));
  auto sql = fmt::format("SELECT DISTINCT customer FROM ({}) WHERE identifier_kind = 'customer'",
                         history.segments_sql(history.segments(), {"customer", "identifier_kind"}, 0));
  CAIRN_TRY(auto rows, duck.stream(sql, "reading who has events"));
  for (;;) {
    CAIRN_TRY(auto count, rows.next());
    if (count == 0) return found;
    for (std::size_t i = 0; i < count; ++i) found.emplace(rows.column(0).text(i));
  }
}

/// What makes a workspace the demo company's: the setting, and the sources of customers that are played.
Result<void> make_playable(store::History& history) {
  CAIRN_TRY(auto sources, collect::Sources::open(history.workspace()));
  for (const auto& source : demo::played_sources(new_secret("")))
    if (sources->by_name(source["name"].get<std::string>()) == nullptr)
      CAIRN_TRY_VOID(sources->add(source, clock_now()));
  return history.set_setting(demo::demo_setting, "stonepath");
}

}  // namespace

/// Of a server: live events are committed between the turns. Parts are smaller, since each is added to the index while
/// live events wait.
store::LoadOptions LocalWorkspace::shared_load() {
  store::LoadOptions options;
  options.commit_rows = 1'000'000;
  options.merge_at_finish = false;
  options.turn = [this](const std::function<Result<void>()>& work) {
    std::lock_guard lock(writing_);
    return work();
  };
  return options;
}

Result<api::ImportOutcome> LocalWorkspace::import(const api::ImportRequest& request, const api::Progress& progress) {
  std::lock_guard one(importing_);
  if (!tell_) {
    Writing writing(*this);
    return import_with({}, request, progress);
  }
  auto outcome = import_with(shared_load(), request, progress);
  renew();
  return outcome;
}

Result<api::ImportOutcome> LocalWorkspace::import_with(store::LoadOptions options, const api::ImportRequest& request,
                                                       const api::Progress& progress) {
  auto turn = options.turn ? options.turn : [](const std::function<Result<void>()>& work) { return work(); };
  auto before = history();
  bool place_is_open = before.empty() && !before.setting(timezone_key);
  if (request.commit_every > 0) options.commit_rows = request.commit_every;
  std::unique_ptr<store::Loader> loader;
  auto start = [&]() -> Result<void> {
    CAIRN_TRY(loader, store::Loader::start(history_, options));
    return {};
  };
  CAIRN_TRY_VOID(turn(start));
  auto quarantine = directory_ / "quarantine" / collect::quarantine_name(request.path);
  CAIRN_TRY(auto report, collect::import_file(request.path, request.options, *loader, quarantine, progress));
  CAIRN_TRY(auto counts, loader->finish());
  // The first file that says where its times are says where the company is.
  if (place_is_open && report.zone != "UTC")
    CAIRN_TRY_VOID(turn([&] { return history_.set_setting(timezone_key, report.zone); }));
  if (report.members && request.path != "-") {
    CAIRN_TRY(auto table, import_table_with(options, {request.path, collect::TableKind::members, request.options}));
    report.notes.push_back(fmt::format("the table of members: {} new, {} changed, {} as they were",
                                       table.report["added"].dump(), table.report["changed"].dump(),
                                       table.report["same"].dump()));
  }
  api::ImportOutcome outcome;
  outcome.text = report.text();
  outcome.report = report.json();
  outcome.added = counts.added;
  outcome.known = counts.known;
  return outcome;
}

std::string LocalWorkspace::text_of(const collect::TableReport& report) {
  auto text = fmt::format("{}: {} read\n", report.file, collect::counted(report.rows, "row"));
  for (const auto& note : report.notes) text += "  " + note + "\n";
  if (report.quarantined == 0) return text;
  return text + fmt::format("set aside in {}:\n{}", report.quarantine_file,
                            collect::reasons_as_text(report.reasons, report.unit));
}

Json LocalWorkspace::json_of(const collect::TableReport& report, const store::ReferenceChange& change) {
  return {{"file", report.file},
          {"format", report.format},
          {"table", report.kind},
          {"rows", report.rows},
          {"added", change.added},
          {"changed", change.changed},
          {"same", change.same},
          {"quarantined", report.quarantined},
          {"reasons", collect::reasons_as_json(report.reasons)},
          {"notes", report.notes}};
}

Result<api::TableOutcome> LocalWorkspace::import_table(const api::TableRequest& request) {
  std::lock_guard one(importing_);
  if (!tell_) {
    Writing writing(*this);
    return import_table_with({}, request);
  }
  auto outcome = import_table_with(shared_load(), request);
  renew();
  return outcome;
}

Result<std::uint64_t> LocalWorkspace::state_members(const store::LoadOptions& options, const collect::ReadTable& table,
                                                    store::ReferenceTables& tables, const TimeZone& zone) {
  CAIRN_TRY(auto rows, tables.rows(table.report.kind));
  std::map<std::string, store::ReferenceRow> known;
  for (auto& row : rows) known.emplace(row.key, std::move(row));
  collect::StatementContext context;
  context.key_column = table.key_column;
  context.now = clock_now();
  context.zone = zone;
  CAIRN_TRY(context.customers, customers_as_sent(history()));
  for (const auto& segment : history().segments())
    context.latest = std::max(context.latest, std::optional(segment.last));
  auto batch = collect::member_statements(table.rows, known, context);
  if (batch.size() == 0) return std::uint64_t{0};
  auto turn = options.turn ? options.turn : [](const std::function<Result<void>()>& work) { return work(); };
  std::unique_ptr<store::Loader> loader;
  auto start = [&]() -> Result<void> {
    CAIRN_TRY(loader, store::Loader::start(history_, options));
    return {};
  };
  CAIRN_TRY_VOID(turn(start));
  CAIRN_TRY_VOID(loader->append(batch));
  CAIRN_TRY(auto counts, loader->finish());
  return counts.added;
}

Result<api::TableOutcome> LocalWorkspace::import_table_with(const store::LoadOptions& load,
                                                            const api::TableRequest& request) {
  auto options = request.options;
  if (!options.mapping.zone_given) {
    CAIRN_TRY(options.mapping.zone, zone());
  }
  auto quarantine = directory_ / "quarantine" /
                    fmt::format("{}-{}", collect::name_of(request.kind), collect::quarantine_name(request.path));
  CAIRN_TRY(auto table, collect::read_table(request.path, request.kind, options, quarantine));
  store::ReferenceChange change;
  if (request.kind == collect::TableKind::counts) {
    CAIRN_TRY(auto counts, store::CountTable::open(directory_, store::Access::write));
    CAIRN_TRY(change, counts.put(table.rows));
  } else {
    CAIRN_TRY(auto tables, store::ReferenceTables::open(directory_, store::Access::write));
    if (request.kind == collect::TableKind::members) {
      CAIRN_TRY(auto stated, state_members(load, table, tables, options.mapping.zone));
      if (stated > 0)
        table.report.notes.push_back(
            fmt::format("{} profile_stated: what is known of members has a time and a source now",
                        collect::counted(stated, "event")));
    }
    CAIRN_TRY(change, tables.put(table.report.kind, table.rows, clock_now()));
  }
  return api::TableOutcome{text_of(table.report), json_of(table.report, change)};
}

Result<std::unique_ptr<store::Loader>> LocalWorkspace::start_demo() {
  if (!history_.setting(timezone_key))
    CAIRN_TRY_VOID(history_.set_setting(timezone_key, std::string(demo::time_zone_name)));
  return store::Loader::start(history_);
}

Result<demo::DemoSummary> LocalWorkspace::fill_with_demo(const demo::DemoOptions& options,
                                                         const api::Progress& progress) {
  Writing writing(*this);
  if (!history_.setting(identity_key))
    CAIRN_TRY_VOID(history_.set_setting(identity_key, demo::identity_rules().dump(2)));
  CAIRN_TRY(auto loader, start_demo());
  CAIRN_TRY(auto summary,
            demo::generate(options, *loader, [&](std::uint64_t done, std::uint64_t all) { progress(done, all, 0); }));
  if (auto loaded = loader->finish(); !loaded) return loaded.error();
  CAIRN_TRY_VOID(write_file(directory_ / "truth.json", demo::truth(options).dump(2) + "\n"));
  CAIRN_TRY_VOID(demo::write_footfall(options, (directory_ / "footfall.csv").string()));
  CAIRN_TRY_VOID(put_footfall(directory_, options));
  CAIRN_TRY_VOID(make_playable(history_));
  return summary;
}

Result<std::uint64_t> LocalWorkspace::fill_with_claims(const demo::ClaimsOptions& options,
                                                       const api::Progress& progress) {
  Writing writing(*this);
  CAIRN_TRY(auto loader, start_demo());
  CAIRN_TRY(auto events, demo::generate_claims(options, *loader,
                                               [&](std::uint64_t done, std::uint64_t all) { progress(done, all, 0); }));
  if (auto loaded = loader->finish(); !loaded) return loaded.error();
  CAIRN_TRY_VOID(write_file(directory_ / "truth.json", demo::claims_truth(options).dump(2) + "\n"));
  return events;
}

}  // namespace cairn::app
