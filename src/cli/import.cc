// cairn import FILE…: what Cairn understands of a file, and its events into the workspace.
#include "collect/import.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "collect/csv_shape.h"
#include "collect/preview.h"

namespace cairn::cli {
namespace {

struct ImportArguments {
  std::vector<std::string> files, columns;
  std::string format, delimiter, encoding, sheet, table, timezone, time_format;
  collect::MappingOptions mapping;
  bool dry_run = false, json = false, header = false, no_header = false;
  std::uint64_t commit_every = 0;
};

Result<collect::ImportOptions> options_of(const ImportArguments& given) {
  collect::ImportOptions options;
  options.mapping = given.mapping;
  options.mapping.orders = given.table == "orders";
  if (!given.format.empty()) {
    CAIRN_TRY(options.open.format, collect::parse_format(given.format));
  }
  if (!given.delimiter.empty()) {
    CAIRN_TRY(options.open.csv.delimiter, collect::parse_delimiter(given.delimiter));
  }
  options.open.encoding = given.encoding;
  options.open.sheet = given.sheet;
  options.open.csv.columns = given.columns;
  if (given.header) options.open.csv.has_header = true;
  if (given.no_header) options.open.csv.has_header = false;
  if (!given.timezone.empty()) {
    CAIRN_TRY(options.mapping.zone, TimeZone::named(given.timezone));
    options.mapping.zone_given = true;
  }
  if (!given.time_format.empty()) {
    CAIRN_TRY(options.mapping.time_writing, collect::parse_time_writing(given.time_format));
  }
  return options;
}

Result<void> preview(const ImportArguments& given, const collect::ImportOptions& options) {
  Json list = Json::array();
  for (const auto& file : given.files) {
    CAIRN_TRY(auto seen, collect::preview_file(file, options));
    if (given.json) {
      list.push_back(seen.json());
    } else {
      fmt::print("{}{}", list.empty() ? "" : "\n", seen.text(terminal_columns()));
      list.push_back(nullptr);
    }
  }
  if (given.json)
    fmt::print("{}\n", (list.size() == 1 ? list[0] : list).dump(2, ' ', false, Json::error_handler_t::replace));
  else
    fmt::print("nothing was written (--dry-run)\n");
  return {};
}

Result<void> import(const Context& context, const ImportArguments& given) {
  CAIRN_TRY(auto options, options_of(given));
  if (given.dry_run) return preview(given, options);
  CAIRN_TRY(auto workspace, context.writing());
  Json list = Json::array();
  for (const auto& file : given.files) {
    api::ImportOutcome outcome;
    {
      ProgressLine line("importing " + file);
      CAIRN_TRY(outcome, workspace->import({file, options, given.commit_every}, line.callback()));
    }
    if (given.json) {
      Json report = outcome.report;
      report["added"] = outcome.added;
      report["known"] = outcome.known;
      list.push_back(report);
      continue;
    }
    fmt::print("{}", outcome.text);
    fmt::print("{} new events in {}", cell_for_people(outcome.added, "integer"), context.workspace);
    if (outcome.known > 0) fmt::print("; {} were there already", cell_for_people(outcome.known, "integer"));
    fmt::print("\n");
  }
  if (given.json)
    fmt::print("{}\n", (list.size() == 1 ? list[0] : list).dump(2, ' ', false, Json::error_handler_t::replace));
  return {};
}

Result<void> import_tables(const Context& context, const ImportArguments& given) {
  CAIRN_TRY(auto kind, collect::parse_table_kind(given.table));
  CAIRN_TRY(auto options, options_of(given));
  if (given.dry_run)
    return Error{ErrorCode::usage, "--dry-run shows events, and --as brings in a table", "--as",
                 "leave one of them out; a table is updated by key, so importing it again is safe"};
  CAIRN_TRY(auto workspace, context.writing());
  Json list = Json::array();
  for (const auto& file : given.files) {
    CAIRN_TRY(auto outcome, workspace->import_table({file, kind, options}));
    const auto& report = outcome.report;
    if (given.json) {
      list.push_back(report);
      continue;
    }
    fmt::print("{}{} in {}: {} new, {} changed, {} as they were\n", outcome.text, report["table"].get<std::string>(),
               context.workspace, report["added"].dump(), report["changed"].dump(), report["same"].dump());
  }
  if (given.json)
    fmt::print("{}\n", (list.size() == 1 ? list[0] : list).dump(2, ' ', false, Json::error_handler_t::replace));
  return {};
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto given = std::make_shared<ImportArguments>();
  auto* command = app.add_subcommand(
      "import", "bring events in: CSV, TSV, XLSX, NDJSON, Parquet, XES, also gzipped; - is standard input");
  command->footer(
      "Columns are recognised by name and content; --dry-run shows how, and each option below overrides one guess.\n"
      "Rows that cannot be used go to DIR/quarantine with line and reason. Importing a file twice adds nothing.\n"
      "Examples:\n"
      "  cairn import events.csv --dry-run\n"
      "  cairn import visits.csv --customer 会员号 --time 下单时间 --timezone Asia/Shanghai --event visit\n"
      "  cairn import UserBehavior.csv --columns user,item,category,event,time");
  using collect::Role;
  command->add_option("FILE", given->files, "files to import")->required();
  command
      ->add_option("--as", given->table,
                   "a table instead of events: members, products, stores, staff, campaigns, costs, consents or "
                   "counts; orders for a file of orders")
      ->type_name("TABLE");
  command->add_flag("-n,--dry-run", given->dry_run, "show what would be imported, write nothing");
  struct RoleOption {
    Role role;
    const char *name, *what;
  };
  for (auto [role, name, what] : {RoleOption{Role::customer, "--customer", "column of the customer"},
                                  {Role::event, "--event-column", "column of the event's name"},
                                  {Role::time, "--time", "column of the time"},
                                  {Role::channel, "--channel", "column of the channel"},
                                  {Role::amount, "--amount", "column of the amount of money"},
                                  {Role::currency, "--currency", "column of the currency, or an ISO code such as CNY"},
                                  {Role::value, "--value", "column of a score or another number"},
                                  {Role::id, "--id", "column of the event's own id"},
                                  {Role::session, "--session", "column of the session"}})
    command->add_option(name, given->mapping.column(role), std::string(what) + "; \"none\" to have none")
        ->type_name("COLUMN");
  command->add_option("--event", given->mapping.event, "the event's name for every row")->type_name("NAME");
  command->add_option("--timezone", given->timezone, "zone of times without an offset (default UTC)")
      ->type_name("ZONE");
  command->add_option("--time-format", given->time_format, "iso, dmy, mdy, day, s, ms, us or ns");
  command->add_option("--source", given->mapping.source, "name of the source (default: the file's name)");
  command->add_option("--columns", given->columns, "names of the columns, for a file without a header")->delimiter(',');
  command->add_flag("--header", given->header, "the first line is a header");
  command->add_flag("--no-header", given->no_header, "the first line is data");
  command->add_option("--delimiter", given->delimiter, "comma, semicolon, tab, pipe or blanks");
  command->add_option("--encoding", given->encoding, "utf-8, gb18030, utf-16le … (default: detected)");
  command->add_option("--format", given->format, "csv, tsv, ndjson, parquet, xes or xlsx (default: detected)");
  command->add_option("--sheet", given->sheet, "sheet of a workbook (default: the first with a table)");
  command->add_option("--commit-every", given->commit_every,
                      "events kept in memory before they are committed (default 4,000,000)");
  command->add_flag("--json", given->json, "report as JSON");
  command->callback([&context, given] {
    bool is_table = !given->table.empty() && given->table != "orders";
    context.action = [&context, given, is_table] {
      return is_table ? import_tables(context, *given) : import(context, *given);
    };
  });
}

}  // namespace cairn::cli
