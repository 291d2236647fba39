// cairn ask KIND|FILE …: options to a question document, the answer to a table, JSON or CSV.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <utility>

#include "base/file.h"
#include "base/machine.h"
#include "base/text.h"
#include "cli/calendar_options.h"
#include "cli/command.h"
#include "cli/funnel_options.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/path_options.h"
#include "cli/progress.h"
#include "event/by_text.h"
#include "event/predicate.h"
#include "journey/question.h"

namespace cairn::cli {
namespace {

struct AskArguments {
  std::string kind;
  std::vector<std::string> elements;  ///< funnel: steps; timing: from, to; retention: start, return; lifecycle: event
  CaseOptions cases;
  PathOptions paths;
  CalendarOptions calendar;
  FunnelOptions funnel;
  std::string from, to, period, where, who, segment, by, level, map, window, customer, of, timezone, mode, trend,
      detours_by;
  std::vector<std::string> at, set, measures;
  long limit = -1, offset = -1;
  std::string format = "table", output;
  bool print_question = false, complete = false, last_year = false;
  std::string time_limit, memory_limit;
  int threads = 0;
};

/// KEY=VALUE, the value as JSON where it is JSON and as text elsewhere.
Result<void> put(Json& object, const std::string& assignment, const char* option) {
  auto equal = assignment.find('=');
  if (equal == std::string::npos || equal == 0)
    return Error{ErrorCode::usage, fmt::format("expected KEY=VALUE, found '{}'", assignment), option,
                 "for example --at step=2"};
  auto text = assignment.substr(equal + 1);
  auto value = parse_json(text, option);
  object[assignment.substr(0, equal)] = value ? *std::move(value) : Json(text);
  return {};
}

void add_elements(Json& question, const std::string& kind, const std::vector<std::string>& elements) {
  static const std::map<std::string, std::vector<const char*>> parts{
      {"timing", {"from", "to"}}, {"retention", {"start", "return"}}, {"lifecycle", {"event"}}};
  if (auto named = parts.find(kind); named != parts.end()) {
    for (std::size_t i = 0; i < std::min(elements.size(), named->second.size()); ++i)
      question[named->second[i]] = element_of(elements[i]);
  } else if (kind == "conformance") {
    for (const auto& each : elements) question["model"].push_back(element_of(each));
  } else {
    for (const auto& each : elements) question["steps"].push_back(element_of(each));
  }
}

bool is_file(const std::string& name) {
  return name == "-" || name.ends_with(".json") ||
         (name.find('/') != std::string::npos && std::filesystem::exists(name));
}

Result<Json> named_question(const std::string& name, const std::vector<std::string>& elements) {
  if (name.starts_with('{')) return parse_json(name, "the question");
  if (is_file(name)) return read_json(name);
  Json question{{"kind", name == "step-matrix" ? "step_matrix" : name}};
  if (name == "conformance" && elements.size() == 1 && is_file(elements.front())) {
    CAIRN_TRY(auto document, read_json(elements.front()));
    if (document.is_object() && document.contains("kind")) return document;
    bool map = document.is_object() && document.contains("stages");
    question[map ? "map" : "model"] = std::move(document);
    return question;
  }
  add_elements(question, name, elements);
  return question;
}

Result<Json> question_of(const AskArguments& given) {
  bool people = given.kind == "customers" && !given.of.empty();
  // The options shape the inner question when people behind an answer are asked for.
  CAIRN_TRY(Json question, named_question(people ? given.of : given.kind, given.elements));
  if (!question.is_object())
    return Error{ErrorCode::invalid, "a question is an object; found " + question.dump(), given.kind, ""};
  CaseOptions cases = given.cases;
  // One option, two meanings: what paths leave out, and what must not come between the steps of a funnel.
  auto paths = given.paths;
  auto funnel = given.funnel;
  if (question.contains("kind") && question["kind"] == "funnel") funnel.exclude = std::exchange(paths.exclude, {});
  CAIRN_TRY_VOID(paths.apply(question, cases));
  given.calendar.apply(question, cases);
  if (cases.given()) {
    CAIRN_TRY(question["case"], cases.document());
  }
  if (!given.from.empty()) question["period"]["from"] = given.from;
  if (!given.to.empty()) question["period"]["to"] = given.to;
  if (!given.period.empty()) question["period"]["name"] = given.period;
  if (given.last_year) question["period"]["last_year"] = true;
  for (auto [key, value] : {std::pair("where", &given.where),
                            {"who", &given.who},
                            {"segment", &given.segment},
                            {"level", &given.level},
                            {"window", &given.window},
                            {"mode", &given.mode},
                            {"trend", &given.trend},
                            {"detours_by", &given.detours_by},
                            {"customer", &given.customer},
                            {"timezone", &given.timezone}})
    if (!value->empty()) question[key] = *value;
  if (!given.by.empty()) {
    CAIRN_TRY(question["by"], by_from_text(given.by));
  }
  if (!given.map.empty()) {
    CAIRN_TRY(question["map"], read_json(given.map));
    if (!question.contains("level")) question["level"] = "touchpoint";
  }
  if (given.complete) question["complete"] = true;
  if (!given.measures.empty()) question["measures"] = given.measures;
  CAIRN_TRY_VOID(funnel.apply(question));
  for (const auto& each : given.set) CAIRN_TRY_VOID(put(question, each, "--set"));
  Json* paged = &question;
  if (people) {
    Json outer{{"kind", "customers"}, {"of", question}, {"at", Json::object()}};
    for (const auto& each : given.at) CAIRN_TRY_VOID(put(outer["at"], each, "--at"));
    question = outer;
  } else if (!given.at.empty()) {
    return Error{ErrorCode::usage, "--at chooses a number of another answer", "--at",
                 "use it with `cairn ask customers --of KIND`"};
  }
  if (given.limit >= 0) (*paged)["limit"] = given.limit;
  if (given.offset >= 0) (*paged)["offset"] = given.offset;
  return question;
}

std::string help_of_kinds() {
  std::string text = "Kinds of question:\n";
  for (const auto& kind : journey::kinds()) text += fmt::format("  {:<12} {}\n", kind.name, kind.summary);
  return text +
         "\n`cairn ask KIND --explain` teaches one of them. A question can also be a document, in a file or "
         "in\nquotes: cairn ask question.json, cairn ask '{\"kind\":\"transitions\"}'";
}

Result<void> explain(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  std::vector<std::string> known;
  for (const auto& kind : journey::kinds()) {
    known.push_back(kind.name);
    if (kind.name != name) continue;
    fmt::print("{}: {}\n\n{}\n", kind.name, kind.summary, kind.help);
    return {};
  }
  return Error{ErrorCode::usage, "unknown kind of question '" + name + "'", "ask", suggest(name, known)};
}

Result<api::AskLimits> limits_of(const AskArguments& given) {
  api::AskLimits limits;
  limits.threads = given.threads;
  if (!given.time_limit.empty()) {
    CAIRN_TRY(limits.time, parse_duration(given.time_limit, "--time-limit"));
  }
  if (!given.memory_limit.empty()) {
    CAIRN_TRY(limits.memory_bytes, parse_bytes(given.memory_limit, "--memory-limit"));
    if (limits.memory_bytes == 0)
      return Error{ErrorCode::usage, "no memory at all is too little", "--memory-limit", "write 512MB or 4GB"};
  }
  return limits;
}

Result<Json> answer_of(api::Workspace& workspace, const Json& question, api::AskLimits limits) {
  Interrupt interrupt;
  limits.stop = &interrupt.flag();
  ProgressLine line("asking", std::chrono::seconds(1));
  return workspace.ask(question, limits, line.callback());
}

Result<void> ask(const Context& context, const AskArguments& given) {
  CAIRN_TRY(auto format, parse_format(given.format));
  CAIRN_TRY(auto question, question_of(given));
  if (given.print_question) {
    fmt::print("{}\n", question.dump(2));
    return {};
  }
  CAIRN_TRY(auto limits, limits_of(given));
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto answer, answer_of(*workspace, question, limits));
  print_answer(std::cout, answer, format);
  return {};
}

}  // namespace

Json element_of(const std::string& text) {
  if (text.find_first_of("=<>") != std::string::npos || text.find(" in (") != std::string::npos)
    if (auto predicate = parse_event_predicate(text)) return to_json(*predicate);
  return text;
}

void add_ask(CLI::App& app, Context& context) {
  auto given = std::make_shared<AskArguments>();
  auto explained = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("ask", "ask a question of the events: a table, JSON or CSV");
  command->footer(help_of_kinds());
  command->add_option("KIND", given->kind, "the kind of question, or a question document: FILE.json, - or '{…}'")
      ->required();
  command->add_option(
      "ELEMENT", given->elements,
      "funnel: its steps; timing: from and to; retention: start and return; lifecycle: event; conformance: "
      "the designed order, or FILE.json with a model or map. An event "
      "name, or a predicate in quotes");
  given->cases.add_to(*command);
  given->paths.add_to(*command);
  given->calendar.add_to(*command);
  command->add_option("--from", given->from, "first day or instant of the period")->type_name("TIME");
  command->add_option("--to", given->to, "end of the period, itself outside")->type_name("TIME");
  command->add_option("--period", given->period, "a period of the calendar: 双11-2025, 春节-2026 (`cairn calendar`)")
      ->type_name("NAME");
  command->add_flag("--last-year", given->last_year, "the same --period a year before");
  command->add_option("--where", given->where, "only such events: \"channel = app and amount >= 100\"")
      ->type_name("PREDICATE");
  command->add_option("--who", given->who, "only such cases: \"count(event = paid) >= 2\"")->type_name("PREDICATE");
  command
      ->add_option("--segment", given->segment,
                   "only such customers, by all that is recorded of them: \"sequence(cart then paid within 7d)\"")
      ->type_name("PREDICATE");
  command
      ->add_option("--by", given->by,
                   "break down by a property, or by what is known of the customer: \"last(city)\", trait.city, "
                   "\"segments(vip, new)\"")
      ->type_name("PROPERTY");
  command->add_option("--level", given->level, "event (default), touchpoint or stage of --map");
  command->add_option("--map", given->map, "the journey map for levels touchpoint and stage")->type_name("FILE");
  command->add_option("--window", given->window, "how long it may take from the first step or event (default: any)")
      ->type_name("DURATION");
  command->add_option("--mode", given->mode, "timing: first or each; retention: recurring (default) or first_time");
  command->add_option("--trend", given->trend, "timing: a row for every day, week or month");
  command->add_flag("--complete", given->complete, "conformance: every case is over, what has not come is missing");
  command->add_option("--detours-by", given->detours_by, "conformance: rank detours by customers or by time");
  command->add_option("--measures", given->measures, "transitions, paths: only these, e.g. count,mean_gap")
      ->delimiter(',');
  given->funnel.add_to(*command);
  command->add_option("--of", given->of, "customers: the question whose people are wanted (KIND or FILE.json)");
  command
      ->add_option(
          "--at", given->at,
          "customers: which of its numbers, e.g. --at from=cart --at to=payment_done, --at step=2 --at state=dropped")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--customer", given->customer, "customers: the timeline of this one");
  command->add_option("--timezone", given->timezone,
                      "of days, weeks and months (default: the workspace's, see `cairn settings`)");
  command->add_option("--limit", given->limit, "rows at most (conformance: detours)");
  command->add_option("--offset", given->offset, "customers: rows to pass over");
  command->add_option("--set", given->set, "any other field of the question document")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->add_option("--time-limit", given->time_limit, "give up after this long, e.g. 30s (default: never)")
      ->type_name("DURATION");
  command
      ->add_option("--memory-limit", given->memory_limit,
                   "give up when it takes more memory than this, e.g. 4GB (default: 80 % of the machine's)")
      ->type_name("SIZE");
  command->add_option("--threads", given->threads, "how many at once (default: all cores)")->check(CLI::Range(0, 1024));
  command->add_option("--format", given->format, "table, json or csv")->capture_default_str();
  command->add_flag("--print-question", given->print_question, "print the question document and stop");
  command->add_flag("--explain", *explained, "explain this kind of question, with examples, and stop");
  command->callback([&context, given, explained] {
    context.action = [&context, given, explained] { return *explained ? explain(given->kind) : ask(context, *given); };
  });
}

}  // namespace cairn::cli
