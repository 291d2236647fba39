// cairn map redraft: what the present events say that a map does not, to be taken one by one.
#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "map/document.h"

namespace cairn::cli {
namespace {

struct RedraftArguments {
  std::string map, output, language, format = "text";
  std::vector<std::string> accept, reject;
};

Result<Json> document_of(const std::string& path) {
  CAIRN_TRY(auto text, read_file(path));
  if (auto faults = map::check(text); !faults.empty())
    return Error{ErrorCode::invalid, faults.front().message,
                 fmt::format("{}:{}:{}", path, faults.front().line, faults.front().column),
                 "`cairn map check` lists every fault"};
  return parse_json(text, path);
}

void print_proposals(const Json& left, Language language, const std::string& program, const std::string& map) {
  for (const auto& each : left) {
    fmt::print("{}\n", each["id"].get<std::string>());
    for (const auto& line : wrap(each["text"][std::string(tag(language))].get<std::string>(), 74))
      fmt::print("    {}\n", line);
  }
  if (left.empty())
    fmt::print("{}: a new draft proposes no change\n", map);
  else
    fmt::print("\ntake some: {0} map redraft {1} --accept ID (or all); never propose again: --reject ID\n", program,
               map);
}

/// The map as it was is kept beside the changed one, so that accepting can be undone.
Result<std::string> keep_former(const std::string& path) {
  std::string former = path + ".before";
  std::error_code failed;
  std::filesystem::copy_file(path, former, std::filesystem::copy_options::overwrite_existing, failed);
  if (failed)
    return Error{ErrorCode::unreadable, "cannot keep the map as it was: " + failed.message(), former,
                 "check the path, or write elsewhere with -o"};
  return former;
}

Result<void> redraft(const Context& context, const RedraftArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  if (given.format != "text" && given.format != "json")
    return Error{ErrorCode::usage, "unknown format '" + given.format + "'", "--format", "use text or json"};
  api::RedraftRequest request;
  request.map_name = given.map;
  CAIRN_TRY(request.map, document_of(given.map));
  request.reject = given.reject;
  for (const auto& id : given.accept) {
    if (id == "all")
      request.accept_all = true;
    else
      request.accept.push_back(id);
  }
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto answer, workspace->redraft(request));
  bool changed = !answer["applied"].empty() || !given.reject.empty();
  std::string to = given.output.empty() ? given.map : given.output, former;
  if (changed && (to == given.map && to != "-")) {
    CAIRN_TRY(former, keep_former(given.map));
  }
  if (changed) CAIRN_TRY_VOID(write_output(to, answer["map"].dump(2) + "\n"));
  if (given.format == "json") {
    if (to != "-") fmt::print("{}\n", answer["proposals"].dump(2));
    return {};
  }
  if (changed)
    fmt::print(stderr, "{}: {} {} taken, {} {} left{}\n", to, answer["applied"].size(),
               answer["applied"].size() == 1 ? "change" : "changes", answer["proposals"].size(),
               answer["proposals"].size() == 1 ? "proposal" : "proposals",
               former.empty() ? "" : "; as it was before: " + former);
  else
    print_proposals(answer["proposals"], language, context.program, given.map);
  return {};
}

}  // namespace

void add_redraft(CLI::App& map, Context& context) {
  auto given = std::make_shared<RedraftArguments>();
  auto* command = map.add_subcommand(
      "redraft", "what a new draft of the present events would change; nothing that you edited is touched");
  command->footer(
      "Without --accept and --reject it only lists. Names, texts, stages, order and all that was set by hand stay as\n"
      "they are; proposed is what is new (touchpoints, ways, forks, pains) and what is gone.\n\n"
      "Examples:\n"
      "    cairn map redraft map.json\n"
      "    cairn map redraft map.json --accept touchpoint+tp_live_stream --reject 'link+tp_a>tp_b'\n"
      "    cairn map redraft map.json --accept all -o new.json");
  command->add_option("MAP", given->map, "the journey document")->required();
  command->add_option("--accept", given->accept, "ids of proposals to take, or all")->type_name("ID");
  command->add_option("--reject", given->reject, "ids never to be proposed again")->type_name("ID");
  command->add_option("-o,--output", given->output, "where to write (default: MAP; as it was is kept as MAP.before)")
      ->type_name("FILE");
  command->add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  command->add_option("--format", given->format, "text or json")->capture_default_str();
  command->callback([&context, given] { context.action = [&context, given] { return redraft(context, *given); }; });
}

}  // namespace cairn::cli
