// cairn journey: the journeys that a workspace keeps, with their revisions.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "api/workspace_documents.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"
#include "collect/wire_base64.h"
#include "map/exchange.h"

namespace cairn::cli {
namespace {

struct JourneyArguments {
  std::string id, file, path, value, author, note, language, output, format = "table", to_format = "json", basis,
                                                                     status, title;
  std::int64_t revision = 0, from = 0, to = 0, base = 0;
  bool archived = false, remove = false;
};

std::string text_at(const Json& json, const char* name) {
  auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

/// The call with who writes and why; without --author the user of this machine.
Json call_of(const char* what, const JourneyArguments& given) {
  Json request{{"do", what}, {"id", given.id}};
  const char* user = std::getenv("USER");
  if (auto author = given.author.empty() && user != nullptr ? std::string(user) : given.author; !author.empty())
    request["author"] = author;
  if (!given.note.empty()) request["note"] = given.note;
  return request;
}

std::string day(const Json& entry) { return text_at(entry, "at").substr(0, 16); }

Result<void> list(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->journeys(Json{{"do", "list"}, {"archived", given.archived}}));
  if (format == Format::json) return write_output("", found.dump(2) + "\n");
  const auto& journeys = found["journeys"];
  if (journeys.empty())
    fmt::print("no journey is {} here; add one: cairn journey add map.json\n", given.archived ? "put away" : "kept");
  for (const auto& each : journeys)
    fmt::print("{} {} {} {:>4} {}  {}\n", fit(text_at(each, "id"), 24), fit(text_at(each, "basis"), 5),
               fit(text_at(each, "status"), 9), each["revision"].get<std::int64_t>(), day(each),
               Label::from(each["title"]).in(language));
  return {};
}

/// The head, or the revision that was asked for.
Result<Json> kept(api::Workspace& workspace, const JourneyArguments& given) {
  Json request{{"do", "get"}, {"id", given.id}};
  if (given.revision > 0) request["revision"] = given.revision;
  return workspace.journeys(request);
}

Result<void> show(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, kept(*workspace, given));
  api::RenderRequest request;
  request.map = found["document"];
  request.map_name = given.id;
  request.language = language;
  CAIRN_TRY(auto picture, workspace->render(request));
  fmt::print("{}, revision {} of {}, {}, {} by {}\n\n", given.id, found["revision"].get<std::int64_t>(),
             found["head"].get<std::int64_t>(), text_at(found, "status"), day(found), text_at(found, "author"));
  return write_output("", picture);
}

/// A document as it is, so that its faults are told by line and column; tables and diagrams as the bytes of a file.
Result<void> add(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto bytes, read_file(given.file));
  const bool is_document = trim(bytes).starts_with('{');
  auto request = call_of(is_document ? "create" : "import", given);
  if (is_document) {
    CAIRN_TRY(request["document"], parse_json(bytes, given.file == "-" ? "standard input" : given.file));
  } else {
    request["name"] = std::filesystem::path(given.file).filename().string();
    request["base64"] = collect::base64_encoded(bytes);
    if (!given.title.empty()) request["title"] = given.title;
  }
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto made, workspace->journeys(request));
  fmt::print("kept as {}\n", text_at(made, "id"));
  return {};
}

/// "touchpoints/tp_pay/label" and a value, which is text where it is not JSON.
Json change_of(const JourneyArguments& given) {
  Json path = Json::array();
  for (auto part : split(given.path, '/')) path.push_back(std::string(part));
  auto value = given.remove ? Json() : Json::parse(given.value, nullptr, false);
  if (value.is_discarded()) value = given.value;
  return Json::array({{{"path", path}, {"value", value}}});
}

Result<void> edit(const Context& context, const JourneyArguments& given) {
  if (given.path.empty() == given.file.empty())
    return Error{ErrorCode::usage, "an edit is a path and a value, or a file of changes", "journey edit",
                 "cairn journey edit shoe-purchase touchpoints/tp_pay/label Pay"};
  Json changes;
  if (given.file.empty()) {
    changes = change_of(given);
  } else {
    CAIRN_TRY(changes, read_json(given.file));
  }
  CAIRN_TRY(auto workspace, context.writing());
  auto request = call_of("edit", given);
  request["base"] = given.base;
  if (given.base == 0) {
    CAIRN_TRY(auto head, kept(*workspace, given));
    request["base"] = head["head"];
  }
  request["changes"] = std::move(changes);
  CAIRN_TRY(auto made, workspace->journeys(request));
  if (made.contains("error")) {
    for (const auto& each : made["conflicts"])
      fmt::print(stderr, "{}: {} made it {} in revision {}\n", each["path"].dump(), text_at(each, "author"),
                 shorten(each["theirs"].dump(), 60), each["revision"].get<std::int64_t>());
    const auto& error = made["error"];
    return Error{ErrorCode::conflict, text_at(error, "message"), text_at(error, "where"), text_at(error, "hint")};
  }
  fmt::print("{} is at revision {}\n", given.id, made["revision"].get<std::int64_t>());
  return {};
}

Result<void> history(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, workspace->journeys(Json{{"do", "revisions"}, {"id", given.id}}));
  if (format == Format::json) return write_output("", found.dump(2) + "\n");
  for (const auto& each : found["revisions"])
    fmt::print("{:>4}  {}  {} {:>4} changes  {}{}\n", each["revision"].get<std::int64_t>(), day(each),
               fit(text_at(each, "status"), 9), each["changes"].get<std::int64_t>(), text_at(each, "author"),
               text_at(each, "note").empty() ? "" : ": " + text_at(each, "note"));
  return {};
}

Result<void> changes(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(auto workspace, context.reading());
  Json request{{"do", "changes"}, {"id", given.id}};
  if (given.from > 0) request["from"] = given.from;
  if (given.to > 0) request["to"] = given.to;
  CAIRN_TRY(auto found, workspace->journeys(request));
  if (format == Format::json) return write_output("", found.dump(2) + "\n");
  fmt::print("{} → {}\n", found["from"].get<std::int64_t>(), found["to"].get<std::int64_t>());
  for (const auto& each : found["changes"]) fmt::print("  {}\n", Label::from(each["text"]).in(language));
  return {};
}

Result<void> derive(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto workspace, context.writing());
  auto request = call_of("derive", given);
  request["basis"] = given.basis;
  if (!given.title.empty()) request["title"] = given.title;
  CAIRN_TRY(auto made, workspace->journeys(request));
  fmt::print("kept as {}\n", text_at(made, "id"));
  return {};
}

/// What makes another revision: status, revert, archive, restore.
Result<void> next(const Context& context, const char* what, const JourneyArguments& given) {
  CAIRN_TRY(auto workspace, context.writing());
  auto request = call_of(what, given);
  if (!given.status.empty()) request["status"] = given.status;
  if (given.revision > 0) request["revision"] = given.revision;
  CAIRN_TRY(auto made, workspace->journeys(request));
  fmt::print("{} is at revision {}, {}\n", given.id, made["revision"].get<std::int64_t>(), text_at(made, "status"));
  return {};
}

Result<void> write_out(const Context& context, const JourneyArguments& given) {
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto found, kept(*workspace, given));
  if (given.to_format == "json") return write_output(given.output, found["document"].dump(2) + "\n");
  CAIRN_TRY(auto language, language_or_default(given.language));
  if (given.to_format == "csv") return write_output(given.output, map::journey_csv(found["document"], language));
  api::RenderRequest request;
  request.map = found["document"];
  request.map_name = given.id;
  request.language = language;
  CAIRN_TRY(request.format, api::parse_map_format(given.to_format));
  CAIRN_TRY(auto picture, workspace->render(request));
  return write_output(given.output, picture);
}

using Given = std::shared_ptr<JourneyArguments>;
using Run = std::function<Result<void>(const Context&, const JourneyArguments&)>;

CLI::App* add_part(CLI::App& journey, Context& context, const Given& given, const char* name, const char* what,
                   const Run& run) {
  auto* part = journey.add_subcommand(name, what);
  part->callback([&context, given, run] { context.action = [&context, given, run] { return run(context, *given); }; });
  return part;
}
void add_id(CLI::App& part, const Given& given) { part.add_option("ID", given->id, "which journey")->required(); }
void add_said(CLI::App& part, const Given& given) {
  part.add_option("--author", given->author, "who writes (default: the user of this machine)");
  part.add_option("--note", given->note, "why, for the history");
}
void add_format(CLI::App& part, const Given& given) {
  part.add_option("--format", given->format, "table or json")->capture_default_str();
}
void add_language(CLI::App& part, const Given& given) {
  part.add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
}

void add_reading(CLI::App& journey, Context& context, const Given& given) {
  auto* part = add_part(journey, context, given, "list", "the journeys that are kept", list);
  part->add_flag("--archived", given->archived, "those that were put away");
  add_language(*part, given);
  add_format(*part, given);
  part = add_part(journey, context, given, "show", "draw one with the numbers of this workspace", show);
  add_id(*part, given);
  part->add_option("--revision", given->revision, "as it was then")->check(CLI::PositiveNumber);
  add_language(*part, given);
  part = add_part(journey, context, given, "history", "who changed it when, and why", history);
  add_id(*part, given);
  add_format(*part, given);
  part = add_part(journey, context, given, "changes", "what differs between two revisions, in words", changes);
  add_id(*part, given);
  part->add_option("--from", given->from, "a revision (default: the one before)")->check(CLI::PositiveNumber);
  part->add_option("--to", given->to, "a revision (default: the newest)")->check(CLI::PositiveNumber);
  add_language(*part, given);
  add_format(*part, given);
  part = add_part(journey, context, given, "export", "write it to a file: its document, a table, a diagram, a picture",
                  write_out);
  add_id(*part, given);
  part->add_option("--to", given->to_format, "json, csv (one row a touchpoint), or as 'cairn map render' has it")
      ->capture_default_str();
  add_language(*part, given);
  part->add_option("--revision", given->revision, "as it was then")->check(CLI::PositiveNumber);
  part->add_option("-o,--output", given->output, "the file to write (default: standard output)")->type_name("FILE");
}

void add_writing(CLI::App& journey, Context& context, const Given& given) {
  auto* part = add_part(journey, context, given, "add", "keep a map of a file in the workspace", add);
  part->add_option(
          "FILE", given->file,
          "a journey document, a CSV or XLSX with one row a touchpoint, or a Mermaid journey; - is standard input")
      ->required();
  part->add_option("--title", given->title, "of a table or a diagram (default: the file's name)");
  add_said(*part, given);
  part = add_part(journey, context, given, "edit", "change a place of a journey by the ids on the way", edit);
  add_id(*part, given);
  part->add_option("PATH", given->path, "such as touchpoints/tp_pay/label");
  part->add_option("VALUE", given->value, "JSON, or else a text");
  part->add_flag("--remove", given->remove, "take away what is there");
  part->add_option("--file", given->file, "changes as JSON: [{\"path\": […], \"value\": …}]; - is standard input");
  part->add_option("--base", given->base, "the revision that the changes were made on (default: the newest)")
      ->check(CLI::PositiveNumber);
  add_said(*part, given);
  part = add_part(journey, context, given, "derive", "another journey, as it is wanted, with the same ids", derive);
  add_id(*part, given);
  part->add_option("--basis", given->basis, "to-be or as-is")->default_str("to-be");
  given->basis = "to-be";
  part->add_option("--title", given->title, "its title");
  add_said(*part, given);
  part = add_part(journey, context, given, "status", "say how far it is agreed",
                  [](const Context& open, const JourneyArguments& all) { return next(open, "status", all); });
  add_id(*part, given);
  part->add_option("STATUS", given->status, "draft, in-review, approved, published or archived")->required();
  add_said(*part, given);
  part = add_part(journey, context, given, "revert", "a new revision that is equal to an old one",
                  [](const Context& open, const JourneyArguments& all) { return next(open, "revert", all); });
  add_id(*part, given);
  part->add_option("REVISION", given->revision, "which one")->required()->check(CLI::PositiveNumber);
  add_said(*part, given);
  part = add_part(journey, context, given, "restore", "take out again what was archived",
                  [](const Context& open, const JourneyArguments& all) { return next(open, "restore", all); });
  add_id(*part, given);
  add_said(*part, given);
}

}  // namespace

void add_journey(CLI::App& app, Context& context) {
  auto* journey = app.add_subcommand("journey", "the journeys that this workspace keeps, with their revisions");
  journey->require_subcommand(1);
  journey->footer(
      "Examples:\n"
      "    cairn journey list\n"
      "    cairn journey edit shoe-purchase touchpoints/tp_pay/label \"Pay at the till\" --note \"as on the receipt\"\n"
      "    cairn journey changes shoe-purchase\n"
      "    cairn journey derive shoe-purchase --title \"Shoes in 2027\"");
  auto given = std::make_shared<JourneyArguments>();
  add_reading(*journey, context, given);
  add_writing(*journey, context, given);
}

}  // namespace cairn::cli
