#include "journey/funnel_spec.h"

#include <fmt/format.h>

#include "base/text.h"

namespace cairn::journey {
namespace {

Error wrong(const std::string& where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

bool flag(const Json& step, const char* name) { return step.is_object() && step.value(name, false); }

Result<int> step_number(const Json& json, const std::string& where, int steps) {
  int step = json.get<int>();
  if (step < 1 || step > steps)
    return wrong(where, fmt::format("step {} is not there; expected 1 to {}", step, steps),
                 "steps are numbered from 1, as in the answer");
  return step;
}

Result<void> read_order(const Json& question, FunnelSpec& spec) {
  auto order = question.value("order", "ordered");
  if (order == "strict") spec.order = FunnelOrder::strict;
  if (order == "unordered") spec.order = FunnelOrder::unordered;
  for (std::size_t i = 0; i < question["steps"].size(); ++i) {
    const Json& step = question["steps"][i];
    if (flag(step, "optional")) spec.optional |= Matches{1} << i;
    if (flag(step, "first_time")) spec.first_time |= Matches{1} << i;
  }
  if (spec.optional & 1)
    return wrong("question.steps[0].optional", "the first step cannot be optional: it says who enters the funnel");
  if (spec.optional != 0 && spec.order == FunnelOrder::unordered)
    return wrong("question.order", "a funnel without order cannot have optional steps: every step counts one",
                 "leave 'optional' out, or ask with \"order\":\"ordered\"");
  return {};
}

/// {"event":"x"} alone means the same as "x".
Json plain(const Json& element) {
  bool named = element.is_object() && element.size() == 1 && element.contains("event") && element["event"].is_string();
  return named ? element["event"] : element;
}

Result<void> read_exclusions(const Asked& asked, FunnelSpec& spec) {
  const Json& question = asked.question;
  if (!question.contains("exclusions") || question["exclusions"].empty()) return {};
  int steps = spec.count();
  std::vector<std::pair<Json, std::string>> wanted;
  for (const auto& exclusion : question["exclusions"]) {
    auto where = fmt::format("question.exclusions[{}]", wanted.size());
    int from = 1, to = steps;
    if (exclusion.contains("from")) {
      CAIRN_TRY(from, step_number(exclusion["from"], where + ".from", steps));
    }
    if (exclusion.contains("to")) {
      CAIRN_TRY(to, step_number(exclusion["to"], where + ".to", steps));
    }
    if (from >= to)
      return wrong(where,
                   fmt::format("an exclusion lies between two steps: 'from' ({}) must be before 'to' ({})", from, to),
                   steps == 1 ? "a funnel of one step has nothing to exclude from" : "for example \"from\":1,\"to\":2");
    if (spec.order == FunnelOrder::unordered && (from != 1 || to != steps))
      return wrong(where, fmt::format("without order there is no 'between step {} and step {}'", from, to),
                   "leave 'from' and 'to' out: the exclusion then holds for the whole funnel");
    auto element = element_of_exclusion(exclusion);
    for (std::size_t k = 0; k < question["steps"].size(); ++k)
      for (const auto& [step, place] : elements_of_step(question["steps"][k], ""))
        if (plain(step) == plain(element))
          return wrong(where, fmt::format("{} is step {} itself and cannot be excluded", element.dump(), k + 1),
                       "an event that is a step never excludes");
    Matches levels = 0;
    for (int k = from; k < to; ++k) levels |= Matches{1} << (k - 1);
    spec.barred.push_back(levels);
    wanted.emplace_back(std::move(element), where);
  }
  CAIRN_TRY(auto exclusions, Elements::make(asked, wanted));
  spec.exclusions = std::move(exclusions);
  return {};
}

Result<void> read_attribution(const Json& question, FunnelSpec& spec) {
  if (!question.contains("attribution")) return {};
  const Json& json = question["attribution"];
  if (!question.contains("by"))
    return wrong("question.attribution", "'attribution' says which value of 'by' a case has; 'by' is missing",
                 "for example \"by\":\"channel\"");
  if (!question["by"].is_string())
    return wrong("question.attribution",
                 "'attribution' says which event gives the value of 'by'; a value of the customer is the same at each",
                 "leave 'attribution' out, or break down by a property");
  if (json.is_string()) {
    if (json == "last") spec.attribution = Attribution::last;
    if (json == "all") spec.attribution = Attribution::all;
    return {};
  }
  spec.attribution = Attribution::step;
  CAIRN_TRY(spec.attribution_step, step_number(json["step"], "question.attribution.step", spec.count()));
  if (spec.order == FunnelOrder::unordered && spec.attribution_step != 1)
    return wrong("question.attribution.step", "without order only the first step can give the value",
                 "use {\"step\":1}, \"first\", \"last\" or \"all\"");
  return {};
}

Result<void> read_convert(const Json& question, FunnelSpec& spec) {
  if (!question.contains("convert")) return {};
  const Json& json = question["convert"];
  ConvertSpec convert{1, spec.count(), std::nullopt};
  if (json.contains("from")) {
    CAIRN_TRY(convert.from, step_number(json["from"], "question.convert.from", spec.count()));
  }
  if (json.contains("to")) {
    CAIRN_TRY(convert.to, step_number(json["to"], "question.convert.to", spec.count()));
  }
  if (convert.from >= convert.to)
    return wrong("question.convert",
                 fmt::format("the time from step {} to step {}: 'from' must be before 'to'", convert.from, convert.to));
  if (json.contains("bins")) convert.bins = json["bins"].get<std::uint64_t>();
  spec.convert = convert;
  return {};
}

Result<void> read_correlate(const Asked& asked, FunnelSpec& spec) {
  if (!asked.question.contains("correlate")) return {};
  const Json& json = asked.question["correlate"];
  if (asked.grouped())
    return wrong("question.correlate",
                 "what goes with conversion is asked of all cases; with 'by' it has no one answer",
                 "leave 'by' out, and look at one group with 'who' or 'where'");
  if (json.is_boolean()) {
    if (json.get<bool>()) spec.correlate = CorrelateSpec{};
    return {};
  }
  CorrelateSpec correlate;
  correlate.events = json.value("events", true);
  auto known = asked.index.columns().names();
  for (const auto& name : json.value("properties", Json::array())) {
    correlate.properties.push_back(name.get<std::string>());
    if (std::find(known.begin(), known.end(), correlate.properties.back()) == known.end())
      return Error{ErrorCode::not_found, fmt::format("no property is named '{}'", correlate.properties.back()),
                   fmt::format("question.correlate.properties[{}]", correlate.properties.size() - 1),
                   suggest(correlate.properties.back(), known)};
  }
  spec.correlate = std::move(correlate);
  return {};
}

}  // namespace

AnyOf elements_of_step(const Json& step, const std::string& where) {
  if (!step.is_object()) return {{step, where}};
  if (step.contains("step")) return elements_of_step(step["step"], where + ".step");
  Json bare = step;
  bare.erase("optional");
  bare.erase("first_time");
  if (bare.size() != 1 || !bare.contains("any") || !bare["any"].is_array()) return {{bare, where}};
  AnyOf any;
  for (const auto& each : bare["any"]) any.emplace_back(each, fmt::format("{}.any[{}]", where, any.size()));
  return any;
}

Json element_of_exclusion(const Json& exclusion) {
  if (!exclusion.is_object()) return exclusion;
  if (exclusion.contains("element")) return exclusion["element"];
  Json element = exclusion;
  element.erase("from");
  element.erase("to");
  return element;
}

int FunnelSpec::goal() const {
  int step = count();
  while (is_optional(step)) --step;
  return step;
}

int FunnelSpec::required_before(int step) const {
  for (--step; step > 1 && is_optional(step);) --step;
  return std::max(step, 1);
}

std::string FunnelSpec::row_name(int step) const {
  if (order != FunnelOrder::unordered) return steps.name(static_cast<std::size_t>(step - 1));
  return fmt::format("completed {} step{}", step, step == 1 ? "" : "s");
}

Result<FunnelSpec> FunnelSpec::make(const Asked& asked) {
  const Json& question = asked.question;
  std::vector<AnyOf> wanted;
  for (const auto& step : question["steps"])
    wanted.push_back(elements_of_step(step, fmt::format("question.steps[{}]", wanted.size())));
  FunnelSpec spec;
  CAIRN_TRY(spec.steps, Elements::make_any(asked, wanted));
  CAIRN_TRY_VOID(read_order(question, spec));
  if (question.contains("window")) {
    CAIRN_TRY(auto window, parse_duration(question["window"].get<std::string>(), "question.window"));
    if (window.ms < 0) return wrong("question.window", "a window cannot be negative");
    spec.window_ms = window.ms;
  }
  CAIRN_TRY_VOID(read_exclusions(asked, spec));
  CAIRN_TRY_VOID(read_attribution(question, spec));
  CAIRN_TRY_VOID(read_convert(question, spec));
  CAIRN_TRY_VOID(read_correlate(asked, spec));
  return spec;
}

}  // namespace cairn::journey
