// cairn sql, status, verify, repair, rebuild: what is in the workspace, and whether it is sound.
#include <fmt/format.h>

#include <iostream>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/progress.h"

namespace cairn::cli {
namespace {

Result<void> sql(const Context& context, const std::string& statement, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto answer, workspace->sql(statement));
  print_answer(std::cout, answer, format);
  return {};
}

Result<void> status(const Context& context, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto status, workspace->status());
  if (format == Format::json) {
    fmt::print("{}\n", status.dump(2));
    return {};
  }
  fmt::print("workspace   {}\nevents      {}\ncustomers   {}\n", context.workspace,
             cell_for_people(status["events"], "integer"), cell_for_people(status["customers"], "integer"));
  if (!status["from"].is_null())
    fmt::print("from        {}\nto          {}\n", status["from"].get<std::string>(), status["to"].get<std::string>());
  fmt::print("time zone   {}\n", status["timezone"].get<std::string>());
  for (const auto& source : status["sources"])
    fmt::print("source      {} ({} events)\n", source["name"].get<std::string>(),
               cell_for_people(source["events"], "integer"));
  for (const auto& [kind, rows] : status["tables"].items())
    fmt::print("table       {} ({} rows)\n", kind, cell_for_people(rows, "integer"));
  for (const auto& damaged : status["damaged"])
    fmt::print("damaged     {} ({} events): {}; see cairn repair --help\n", damaged["what"].get<std::string>(),
               cell_for_people(damaged["events"], "integer"), damaged["fault"].get<std::string>());
  fmt::print("event types {}\n", status["event_types"].size());
  for (const auto& property : status["properties"])
    fmt::print("property    {} ({})\n", property["name"].get<std::string>(), property["type"].get<std::string>());
  return {};
}

Result<void> settings(const Context& context, const std::vector<std::string>& assignments) {
  // Opening for writing makes a workspace, so that it can be set up before its first import.
  CAIRN_TRY(auto workspace, assignments.empty() ? context.reading() : context.writing());
  for (const auto& each : assignments) {
    auto equal = each.find('=');
    if (equal == std::string::npos)
      return Error{ErrorCode::usage, "expected KEY=VALUE, found '" + each + "'", "settings",
                   "for example timezone=Asia/Shanghai"};
    CAIRN_TRY_VOID(workspace->set(each.substr(0, equal), each.substr(equal + 1)));
  }
  CAIRN_TRY(auto all, workspace->settings());
  for (const auto& [key, value] : all.items()) fmt::print("{}={}\n", key, value.get<std::string>());
  return {};
}

Result<void> verify(const Context& context) {
  CAIRN_TRY(auto workspace, context.reading());
  Json found;
  {
    ProgressLine line("verifying");
    CAIRN_TRY(found, workspace->verify(line.callback()));
  }
  if (found["damages"].empty()) {
    fmt::print("sound: {} events in {} segments\n", cell_for_people(found["events"], "integer"),
               found["segments"].dump());
    return {};
  }
  for (const auto& damage : found["damages"])
    fmt::print("{}: {}\n", damage["what"].get<std::string>(), damage["fault"].get<std::string>());
  return Error{
      ErrorCode::damaged, fmt::format("{} damaged", found["damages"].size()), context.workspace,
      "cairn repair --from BACKUP brings files of history/ back, cairn repair alone sets them aside so that the "
      "rest answers; cairn rebuild renews what is only derived (index/)"};
}

Result<void> repair(const Context& context, const std::string& from) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto done, workspace->repair(from));
  for (const auto& aside : done["aside"])
    fmt::print("set aside: {}: {}\n", aside["what"].get<std::string>(), aside["fault"].get<std::string>());
  for (const auto& file : done["rebuilt"]) fmt::print("made anew: {}\n", file.get<std::string>());
  for (const auto& back : done["back"]) fmt::print("back:      {}\n", back.get<std::string>());
  for (const auto& missing : done["missing"])
    fmt::print("not back:  {}: {}\n", missing["what"].get<std::string>(), missing["fault"].get<std::string>());
  if (!done["missing"].empty())
    return Error{ErrorCode::damaged, fmt::format("{} are still set aside", done["missing"].size()), context.workspace,
                 "try an earlier or later backup: segments that were merged have other files there"};
  if (done["aside"].empty() && done["rebuilt"].empty() && done["back"].empty()) fmt::print("nothing to repair\n");
  return {};
}

Result<void> rebuild(const Context& context) {
  CAIRN_TRY(auto workspace, context.writing());
  ProgressLine line("building the journey index");
  CAIRN_TRY(auto built, workspace->rebuild(line.callback()));
  fmt::print("index built: {} events of {} customers\n", cell_for_people(built["events"], "integer"),
             cell_for_people(built["customers"], "integer"));
  return {};
}

}  // namespace

void add_sql(CLI::App& app, Context& context) {
  struct Given {
    std::string statement, format = "table";
  };
  auto given = std::make_shared<Given>();
  auto* command = app.add_subcommand("sql",
                                     "SQL over the view `events`: customer, event, time, channel, source, session, "
                                     "amount, currency, value and each property");
  command->footer("Example: cairn sql \"select event, count(*) n from events group by all order by n desc\"");
  command->add_option("STATEMENT", given->statement, "one SELECT (DuckDB's dialect)")->required();
  command->add_option("--format", given->format, "table, json or csv")->capture_default_str();
  command->callback([&context, given] {
    context.action = [&context, given] { return sql(context, given->statement, given->format); };
  });
}

void add_status(CLI::App& app, Context& context) {
  auto format = std::make_shared<std::string>("table");
  auto* command = app.add_subcommand("status", "what is in the workspace");
  command->add_option("--format", *format, "table or json")->capture_default_str();
  command->callback([&context, format] { context.action = [&context, format] { return status(context, *format); }; });
}

void add_settings(CLI::App& app, Context& context) {
  auto given = std::make_shared<std::vector<std::string>>();
  auto* command = app.add_subcommand("settings", "what is chosen for this workspace, such as its time zone");
  command->footer(
      "timezone   where days, weeks and months begin, in questions and on maps (UTC until chosen; the first import "
      "with\n"
      "           --timezone chooses it)\n"
      "exclude    which events maps and questions on maps leave out, such as tests; those of the table of staff are, "
      "too\n"
      "Examples:\n"
      "  cairn settings timezone=Asia/Shanghai\n"
      "  cairn settings exclude='channel = test or customer starts with demo-'");
  command->add_option("KEY=VALUE", *given, "what to change; without any, all are shown");
  command->callback([&context, given] { context.action = [&context, given] { return settings(context, *given); }; });
}

void add_verify(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("verify", "check every stored byte: hashes, counts, order, index");
  command->callback([&context] { context.action = [&context] { return verify(context); }; });
}

void add_repair(CLI::App& app, Context& context) {
  auto from = std::make_shared<std::string>();
  auto* command = app.add_subcommand("repair", "set damaged files of the history aside, or bring them back");
  command->footer(
      "A file whose content is not what was written is set aside, so that the rest answers; nothing is deleted. A "
      "server\ndoes so by itself. With --from, files that are set aside come back from a backup when their hashes "
      "fit.\n"
      "Example: cairn verify; cairn repair --from backup-2026-11-22");
  command->add_option("--from", *from, "a backup")->type_name("BACKUP");
  command->callback([&context, from] { context.action = [&context, from] { return repair(context, *from); }; });
}

void add_rebuild(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("rebuild", "build the journey index anew from the history");
  command->callback([&context] { context.action = [&context] { return rebuild(context); }; });
}

}  // namespace cairn::cli
