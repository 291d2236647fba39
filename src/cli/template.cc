// cairn template: a journey to begin with, instead of an empty page.
#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "cli/command.h"
#include "map/templates.h"

namespace cairn::cli {
namespace {

struct TemplateArguments {
  std::string name, output, language;
};

Result<void> list(const Context& context, Language language) {
  for (const auto& each : map::templates()) {
    fmt::print("{}\n", each.name);
    for (const auto& line : wrap(map::about(each).in(language), 74)) fmt::print("    {}\n", line);
  }
  fmt::print("\n{0} template NAME -o map.json\n", context.program);
  return {};
}

Result<void> write_template(const Context& context, const TemplateArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  if (given.name.empty()) return list(context, language);
  CAIRN_TRY(auto chosen, map::template_named(given.name));
  bool to_file = !given.output.empty() && given.output != "-";
  if (to_file && std::filesystem::exists(given.output))
    return Error{ErrorCode::conflict, "there is a file of this name already", given.output,
                 "choose another name, or remove it first"};
  CAIRN_TRY_VOID(write_output(given.output, std::string(chosen.text)));
  if (!to_file) return {};
  bool shoes = chosen.demo == "shoes";
  fmt::print(stderr,
             "{0}: bound to the events of the demo; change `bind` to your own. To look at it with simulated data:\n"
             "  {1} -w {2} demo{3}\n  {1} -w {2} map render {0}\n",
             given.output, context.program, shoes ? "demo-data" : "demo-claims", shoes ? "" : " claims");
  return {};
}

}  // namespace

void add_template(CLI::App& app, Context& context) {
  auto given = std::make_shared<TemplateArguments>();
  auto* command = app.add_subcommand("template", "begin with a ready journey: list them, or write one to a file");
  command->add_option("NAME", given->name, "which; without it all are listed");
  command->add_option("-o,--output", given->output, "the file to write (default: standard output)")->type_name("FILE");
  command->add_option("--lang", given->language, "of the list: zh-Hans, zh-Hant or en (default: the environment's)");
  command->callback(
      [&context, given] { context.action = [&context, given] { return write_template(context, *given); }; });
}

}  // namespace cairn::cli
