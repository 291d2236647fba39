// cairn serve: the server on a workspace, configured by flags, environment and file, in this order.
#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <filesystem>
#include <map>

#include "api/server.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/interrupt.h"

namespace cairn::cli {
namespace {

struct ServeArguments {
  api::ServeOptions options;
  std::string config;
};

/// A name in the file is that of a flag; what the command line or the environment says wins.
Result<void> take_config(CLI::App& command, const std::string& path) {
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_file(path);
  } catch (const CLI::Error& fault) {
    return Error{ErrorCode::unreadable, fault.what(), path, "give a file of lines KEY = VALUE"};
  }
  std::vector<std::string> known;
  for (const auto* option : command.get_options())
    if (!option->get_lnames().empty() && option->get_lnames().front() != "help" &&
        option->get_lnames().front() != "config")
      known.push_back(option->get_lnames().front());
  for (const auto& item : items) {
    auto* option = item.parents.empty() ? command.get_option_no_throw("--" + item.name) : nullptr;
    if (option == nullptr || std::find(known.begin(), known.end(), item.name) == known.end())
      return Error{ErrorCode::usage, "there is no setting '" + item.fullname() + "'", path,
                   suggest(item.fullname(), known)};
    if (option->count() > 0) continue;
    try {
      option->add_result(item.inputs);
      option->run_callback();
    } catch (const CLI::ParseError& fault) {
      return Error{ErrorCode::usage, fault.what(), path + ": " + item.name, "see cairn serve --help"};
    }
  }
  return {};
}

void tell(const Context& context, const api::ServeOptions& options, const api::Started& started) {
  const char* scheme = options.certificate.empty() ? "http" : "https";
  auto host = options.address == "0.0.0.0" || options.address == "::" ? std::string("localhost") : options.address;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  auto url = fmt::format("{}://{}:{}", scheme, host, started.port);
  fmt::print("Cairn serves {} at {}\n", context.workspace, url);
  if (!started.admin_token.empty())
    fmt::print(
        "admin token  {0}\n             shown only now; another: cairn serve --new-token\n"
        "studio       {1}/#token={0}\n",
        started.admin_token, url);
  if (!started.first_source.empty())
    fmt::print(
        "write key    {}\n             of the source 'default'; more: cairn source add NAME\n"
        "try          curl -u {}: {}/v1/track -d '{{\"userId\":\"u1\",\"event\":\"Product Viewed\"}}'\n",
        started.first_source, started.first_source, url);
  fmt::print("stop it with Ctrl-C\n");
  std::fflush(stdout);
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto given = std::make_shared<ServeArguments>();
  auto* command = app.add_subcommand("serve", "collect live events, and answer while they come");
  command->footer(
      "Every flag can stand in a file (--config FILE, lines such as port = 8787) or in the environment (CAIRN_PORT);\n"
      "flags win over the environment, the environment over the file. Commands on the same workspace go to the server\n"
      "that runs there. docs/running.md tells of TLS, systemd, backups and figures for monitoring.");
  auto& options = given->options;
  auto add = [&](const char* name, auto& value, const char* what) {
    std::string variable = "CAIRN_";
    for (const char* at = name + 2; *at != '\0'; ++at)
      variable += *at == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(*at)));
    return command->add_option(name, value, what)->envname(variable)->capture_default_str();
  };
  add("--address", options.address, "address to listen at; 0.0.0.0: all");
  add("--port", options.port, "port; 0: any free one");
  add("--certificate", options.certificate, "TLS: the certificate chain, a PEM file")->type_name("FILE");
  add("--key", options.key, "TLS: its private key, a PEM file")->type_name("FILE");
  add("--event-kb", options.event_kb, "the largest event, in KB; larger ones go to the quarantine")
      ->check(CLI::Range(1, 1024));
  add("--inbox-gb", options.inbox_gb, "how much may wait to be loaded, in GB; then 503")
      ->check(CLI::Range(0.01, 10'000.0));
  add("--memory-gb", options.memory_gb, "how much memory it may hold, in GB; then 503; 0: 80 % of the machine's")
      ->check(CLI::NonNegativeNumber);
  add("--connections", options.connections, "how many at once")->check(CLI::Range(1, 100'000));
  add("--question-threads", options.question_threads, "threads that answer questions")->check(CLI::Range(1, 256));
  add("--log", options.log, "what is told on standard error, a JSON object a line: debug, info, warn or off")
      ->check(CLI::IsMember({"debug", "info", "warn", "off"}));
  add("--log-file", options.log_file, "told into this file instead")->type_name("FILE");
  command->add_flag("--new-token", options.new_token, "make and show another admin token; the old one ends");
  command->add_option("--config", given->config, "a file with these settings")
      ->envname("CAIRN_CONFIG")
      ->type_name("FILE");
  command->callback([&context, given, command] {
    context.action = [&context, given, command]() -> Result<void> {
      if (!given->config.empty()) CAIRN_TRY_VOID(take_config(*command, given->config));
      if (given->options.certificate.empty() != given->options.key.empty())
        return Error{ErrorCode::usage, "TLS needs both --certificate and --key", "serve", "give the other one, too"};
      given->options.workspace = context.workspace;
      Interrupt interrupt;
      CAIRN_TRY(auto server, context.serve(given->options));
      tell(context, given->options, server->started());
      return server->run(interrupt.flag());
    };
  });
}

}  // namespace cairn::cli
