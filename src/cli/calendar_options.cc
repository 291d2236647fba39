#include "cli/calendar_options.h"

namespace cairn::cli {

void CalendarOptions::add_to(CLI::App& command) {
  command.add_option("--return", returned, "retention: the event that is a return (default: any)")->type_name("EVENT");
  command.add_option("--interval", interval, "retention, lifecycle: day, week (default) or month");
  command.add_option("--week-start", week_start, "retention, lifecycle: monday (default) or sunday");
  command.add_option("--anchor", anchor,
                     "retention: calendar (default), or start: stretches of 24 hours from the start");
  command.add_option("--lags", lags, "retention: the largest lag (default 30 days, 12 weeks, 12 months)");
  command.add_option("--occurrences", occurrences, "retention: how many returns an interval needs (default 1)");
  command.add_flag("--unbounded", unbounded, "retention: came back then or later");
}

void CalendarOptions::apply(Json& question, CaseOptions& cases) const {
  if (question["kind"] == "retention" && cases.by != "episode" && !cases.start.empty()) {
    question["start"] = element_of(cases.start);
    cases.start.clear();
  }
  if (!returned.empty()) question["return"] = element_of(returned);
  for (auto [field, text] : {std::pair("interval", &interval), {"week_start", &week_start}, {"anchor", &anchor}})
    if (!text->empty()) question[field] = *text;
  for (auto [field, number] : {std::pair("lags", lags), {"occurrences", occurrences}})
    if (number >= 0) question[field] = number;
  if (unbounded) question["unbounded"] = true;
}

}  // namespace cairn::cli
