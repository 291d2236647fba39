// cairn draft and cairn map check|render: from events to a journey document, and from it to a picture.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "map/document.h"

namespace cairn::cli {
namespace {

struct DraftArguments {
  CaseOptions cases;
  std::string title, output;
};

Result<void> draft(const Context& context, const DraftArguments& given) {
  Json options = Json::object();
  if (given.cases.given()) {
    CAIRN_TRY(options["case"], given.cases.document());
  }
  if (!given.title.empty()) options["title"] = given.title;
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto drafted, workspace->draft(options));
  const Json& map = drafted["map"];
  CAIRN_TRY_VOID(write_output(given.output, map.dump(2) + "\n"));
  std::string name = given.output.empty() || given.output == "-" ? "MAP" : given.output;
  fmt::print(stderr, "drafted {} touchpoints in {} stages; look at it: cairn map render {}\n",
             map["touchpoints"].size(), map["stages"].size(), name);
  for (const auto& note : drafted["notes"]) fmt::print(stderr, "  {}\n", note["en"].get<std::string>());
  return {};
}

Result<void> check(const std::string& path) {
  CAIRN_TRY(auto text, read_file(path));
  auto faults = map::check(text);
  std::string name = path == "-" ? "standard input" : path;
  for (const auto& fault : faults) {
    fmt::print("{}:{}:{}: {}\n", name, fault.line, fault.column, fault.message);
    if (!fault.hint.empty()) fmt::print("  {}\n", fault.hint);
  }
  if (faults.empty()) {
    fmt::print("{}: a sound journey map\n", name);
    return {};
  }
  return Error{ErrorCode::invalid, fmt::format("{} {}", faults.size(), faults.size() == 1 ? "fault" : "faults"), name,
               ""};
}

struct RenderArguments {
  std::string map, to, language, output, colour = "auto";
  int columns = 0;
  std::string period;
  bool last_year = false;
};

struct FormatName {
  std::string_view name;
  api::MapFormat format;
  std::vector<std::string_view> endings;
};
const std::vector<FormatName>& formats() {
  using api::MapFormat;
  static const std::vector<FormatName> table = {{"text", MapFormat::text, {".txt"}},
                                                {"svg", MapFormat::svg, {".svg"}},
                                                {"html", MapFormat::html, {".html", ".htm"}},
                                                {"pdf", MapFormat::pdf, {".pdf"}},
                                                {"png", MapFormat::png, {".png"}},
                                                {"long", MapFormat::long_png, {}},
                                                {"mermaid", MapFormat::mermaid, {".mmd", ".mermaid"}},
                                                {"json", MapFormat::json, {}}};
  return table;
}

/// --to, else what the name of the file ends with, else text. A long picture is PNG, or SVG where the file is one.
Result<api::MapFormat> format_of(const RenderArguments& given) {
  std::string name = to_lower(given.output);
  auto ends = [&](const FormatName& each) {
    return std::any_of(each.endings.begin(), each.endings.end(), [&](auto ending) { return name.ends_with(ending); });
  };
  if (given.to.empty()) {
    auto found = std::find_if(formats().begin(), formats().end(), ends);
    return found == formats().end() ? api::MapFormat::text : found->format;
  }
  auto found =
      std::find_if(formats().begin(), formats().end(), [&](const auto& each) { return each.name == given.to; });
  if (found == formats().end())
    return Error{ErrorCode::usage, "unknown picture '" + given.to + "'", "--to",
                 "use text, svg, html, pdf, png, long, mermaid or json"};
  return given.to == "long" && name.ends_with(".svg") ? api::MapFormat::long_svg : found->format;
}

bool is_binary(api::MapFormat format) {
  return format == api::MapFormat::pdf || format == api::MapFormat::png || format == api::MapFormat::long_png;
}

Result<void> render(const Context& context, const RenderArguments& given) {
  api::RenderRequest request;
  CAIRN_TRY(request.language, language_or_default(given.language));
  CAIRN_TRY(request.format, format_of(given));
  bool terminal = (given.output.empty() || given.output == "-") && is_terminal(STDOUT_FILENO);
  if (terminal && is_binary(request.format))
    return Error{ErrorCode::usage, "a picture is not for the terminal", "--to " + given.to,
                 "name a file: -o map." + std::string(request.format == api::MapFormat::pdf ? "pdf" : "png")};
  CAIRN_TRY(auto text, read_file(given.map));
  request.period = given.period;
  request.last_year = given.last_year;
  request.map_name = given.map == "-" ? "standard input" : given.map;
  auto faults = map::check(text);
  if (!faults.empty())
    return Error{ErrorCode::invalid, faults.front().message,
                 fmt::format("{}:{}:{}", request.map_name, faults.front().line, faults.front().column),
                 "`cairn map check` lists every fault"};
  CAIRN_TRY(request.map, parse_json(text, request.map_name));
  request.columns = given.columns > 0 ? given.columns : 80;
  request.colour =
      given.colour == "always" || (given.colour == "auto" && terminal && std::getenv("NO_COLOR") == nullptr);
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto picture, workspace->render(request));
  return write_output(given.output, picture);
}

}  // namespace

void add_draft(CLI::App& app, Context& context) {
  auto given = std::make_shared<DraftArguments>();
  auto* command = app.add_subcommand("draft", "draw a first journey map from the events alone");
  command->add_option("-o,--output", given->output, "the file to write (default: standard output)")->type_name("FILE");
  command->add_option("--title", given->title, "title of the map");
  given->cases.add_to(*command);
  command->callback([&context, given] { context.action = [&context, given] { return draft(context, *given); }; });
}

void add_map(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("map", "check a journey map, or draw it with what customers really did");
  command->require_subcommand(1);

  auto checked = std::make_shared<std::string>();
  auto* check_command =
      command->add_subcommand("check", "name every fault of a journey document, with line and column");
  check_command->add_option("MAP", *checked, "the journey document; - is standard input")->required();
  check_command->callback([&context, checked] { context.action = [checked] { return check(*checked); }; });

  auto given = std::make_shared<RenderArguments>();
  auto* render_command = command->add_subcommand("render", "draw the map with the numbers of this workspace");
  render_command->add_option("MAP", given->map, "the journey document; - is standard input")->required();
  render_command->add_option("--to", given->to,
                             "text, svg, html, pdf (A3), png, long (for phones), mermaid, or json: the numbers alone "
                             "(default: by FILE, else text)");
  render_command->add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  render_command->add_option("-o,--output", given->output, "the file to write (default: standard output)")
      ->type_name("FILE");
  render_command->add_option("--period", given->period, "only a period of the calendar: 双11-2025 (`cairn calendar`)")
      ->type_name("NAME");
  render_command->add_flag("--last-year", given->last_year, "the same --period a year before");
  render_command->add_option("--columns", given->columns, "text: width (default 80)");
  render_command->add_option("--colour,--color", given->colour, "text: auto, always or never")->capture_default_str();
  render_command->callback(
      [&context, given] { context.action = [&context, given] { return render(context, *given); }; });
  add_redraft(*command, context);
}

}  // namespace cairn::cli
