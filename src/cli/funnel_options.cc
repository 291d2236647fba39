#include "cli/funnel_options.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace cairn::cli {
namespace {

std::optional<int> whole(std::string_view text) {
  int number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

/// "1-3"
std::optional<std::pair<int, int>> range_of(std::string_view text) {
  auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  auto from = whole(text.substr(0, dash)), to = whole(text.substr(dash + 1));
  if (!from || !to) return std::nullopt;
  return std::pair(*from, *to);
}

/// An event, or a predicate, and perhaps the steps between which it must not come.
Json exclusion_of(const std::string& text) {
  auto colon = text.rfind(':');
  auto range = colon == std::string::npos ? std::nullopt : range_of(std::string_view(text).substr(colon + 1));
  Json exclusion{{"element", range ? text.substr(0, colon) : text}};
  if (range) {
    exclusion["from"] = range->first;
    exclusion["to"] = range->second;
  }
  return exclusion;
}

Result<void> mark_step(Json& question, int step, const char* flag, const char* option) {
  auto steps = static_cast<int>(question.value("steps", Json::array()).size());
  if (step < 1 || step > steps)
    return Error{ErrorCode::usage, fmt::format("step {} is not there; expected 1 to {}", step, steps), option,
                 "steps are numbered from 1, as in the answer"};
  Json& marked = question["steps"][static_cast<std::size_t>(step - 1)];
  if (!marked.is_object()) marked = Json{{"step", marked}};
  marked[flag] = true;
  return {};
}

}  // namespace

void FunnelOptions::add_to(CLI::App& command) {
  const char* group = "Funnel";
  command.add_option("--order", order, "ordered (default), strict (nothing between two steps) or unordered")
      ->group(group);
  command.add_option("--optional", optional, "steps that may be left out, e.g. 2,3")
      ->delimiter(',')
      ->type_name("STEP")
      ->group(group);
  command.add_option("--first-time", first_time, "steps that only a customer's first such event ever can be, e.g. 1")
      ->delimiter(',')
      ->type_name("STEP")
      ->group(group);
  command.add_option("--attribution", attribution, "with --by: first (default), last, all, or the number of a step")
      ->group(group);
  command.add_option("--convert", convert, "the times from one step to another, e.g. 1-3")
      ->type_name("FROM-TO")
      ->group(group);
  command.add_flag("--correlate", correlate, "which events go with conversion")->group(group);
  command
      .add_option("--correlate-by", correlate_by,
                  "which values of these properties go with conversion, and which events")
      ->delimiter(',')
      ->type_name("PROPERTY")
      ->group(group);
}

Result<void> FunnelOptions::apply(Json& question) const {
  if (!order.empty()) question["order"] = order;
  for (const auto& each : exclude) question["exclusions"].push_back(exclusion_of(each));
  for (int step : optional) CAIRN_TRY_VOID(mark_step(question, step, "optional", "--optional"));
  for (int step : first_time) CAIRN_TRY_VOID(mark_step(question, step, "first_time", "--first-time"));
  if (auto step = whole(attribution))
    question["attribution"] = {{"step", *step}};
  else if (!attribution.empty())
    question["attribution"] = attribution;
  if (!convert.empty()) {
    auto range = range_of(convert);
    if (!range)
      return Error{ErrorCode::usage, fmt::format("expected FROM-TO, found '{}'", convert), "--convert",
                   "for example --convert 1-3"};
    question["convert"] = {{"from", range->first}, {"to", range->second}};
  }
  if (correlate) question["correlate"] = true;
  if (!correlate_by.empty()) question["correlate"] = {{"properties", correlate_by}};
  return {};
}

}  // namespace cairn::cli
