// cairn identity: who is who, by which rules, and what people decided about it.
#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"

namespace cairn::cli {
namespace {

std::string text(const Json& identifier) {
  return fmt::format("{} {}", identifier["kind"].get<std::string>(), identifier["value"].get<std::string>());
}

Result<Json> rules_of(api::Workspace& workspace) { return workspace.identity(Json{{"do", "rules"}}); }

Result<Json> rules_in(const std::string& file) {
  CAIRN_TRY(auto text, read_file(file));
  return parse_json(text, file);
}

/// "phone=138 0013 8000"
Result<Json> identifier(const std::string& given) {
  auto equal = given.find('=');
  if (equal == std::string::npos || equal == 0)
    return Error{ErrorCode::usage, "found '" + shorten(given, 60) + "', expected KIND=VALUE", "identity",
                 "for example phone=13800138000 or customer=17"};
  return Json{{"kind", given.substr(0, equal)}, {"value", given.substr(equal + 1)}};
}

bool same_pair(const Json& decision, const Json& a, const Json& b) {
  return (decision["these"][0] == a && decision["these"][1] == b) ||
         (decision["these"][0] == b && decision["these"][1] == a);
}

/// `are` empty: whatever was decided about the two is taken back.
Result<void> decide(const Context& context, const std::vector<std::string>& these, const std::string& are) {
  CAIRN_TRY(auto a, identifier(these[0]));
  CAIRN_TRY(auto b, identifier(these[1]));
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto rules, rules_of(*workspace));
  Json kept = Json::array();
  bool found = false;
  if (rules.contains("decisions"))
    for (const auto& decision : rules["decisions"]) {
      if (same_pair(decision, a, b))
        found = true;
      else
        kept.push_back(decision);
    }
  if (are.empty() && !found)
    return Error{ErrorCode::not_found, "nothing was decided about " + text(a) + " and " + text(b), "identity",
                 "cairn identity rules lists the decisions"};
  if (!are.empty()) kept.push_back({{"these", {a, b}}, {"are", are}});
  rules["decisions"] = std::move(kept);
  CAIRN_TRY_VOID(workspace->identity(Json{{"do", "set"}, {"rules", rules}}));
  fmt::print("{} and {}: {}\n", text(a), text(b),
             are.empty()      ? "as the rules say"
             : are == "never" ? "never one customer"
                              : "always one customer");
  return {};
}

Result<void> set_rules(const Context& context, const std::string& file) {
  CAIRN_TRY(auto rules, rules_in(file));
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY_VOID(workspace->identity(Json{{"do", "set"}, {"rules", rules}}));
  fmt::print("customers are found by {}; cairn identity rules shows them\n", file);
  return {};
}

Result<void> preview(const Context& context, const std::string& file) {
  CAIRN_TRY(auto rules, rules_in(file));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->identity(Json{{"do", "preview"}, {"rules", rules}}));
  fmt::print("customers   {} now, {} by {}\nmerged      {}\nsplit       {}\n",
             cell_for_people(found["customers_before"], "integer"),
             cell_for_people(found["customers_after"], "integer"), file, cell_for_people(found["merged"], "integer"),
             cell_for_people(found["split"], "integer"));
  auto names = [](const Json& list) {
    std::string all;
    for (const auto& name : list) all += (all.empty() ? "" : ", ") + name.get<std::string>();
    return all;
  };
  for (const char* what : {"merges", "splits"})
    for (const auto& example : found[what])
      fmt::print("{}  {} → {}\n", what == std::string("merges") ? "merge     " : "split     ", names(example["before"]),
                 names(example["after"]));
  fmt::print("nothing was changed; cairn identity set {} does\n", file);
  return {};
}

Result<void> list_shared(const Context& context) {
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto list, workspace->identity(Json{{"do", "shared"}}));
  for (const auto& each : list)
    fmt::print("{}: {}\n", text(each["identifier"]),
               each["declared"] == true
                   ? std::string("declared as shared")
                   : fmt::format("{} people, {} on one day, {} others on its receipts, {} receipts on one day",
                                 each["people"].dump(), each["people_a_day"].dump(),
                                 each["others_on_its_receipts"].dump(), each["receipts_a_day"].dump()));
  if (list.empty()) fmt::print("nothing is shared by many\n");
  return {};
}

}  // namespace

void add_identity(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("identity", "by which rules identifiers make one customer");
  command->require_subcommand(1);
  command->footer(
      "Customers follow from the rules and from what events carry together; nothing is ever merged for good, so a "
      "change "
      "of\nthe rules and its undoing recompute. Rules: docs/identity.md. Examples:\n"
      "  cairn identity preview rules.json\n"
      "  cairn identity never phone=13800138000 customer=17\n"
      "  cairn customer 17");
  auto* rules = command->add_subcommand("rules", "show them, with all decisions, as JSON");
  rules->callback([&context] {
    context.action = [&context]() -> Result<void> {
      CAIRN_TRY(auto workspace, context.reading());
      CAIRN_TRY(auto document, rules_of(*workspace));
      fmt::print("{}\n", document.dump(2));
      return {};
    };
  });
  auto file = std::make_shared<std::string>();
  auto* set = command->add_subcommand("set", "find customers by other rules");
  set->add_option("FILE", *file, "a JSON document (schema/identity.schema.json)")->required();
  set->callback([&context, file] { context.action = [&context, file] { return set_rules(context, *file); }; });
  auto* look = command->add_subcommand("preview", "what other rules would do: counts and examples; changes nothing");
  look->add_option("FILE", *file, "a JSON document (schema/identity.schema.json)")->required();
  look->callback([&context, file] { context.action = [&context, file] { return preview(context, *file); }; });
  auto* shared = command->add_subcommand("shared", "tills, tablets, clerks' and family cards: what joins nobody");
  shared->callback([&context] { context.action = [&context] { return list_shared(context); }; });
  auto these = std::make_shared<std::vector<std::string>>();
  for (auto [name, are, what] : {std::tuple{"never", "never", "these two are never one customer"},
                                 {"always", "always", "these two are always one customer"},
                                 {"undecide", "", "take back what was decided about these two"}}) {
    auto* decision = command->add_subcommand(name, what);
    decision->add_option("KIND=VALUE", *these, "two identifiers")->required()->expected(2);
    decision->callback([&context, these, are = std::string(are)] {
      context.action = [&context, these, are] { return decide(context, *these, are); };
    });
  }
}

}  // namespace cairn::cli
