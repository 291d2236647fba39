// cairn quarantine: live items that no event could be made of; why, and again.
#include <fmt/format.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/output.h"

namespace cairn::cli {
namespace {

struct QuarantineArguments {
  std::string id, source, reason, with, format = "table";
  bool all = false;
  std::size_t most = 20;
};

Result<void> list(const Context& context, const QuarantineArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found,
            workspace->refused(
                {{"source", given.source}, {"reason", given.reason}, {"all", given.all}, {"most", given.most}}));
  if (format == Format::json) {
    fmt::print("{}\n", found.dump(2));
    return {};
  }
  if (found["counts"].empty() && found["items"].empty()) fmt::print("nothing in the quarantine\n");
  for (const auto& count : found["counts"])
    fmt::print("{}  {}: {} items, last {}\n", count["source"].get<std::string>(), count["reason"].get<std::string>(),
               count["items"].dump(), count["last"].get<std::string>());
  for (const auto& item : found["items"])
    fmt::print("\n{}  {}  {}{}\n  {}\n", item["id"].get<std::string>(), item["received"].get<std::string>(),
               item["reason"].get<std::string>(),
               item["state"] == "open" ? "" : " (" + item["state"].get<std::string>() + ")",
               item["found"].get<std::string>());
  return {};
}

Result<void> explain(const Context& context, const QuarantineArguments& given) {
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto item, workspace->refused_item(given.id));
  fmt::print("source    {}\nreceived  {} ({} times)\nreason    {}\nfound     {}\nto do     {}\n\n{}\n",
             item["source"].get<std::string>(), item["received"].get<std::string>(), item["times"].dump(),
             item["reason"].get<std::string>(), item["found"].get<std::string>(),
             item["explanation"].get<std::string>(), item["text"].get<std::string>());
  return {};
}

Result<void> replay(const Context& context, const QuarantineArguments& given) {
  std::string text;
  if (!given.with.empty()) {
    CAIRN_TRY(text, read_file(given.with));
  }
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto done, workspace->replay(given.id, text));
  fmt::print("sent again: {} events, {} of them known\n", done["events"].dump(), done["known"].dump());
  return {};
}

Result<void> drop(const Context& context, const QuarantineArguments& given) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto done, workspace->drop(given.id));
  fmt::print("taken from the list; still there with --all: {}\n", done["id"].get<std::string>());
  return {};
}

}  // namespace

void add_quarantine(CLI::App& app, Context& context) {
  auto given = std::make_shared<QuarantineArguments>();
  auto* command = app.add_subcommand("quarantine", "live items that no event could be made of");
  command->footer(
      "Rows of files that could not be used stand in DIR/quarantine, a file an import.\n"
      "Examples:\n"
      "  cairn quarantine list\n"
      "  cairn quarantine explain ID\n"
      "  cairn quarantine replay ID --with repaired.json");
  command->require_subcommand(1);
  auto make = [&](const char* name, const char* what, Result<void> (*run)(const Context&, const QuarantineArguments&)) {
    auto* part = command->add_subcommand(name, what);
    part->callback(
        [&context, given, run] { context.action = [&context, given, run] { return run(context, *given); }; });
    return part;
  };
  auto* listing = make("list", "what is there, newest first", list);
  listing->add_option("--source", given->source, "only of this source");
  listing->add_option("--reason", given->reason, "only for this reason");
  listing->add_flag("--all", given->all, "also what was sent again or dropped");
  listing->add_option("--most", given->most, "how many")->capture_default_str();
  listing->add_option("--format", given->format, "table or json")->capture_default_str();
  make("explain", "one item: why, what to do, its text", explain)
      ->add_option("ID", given->id, "of the item")
      ->required();
  auto* replaying = make("replay", "send one again, as it was or repaired", replay);
  replaying->add_option("ID", given->id, "of the item")->required();
  replaying->add_option("--with", given->with, "the repaired item; - is standard input")->type_name("FILE");
  make("drop", "take one from the list", drop)->add_option("ID", given->id, "of the item")->required();
}

}  // namespace cairn::cli
