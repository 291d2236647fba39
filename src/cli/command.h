// What every command has: a place to register itself, and the workspace it speaks to. One file a command; a command
// reads its options, makes documents of them, asks the Workspace, and prints.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>
#include <memory>
#include <string>

#include "api/server.h"
#include "api/workspace.h"
#include "base/language.h"

namespace cairn::cli {

struct Context {
  std::string program = "cairn";  ///< as it was called, for commands that are shown to be copied
  std::string workspace = "./cairn-data";
  api::WorkspaceOpener open;
  api::ServerStarter serve;
  /// Set by the command that was chosen; run after the command line has been read.
  std::function<Result<void>()> action;

  Result<std::unique_ptr<api::Workspace>> reading() const { return open(workspace, api::Access::read); }
  Result<std::unique_ptr<api::Workspace>> writing() const { return open(workspace, api::Access::write); }
};

void add_demo(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_draft(CLI::App& app, Context& context);
void add_template(CLI::App& app, Context& context);
void add_map(CLI::App& app, Context& context);
/// Of `cairn map`.
void add_redraft(CLI::App& map, Context& context);
void add_ask(CLI::App& app, Context& context);
void add_sql(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_settings(CLI::App& app, Context& context);
void add_calendar(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_source(CLI::App& app, Context& context);
void add_quarantine(CLI::App& app, Context& context);
void add_webhook(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_identity(CLI::App& app, Context& context);
void add_customer(CLI::App& app, Context& context);
void add_consent(CLI::App& app, Context& context);
void add_tag(CLI::App& app, Context& context);
void add_segment(CLI::App& app, Context& context);
void add_persona(CLI::App& app, Context& context);
void add_profile(CLI::App& app, Context& context);
void add_journey(CLI::App& app, Context& context);
void add_marker(CLI::App& app, Context& context);
void add_repair(CLI::App& app, Context& context);
void add_rebuild(CLI::App& app, Context& context);

/// --case, --gap, --object …: the case rule of a question or a draft, as its document.
struct CaseOptions {
  std::string by, gap, start, end, window;
  void add_to(CLI::App& command);
  bool given() const { return !by.empty() || !gap.empty() || !start.empty() || !end.empty(); }
  Result<Json> document() const;
};

/// A step or another element of a question: an event name, or a predicate where it reads as one ("event = paid").
Json element_of(const std::string& text);

/// --lang, the environment's language when it is not given.
Result<Language> language_or_default(const std::string& option);

/// Writes to a file, or to standard output when `path` is empty or "-".
Result<void> write_output(const std::string& path, const std::string& text);

}  // namespace cairn::cli
