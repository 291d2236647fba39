// cairn segment, persona, profile: groups of customers that are kept up to date, and what is wanted to be known of
// customers. All of it is one document of the workspace.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "event/predicate.h"

namespace cairn::cli {
namespace {

Result<Json> document_of(api::Workspace& workspace) { return workspace.profile(Json{{"do", "document"}}); }

/// Replaces the document, and tells what in it names nothing that the data have.
Result<void> replace(api::Workspace& workspace, const Json& document) {
  CAIRN_TRY(auto done, workspace.profile(Json{{"do", "set"}, {"document", document}}));
  for (const auto& doubt : done["doubts"]) fmt::print("note: {}\n", doubt.get<std::string>());
  return {};
}

/// The entry of that name in a list of the document; past its end when there is none.
Json::iterator entry(Json& list, const std::string& name) {
  return std::find_if(list.begin(), list.end(), [&](const Json& each) { return each["name"] == name; });
}

Json& list_in(Json& document, const char* key) {
  if (!document.contains(key)) document[key] = Json::array();
  return document[key];
}

std::string percent(const Json& share) {
  return share.is_null() ? "–" : fmt::format("{:.1f} %", share.get<double>() * 100);
}

std::string count(const Json& number) { return cell_for_people(number, "integer"); }

std::string called(const Json& identifier) {
  auto kind = identifier["kind"].get<std::string>();
  return (kind.empty() ? "" : kind + "=") + identifier["value"].get<std::string>();
}

Result<void> list_segments(const Context& context, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "segments"}}));
  if (format == Format::json) {
    fmt::print("{}\n", found.dump(2));
    return {};
  }
  if (found["segments"].empty()) {
    fmt::print(
        "there are no segments yet; for example: cairn segment add loyal \"count(order_paid) >= 2 in last 180d\"\n");
    return {};
  }
  for (const auto& segment : found["segments"])
    fmt::print("{:<20} {:>12} customers  {:>7}  {}\n", segment["name"].get<std::string>(), count(segment["customers"]),
               percent(segment["share"]), segment["who"].dump());
  fmt::print("{:<20} {:>12} customers\n", "(all)", count(found["customers"]));
  return {};
}

Result<void> add_one(const Context& context, const std::string& name, const std::string& who,
                     const std::string& title) {
  CAIRN_TRY_VOID(parse_case_predicate(who));
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto document, document_of(*workspace));
  auto& list = list_in(document, "segments");
  Json segment{{"name", name}, {"who", who}};
  if (!title.empty()) segment["title"] = title;
  auto old = entry(list, name);
  const bool is_new = old == list.end();
  is_new ? list.push_back(segment) : void(*old = segment);
  CAIRN_TRY_VOID(replace(*workspace, document));
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "segment"}, {"name", name}, {"limit", 0}}));
  fmt::print("{} {}: {} customers\n", name, is_new ? "is kept up to date from now on" : "is defined anew",
             count(found["customers"]));
  return {};
}

Result<void> remove_one(const Context& context, const char* key, const std::string& name) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto document, document_of(*workspace));
  auto& list = list_in(document, key);
  auto old = entry(list, name);
  if (old == list.end()) {
    std::vector<std::string> known;
    for (const auto& each : list) known.push_back(each["name"].get<std::string>());
    return Error{ErrorCode::not_found, "nothing is named '" + name + "' here", key, suggest(name, known)};
  }
  const auto was = old->dump();
  list.erase(old);
  CAIRN_TRY_VOID(replace(*workspace, document));
  fmt::print("{} is gone; it was {}\n", name, was);
  return {};
}

Result<void> show_segment(const Context& context, const std::string& name, std::size_t limit,
                          const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "segment"}, {"name", name}, {"limit", limit}}));
  if (format == Format::json) {
    fmt::print("{}\n", found.dump(2));
    return {};
  }
  fmt::print("{}: {} customers\n", name, count(found["customers"]));
  for (const auto& member : found["members"]) fmt::print("  {}\n", called(member));
  if (found["members"].size() < found["customers"].get<std::size_t>()) fmt::print("  … (--limit shows more)\n");
  if (!found["changes"].empty()) fmt::print("came and went\n");
  if (found["unrecorded"] != 0) fmt::print("  ({} more are being recorded)\n", count(found["unrecorded"]));
  for (const auto& change : found["changes"])
    fmt::print("  {}  {}  {}\n", change["at"].get<std::string>(), change["entered"] == true ? "entered" : "left   ",
               called(change["customer"]));
  return {};
}

void print_personas(const Json& personas) {
  for (const auto& persona : personas) {
    std::string segments;
    for (const auto& each : persona["segments"]) segments += (segments.empty() ? "" : ", ") + each.get<std::string>();
    fmt::print("{:<20} {:>12} customers  {:>7}   {:>7} of the value   {}\n", persona["name"].get<std::string>(),
               count(persona["customers"]), percent(persona["share"]), percent(persona["value_share"]), segments);
  }
}

Result<void> list_personas(const Context& context, const std::string& format_name) {
  CAIRN_TRY(auto format, parse_format(format_name));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "personas"}}));
  if (format == Format::json)
    fmt::print("{}\n", found.dump(2));
  else if (found["personas"].empty())
    fmt::print("there are no personas yet; for example: cairn persona add Lin --segments loyal\n");
  else
    print_personas(found["personas"]);
  return {};
}

struct PersonaArguments {
  std::string name, title;
  std::vector<std::string> segments, needs, expectations;
};

Result<void> add_one_persona(const Context& context, const PersonaArguments& given) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto document, document_of(*workspace));
  auto& list = list_in(document, "personas");
  Json persona{{"name", given.name}, {"segments", given.segments}};
  if (!given.title.empty()) persona["title"] = given.title;
  if (!given.needs.empty()) persona["needs"] = given.needs;
  if (!given.expectations.empty()) persona["expectations"] = given.expectations;
  auto old = entry(list, given.name);
  old == list.end() ? list.push_back(persona) : void(*old = persona);
  CAIRN_TRY_VOID(replace(*workspace, document));
  CAIRN_TRY(auto found, workspace->profile(Json{{"do", "personas"}}));
  print_personas(found["personas"]);
  return {};
}

Result<void> set_document(const Context& context, const std::string& file) {
  CAIRN_TRY(auto text, read_file(file));
  CAIRN_TRY(auto document, parse_json(text, file));
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY_VOID(replace(*workspace, document));
  fmt::print("customers are known by {}; cairn profile rules shows it\n", file);
  return {};
}

}  // namespace

void add_segment(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("segment", "groups of customers that are kept up to date with each event");
  command->require_subcommand(1);
  command->footer(
      "A segment is a predicate of all that is recorded of a customer (docs/predicates.md). Questions take it as\n"
      "--segment \"segment(loyal)\" and --by \"segments(loyal, new)\". Examples:\n"
      "  cairn segment add loyal \"count(order_paid) >= 2 in last 180d\"\n"
      "  cairn segment add thinking \"sequence(add_to_cart then add_to_cart) and never(order_paid) in last 7d\"\n"
      "  cairn segment show loyal");
  auto name = std::make_shared<std::string>(), who = std::make_shared<std::string>(),
       title = std::make_shared<std::string>(), format = std::make_shared<std::string>("table");
  auto limit = std::make_shared<std::size_t>(20);
  auto* list = command->add_subcommand("list", "all, with how many customers are in each");
  list->add_option("--format", *format, "table or json")->capture_default_str();
  list->callback(
      [&context, format] { context.action = [&context, format] { return list_segments(context, *format); }; });
  auto* add = command->add_subcommand("add", "define one, or define it anew");
  add->add_option("NAME", *name, "letters, digits, _ and -")->required();
  add->add_option("PREDICATE", *who, "who belongs to it, such as \"did(order_paid) in last 30d\"")->required();
  add->add_option("--title", *title, "what people call it");
  add->callback([&context, name, who, title] {
    context.action = [&context, name, who, title] { return add_one(context, *name, *who, *title); };
  });
  auto* show = command->add_subcommand("show", "its customers, and who came and went lately");
  show->add_option("NAME", *name, "a segment")->required();
  show->add_option("--limit", *limit, "customers at most")->capture_default_str();
  show->add_option("--format", *format, "table or json")->capture_default_str();
  show->callback([&context, name, limit, format] {
    context.action = [&context, name, limit, format] { return show_segment(context, *name, *limit, *format); };
  });
  auto* remove = command->add_subcommand("remove", "end it; its definition is shown once more");
  remove->add_option("NAME", *name, "a segment")->required();
  remove->callback(
      [&context, name] { context.action = [&context, name] { return remove_one(context, "segments", *name); }; });
}

void add_persona(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("persona", "typical customers, with their share of customers and of value");
  command->require_subcommand(1);
  command->footer("A persona stands for the members of segments: cairn persona add Lin --segments loyal,runners");
  auto given = std::make_shared<PersonaArguments>();
  auto format = std::make_shared<std::string>("table");
  auto* list = command->add_subcommand("list", "all of them");
  list->add_option("--format", *format, "table or json")->capture_default_str();
  list->callback(
      [&context, format] { context.action = [&context, format] { return list_personas(context, *format); }; });
  auto* add = command->add_subcommand("add", "define one, or define it anew");
  add->add_option("NAME", given->name, "letters, digits, _ and -")->required();
  add->add_option("--segments", given->segments, "whose members it stands for")->required()->delimiter(',');
  add->add_option("--title", given->title, "what people call it");
  add->add_option("--need", given->needs, "what they need; may be given several times");
  add->add_option("--expectation", given->expectations, "what they expect; may be given several times");
  add->callback([&context, given] { context.action = [&context, given] { return add_one_persona(context, *given); }; });
  auto* remove = command->add_subcommand("remove", "end it; its definition is shown once more");
  remove->add_option("NAME", given->name, "a persona")->required();
  remove->callback([&context, given] {
    context.action = [&context, given] { return remove_one(context, "personas", given->name); };
  });
}

void add_profile(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("profile", "what is wanted to be known of customers: traits, segments, consent …");
  command->require_subcommand(1);
  command->footer("The document: docs/profiles.md, schema/profile.schema.json. One customer: cairn customer NAME");
  auto file = std::make_shared<std::string>();
  auto* rules = command->add_subcommand("rules", "show the document as JSON");
  rules->callback([&context] {
    context.action = [&context]() -> Result<void> {
      CAIRN_TRY(auto workspace, context.reading());
      CAIRN_TRY(auto document, document_of(*workspace));
      fmt::print("{}\n", document.dump(2));
      return {};
    };
  });
  auto* set = command->add_subcommand("set", "replace the document");
  set->add_option("FILE", *file, "a JSON document (schema/profile.schema.json)")->required();
  set->callback([&context, file] { context.action = [&context, file] { return set_document(context, *file); }; });
}

}  // namespace cairn::cli
