#include "cli/path_options.h"

#include <fmt/format.h>

#include "base/text.h"

namespace cairn::cli {

void PathOptions::add_to(CLI::App& command) {
  command.add_option("--depth", depth, "paths: items shown of a path (default 5)");
  command.add_option("--around", around, "step-matrix: the event in the middle");
  command.add_option("--before", before, "step-matrix: positions before it (default 3)");
  command.add_option("--after", after, "step-matrix: positions after it (default 3)");
  command.add_option("--item", item, "paths, step-matrix: a property whose values are the items, instead of events")
      ->type_name("PROPERTY");
  command.add_option("--clean", clean, "paths, step-matrix: a regular expression and the text for it: \"\\?.*$=>\"")
      ->type_name("PATTERN=>TEXT")
      ->allow_extra_args(false);
  command.add_option("--wildcard", wildcards, "paths, step-matrix: one item for all that match, e.g. \"/product/*\"")
      ->allow_extra_args(false);
  command
      .add_option(
          "--exclude", exclude,
          "paths, step-matrix: items to leave out, * for any characters; funnel: an event or predicate that must "
          "not come between two steps, x:1-2, or x for all; repeatable")
      ->allow_extra_args(false);
  command.add_option("--repeats", repeats, "paths, step-matrix: collapse or keep equal items one after another");
  command.add_option("--a", a, "paths, step-matrix: compare these cases …: \"count(event = paid) >= 1\"")
      ->type_name("PREDICATE");
  command.add_option("--b", b, "… with these (default: all others)")->type_name("PREDICATE");
  command.add_option("--compare-by", compare_by, "… --a and --b are values of this property")->type_name("PROPERTY");
}

Result<void> PathOptions::apply(Json& question, CaseOptions& cases) const {
  if (question["kind"] == "paths" && cases.by != "episode") {
    for (auto [field, option] : {std::pair("start", &cases.start), {"end", &cases.end}}) {
      if (!option->empty()) question[field] = *option;
      option->clear();
    }
  }
  for (auto [field, text] : {std::pair("around", &around), {"item", &item}, {"repeats", &repeats}})
    if (!text->empty()) question[field] = *text;
  for (auto [field, number] : {std::pair("depth", depth), {"before", before}, {"after", after}})
    if (number >= 0) question[field] = number;
  for (const auto& rule : clean) {
    auto arrow = rule.find("=>");
    if (arrow == std::string::npos || arrow == 0)
      return Error{ErrorCode::usage, fmt::format("expected PATTERN=>TEXT, found '{}'", rule), "--clean",
                   R"(for example --clean "\?.*$=>")"};
    question["clean"].push_back({{"replace", rule.substr(0, arrow)}, {"with", rule.substr(arrow + 2)}});
  }
  if (!wildcards.empty()) question["wildcards"] = wildcards;
  for (const auto& each : exclude)
    for (auto name : split(each, ',')) question["exclude"].push_back(std::string(name));
  for (auto [field, text] : {std::pair("by", &compare_by), {"a", &a}, {"b", &b}})
    if (!text->empty()) question["compare"][field] = *text;
  return {};
}

}  // namespace cairn::cli
