// cairn marker: the days on which something was changed, and what was measured before and after.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"

namespace cairn::cli {
namespace {

struct MarkerArguments {
  std::string id, date, label, note, touchpoint, what, element, from, to, where, within, untouched, journey, language;
  double cost = 0;
  int days = 0;
  bool has_cost = false, randomised = false, json = false;
  CaseOptions cases;

  /// The measure that the options name; null: none.
  Result<Json> measure() const {
    if (what.empty() && element.empty() && from.empty() && to.empty() && where.empty() && within.empty()) return Json();
    Json measure{{"what", what.empty() ? "conversion" : what}};
    for (const auto& [name, value] :
         {std::pair{"element", &element}, {"from", &from}, {"to", &to}, {"where", &where}, {"within", &within}})
      if (!value->empty()) measure[name] = *value;
    if (cases.given()) {
      CAIRN_TRY(measure["case"], cases.document());
    }
    return measure;
  }
};

Result<Json> markers_of(api::Workspace& workspace) {
  CAIRN_TRY(auto kept, workspace.markers(Json{{"do", "list"}}));
  return kept["markers"];
}

Result<void> set_markers(api::Workspace& workspace, const Json& markers) {
  CAIRN_TRY_VOID(workspace.markers(Json{{"do", "set"}, {"document", {{"markers", markers}}}}));
  return {};
}

Result<void> list(const Context& context, const MarkerArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto markers, markers_of(*workspace));
  if (given.json) {
    fmt::print("{}\n", Json{{"markers", markers}}.dump(2));
    return {};
  }
  if (markers.empty())
    fmt::print("nothing is marked yet; for example: cairn marker add 2026-04-13 \"Three steps instead of five\"\n");
  std::stable_sort(markers.begin(), markers.end(),
                   [](const Json& one, const Json& other) { return one["date"] < other["date"]; });
  for (const auto& each : markers)
    fmt::print("{}  {:<20} {}{}\n", each["date"].get<std::string>(), each["id"].get<std::string>(),
               Label::from(each["label"]).in(language),
               each.contains("cost") ? "  (" + cell_for_people(each["cost"], "number") + ")" : "");
  return {};
}

/// mk_1, mk_2 …
std::string free_id(const Json& markers) {
  for (int number = 1;; ++number) {
    const auto id = fmt::format("mk_{}", number);
    if (std::none_of(markers.begin(), markers.end(), [&](const Json& each) { return each["id"] == id; })) return id;
  }
}

Result<void> add(const Context& context, const MarkerArguments& given) {
  CAIRN_TRY(auto measure, given.measure());
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto markers, markers_of(*workspace));
  Json marker{{"id", given.id.empty() ? free_id(markers) : given.id}, {"date", given.date}, {"label", given.label}};
  for (const auto& [name, value] :
       {std::pair{"note", &given.note}, {"touchpoint", &given.touchpoint}, {"untouched", &given.untouched}})
    if (!value->empty()) marker[name] = *value;
  if (given.has_cost) marker["cost"] = given.cost;
  if (given.days > 0) marker["days"] = given.days;
  if (given.randomised) marker["randomised"] = true;
  if (!measure.is_null()) marker["measure"] = measure;
  const auto id = marker["id"].get<std::string>();
  markers.push_back(std::move(marker));
  CAIRN_TRY_VOID(set_markers(*workspace, markers));
  fmt::print("{} marks {}\n", id, given.date);
  return {};
}

Result<void> remove(const Context& context, const MarkerArguments& given) {
  CAIRN_TRY(auto workspace, context.writing());
  CAIRN_TRY(auto markers, markers_of(*workspace));
  std::vector<std::string> known;
  for (const auto& each : markers) known.push_back(each["id"].get<std::string>());
  auto at = std::find(known.begin(), known.end(), given.id);
  if (at == known.end())
    return Error{ErrorCode::not_found, "there is no marker '" + given.id + "'", "marker", suggest(given.id, known)};
  const auto was = markers[static_cast<std::size_t>(at - known.begin())].dump();
  markers.erase(markers.begin() + (at - known.begin()));
  CAIRN_TRY_VOID(set_markers(*workspace, markers));
  fmt::print("{} is gone; it was {}\n", given.id, was);
  return {};
}

void print_lines(const std::string& text, const char* indent) {
  for (const auto& line : wrap(text, 76)) fmt::print("{}{}\n", indent, line);
}

void print_effect(const Json& effect, Language language) {
  auto say = [&](const Json& holder, const char* indent) {
    if (auto text = Label::from(holder).in(language); !text.empty()) print_lines(text, indent);
  };
  say(effect["sentence"], "");
  for (const char* beside : {"untouched", "last_year"}) {
    if (!effect.contains(beside) || effect["wording"] == "effect") continue;  // an effect needs no others
    say(effect[beside]["sentence"], "  ");
    say(effect[beside]["beyond"]["sentence"], "    ");
  }
  for (const auto& warning : effect["warnings"]) say(warning, "! ");
}

Result<void> show_effect(const Context& context, const MarkerArguments& given) {
  CAIRN_TRY(auto language, language_or_default(given.language));
  CAIRN_TRY(auto measure, given.measure());
  CAIRN_TRY(auto workspace, context.reading());
  Json request{{"do", "effect"}, {"marker", given.id}};
  if (!measure.is_null()) request["measure"] = measure;
  if (!given.untouched.empty()) request["untouched"] = given.untouched;
  if (given.days > 0) request["days"] = given.days;
  if (!given.journey.empty()) request["journey"] = given.journey;
  CAIRN_TRY(auto effect, workspace->markers(request));
  if (given.json)
    fmt::print("{}\n", effect.dump(2));
  else
    print_effect(effect, language);
  return {};
}

void add_measure_options(CLI::App& command, MarkerArguments& given) {
  command
      .add_option("--what", given.what, "conversion (default), duration, amount; with --element share, score, volume")
      ->type_name("MEASURE");
  command.add_option("--from", given.from, "which events start it, e.g. \"event = checkout_start\"")
      ->type_name("PREDICATE");
  command.add_option("--to", given.to, "which events end it, e.g. \"event = order_paid\"")->type_name("PREDICATE");
  command.add_option("--where", given.where, "which starts the change is about, e.g. \"channel = web\"")
      ->type_name("PREDICATE");
  command.add_option("--within", given.within, "how long after the start the end may come (default 7d)")
      ->type_name("DURATION");
  command.add_option("--element", given.element, "a stage or touchpoint of a journey instead")->type_name("ID");
  command
      .add_option("--untouched", given.untouched, "who did not get the change: a predicate of starts, or of customers")
      ->type_name("PREDICATE");
  command.add_option("--days", given.days, "how many days before and after (default 28)")->check(CLI::Range(1, 365));
  given.cases.add_to(command);
}

}  // namespace

void add_marker(CLI::App& app, Context& context) {
  auto given = std::make_shared<MarkerArguments>();
  auto* command =
      app.add_subcommand("marker", "days on which something was changed: what was measured before and after");
  command->footer(
      "What is seen before and after is a difference; that it is the effect of the change only chance can show.\n\n"
      "Examples:\n"
      "  cairn marker list\n"
      "  cairn marker effect mk_checkout\n"
      "  cairn marker effect mk_checkout --days 56 --untouched \"channel = app\"\n"
      "  cairn marker add 2026-05-11 \"A new home page of the app\" --id mk_home --from \"event = checkout_start\"\n"
      "      --where \"channel = app\" --to \"event = order_paid\" --case object:order_id\n"
      "  cairn marker remove mk_home");
  command->require_subcommand(1);
  auto run = [&context, given](Result<void> (*action)(const Context&, const MarkerArguments&)) {
    return
        [&context, given, action] { context.action = [&context, given, action] { return action(context, *given); }; };
  };
  auto* listing = command->add_subcommand("list", "all of them, by day");
  auto* adding = command->add_subcommand("add", "mark a day");
  auto* removing = command->add_subcommand("remove", "take a marker away");
  auto* effect = command->add_subcommand("effect", "what was measured before and after");
  listing->callback(run(list));
  adding->callback(run(add));
  removing->callback(run(remove));
  effect->callback(run(show_effect));
  adding->add_option("DATE", given->date, "such as 2026-04-13")->required();
  adding->add_option("LABEL", given->label, "what was changed")->required();
  adding->add_option("--id", given->id, "its name (default: mk_1, mk_2 …)");
  adding->add_option("--note", given->note, "more about it");
  adding->add_option("--touchpoint", given->touchpoint, "where: the id of a touchpoint");
  adding->add_option("--cost", given->cost, "what it cost")->each([given](const std::string&) {
    given->has_cost = true;
  });
  adding->add_flag("--randomised", given->randomised, "chance said who got it: the difference is an effect");
  for (auto* each : {removing, effect}) each->add_option("ID", given->id, "as in the list")->required();
  for (auto* each : {adding, effect}) add_measure_options(*each, *given);
  effect->add_option("--journey", given->journey, "the kept journey that --element is of")->type_name("ID");
  for (auto* each : {listing, effect}) {
    each->add_flag("--json", given->json, "as JSON");
    each->add_option("--lang", given->language, "zh-Hans, zh-Hant or en (default: the environment's)");
  }
}

}  // namespace cairn::cli
