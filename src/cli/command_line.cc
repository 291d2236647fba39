#include "cli/command_line.h"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"

namespace cairn::cli {

void CaseOptions::add_to(CLI::App& command) {
  command
      .add_option("--case", by,
                  "what one case is: customer, session, object:PROPERTY (such as object:order_id), or episode")
      ->type_name("CASE");
  command.add_option("--gap", gap, "session: a longer silence starts a new one (default 30m)")->type_name("DURATION");
  command
      .add_option(
          "--start", start,
          "episode: it starts at such an event, e.g. \"event = checkout_start\"; paths, retention: they start there")
      ->type_name("PREDICATE");
  command.add_option("--end", end, "episode: it ends at such an event; paths: they end there")->type_name("PREDICATE");
  command.add_option("--case-window", window, "episode: without its end in this time it is lost")
      ->type_name("DURATION");
}

Result<Json> CaseOptions::document() const {
  std::string kind = by.empty() ? (!start.empty() || !end.empty() ? "episode"
                                   : !gap.empty()                 ? "session"
                                                                  : "customer")
                                : by;
  Json rule;
  if (kind.starts_with("object:")) {
    rule = {{"by", "object"}, {"property", kind.substr(7)}};
  } else if (kind == "customer" || kind == "session" || kind == "episode") {
    rule = {{"by", kind}};
  } else {
    return Error{ErrorCode::usage, "unknown case '" + kind + "'", "--case",
                 "use customer, session, object:PROPERTY or episode"};
  }
  if (kind == "session" && !gap.empty()) rule["gap"] = gap;
  if (kind == "episode") {
    if (start.empty() || end.empty())
      return Error{ErrorCode::usage, "an episode needs a start and an end", "--case",
                   "add --start \"event = …\" and --end \"event = …\""};
    rule["start"] = start;
    rule["end"] = end;
    if (!window.empty()) rule["window"] = window;
  }
  return rule;
}

Result<Language> language_or_default(const std::string& option) {
  if (option.empty()) return language_of_environment();
  return parse_language(option);
}

Result<void> write_output(const std::string& path, const std::string& text) {
  if (!path.empty() && path != "-") return write_file(path, text);
  std::cout << text << std::flush;
  if (!std::cout) return Error{ErrorCode::unreadable, "cannot write to standard output", "", ""};
  return {};
}

int run(int argc, char** argv, const api::WorkspaceOpener& open, const api::ServerStarter& serve) {
  for (int i = 1; i < argc; ++i) {
    if (is_utf8(argv[i])) continue;
    fmt::print(stderr,
               "cairn: argument {} is not UTF-8\n  set the terminal and the locale to UTF-8; a file whose name is "
               "written otherwise can come by standard input: cairn import - <FILE\n",
               i);
    return describe(ErrorCode::usage).exit_code;
  }
  CLI::App app{
      "Cairn: see how your customers really move, from events to a journey map.\n"
      "Start with `cairn demo`, or with your own file: `cairn import events.csv`, `cairn draft -o map.json`,\n"
      "`cairn map render map.json`."};
  app.name("cairn");
  app.set_version_flag("--version", "cairn " CAIRN_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  Context context;
  if (argc > 0 && argv[0][0] != '\0') context.program = argv[0];
  context.open = open;
  context.serve = serve;
  app.add_option("-w,--workspace", context.workspace, "the directory that holds everything")
      ->envname("CAIRN_WORKSPACE")
      ->capture_default_str()
      ->check([](const std::string& name) { return name.empty() ? "names no directory: \"\"" : std::string(); })
      ->type_name("DIR");
  for (auto add : {add_demo,     add_import,   add_draft,      add_template, add_map,     add_ask,      add_sql,
                   add_serve,    add_source,   add_quarantine, add_webhook,  add_status,  add_settings, add_calendar,
                   add_identity, add_customer, add_consent,    add_tag,      add_segment, add_persona,  add_profile,
                   add_journey,  add_marker,   add_verify,     add_repair,   add_backup,  add_restore,  add_rebuild})
    add(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    if (fault.get_exit_code() == 0) return app.exit(fault);
    fmt::print(stderr, "cairn: {}\n  see `cairn --help`, or `cairn COMMAND --help`\n", fault.what());
    return describe(ErrorCode::usage).exit_code;
  }
  auto done = context.action();
  if (done) return 0;
  fmt::print(stderr, "cairn: {}\n", done.error().text());
  return describe(done.error().code).exit_code;
}

}  // namespace cairn::cli
