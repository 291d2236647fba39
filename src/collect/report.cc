// The words and the JSON of import.h.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/import.h"

namespace cairn::collect {

std::string counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string guesses_as_text(const std::vector<Guess>& guesses) {
  std::string text;
  for (const auto& guess : guesses) {
    auto what = guess.column.empty() ? fmt::format("always '{}'", guess.value) : guess.column;
    text += fmt::format("  {} {} {}\n", fit(name_of(guess.role), 9), fit(what, 24), guess.why);
  }
  return text;
}

std::string reasons_as_text(const std::array<ReasonCount, reason_count>& reasons, std::string_view unit) {
  std::string text;
  for (std::size_t i = 0; i < reason_count; ++i) {
    const auto& count = reasons[i];
    if (count.rows == 0) continue;
    auto reason = static_cast<Reason>(i);
    text += fmt::format("  {:>9}  {}, first in {} {}: {}\n", count.rows, describe(reason), unit, count.first_line,
                        count.first_found);
  }
  return text;
}

std::string widenings_as_text(const std::vector<Widening>& widenings, std::string_view unit) {
  std::string text;
  for (const auto& w : widenings)
    text += fmt::format("note: {} of '{}' not read as {} but kept as {}, first in {} {}: {}\n",
                        counted(w.cells, "value"), w.column, w.from, w.to, unit, w.line, w.example);
  return text;
}

Json reasons_as_json(const std::array<ReasonCount, reason_count>& reasons) {
  Json json = Json::array();
  for (std::size_t i = 0; i < reason_count; ++i) {
    const auto& count = reasons[i];
    if (count.rows == 0) continue;
    auto reason = static_cast<Reason>(i);
    json.push_back({{"reason", name_of(reason)},
                    {"rows", count.rows},
                    {"first_line", count.first_line},
                    {"found", count.first_found}});
  }
  return json;
}

Json to_json(const Guess& guess) {
  Json json = {{"role", name_of(guess.role)}};
  if (!guess.column.empty()) json["column"] = guess.column;
  if (!guess.value.empty()) json["value"] = guess.value;
  json["why"] = guess.why;
  json["by_option"] = guess.by_option;
  return json;
}

Json to_json(const Widening& widening) {
  return {{"column", widening.column}, {"from", widening.from}, {"to", widening.to},
          {"cells", widening.cells},   {"line", widening.line}, {"example", widening.example}};
}

std::string ImportReport::text() const {
  std::string text = fmt::format("{}: {} read, {}", file, counted(rows, "row"), counted(events, "event"));
  if (quarantined > 0) text += fmt::format(", {} set aside", counted(quarantined, "row"));
  text += '\n';
  if (mostly_refused())
    text += fmt::format(
        "WARNING: {} of {} rows could not be used. The columns were probably misunderstood: look at them with "
        "--dry-run\n"
        "         and name the right ones (--customer, --event-column, --time, --time-format).\n",
        quarantined, rows);
  for (const auto& note : notes) text += fmt::format("  {}\n", note);
  if (events > 0) text += fmt::format("  from {} to {}\n", format_time(first), format_time(last));
  text += guesses_as_text(guesses);
  if (quarantined > 0) {
    text += fmt::format("set aside{}:\n", quarantine_file.empty() ? "" : " in " + quarantine_file);
    text += reasons_as_text(reasons, unit);
  }
  text += widenings_as_text(widenings, unit);
  for (const auto& warning : warnings) text += fmt::format("note: {}\n", warning);
  return text;
}

Json ImportReport::json() const {
  Json json = {{"file", file}, {"format", format}, {"source", source},
               {"rows", rows}, {"events", events}, {"quarantined", quarantined}};
  if (!quarantine_file.empty()) json["quarantine_file"] = quarantine_file;
  json["mostly_refused"] = mostly_refused();
  if (events > 0) json["first"] = format_time(first), json["last"] = format_time(last);
  json["reasons"] = reasons_as_json(reasons);
  json["columns"] = Json::array();
  for (const auto& guess : guesses) json["columns"].push_back(to_json(guess));
  json["widenings"] = Json::array();
  for (const auto& widening : widenings) json["widenings"].push_back(to_json(widening));
  json["notes"] = notes;
  json["warnings"] = warnings;
  return json;
}

}  // namespace cairn::collect
