// cairn calendar: campaigns, holidays and make-up workdays by name, and which day of last year compares with a day.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/output.h"

namespace cairn::cli {
namespace {

struct CalendarArguments {
  int year = 0;
  std::string name, from, to, day;
  bool json = false;
};

void print_period(const Json& period) {
  fmt::print("{}  {}  {}{}\n", period["from"].get<std::string>(), period["to"].get<std::string>(),
             period["name"].get<std::string>(), period["workday"] == true ? "  (a workday)" : "");
}

Result<void> list(const Context& context, const CalendarArguments& given) {
  CAIRN_TRY(auto workspace, context.reading());
  auto year = given.year;
  if (year == 0) {
    // That of the data, so that the same workspace gives the same answer in any year.
    CAIRN_TRY(auto status, workspace->status());
    if (status["to"].is_null())
      return Error{ErrorCode::usage, "the workspace has no events to tell a year from", "calendar",
                   "say it: cairn calendar --year 2026"};
    year = std::stoi(status["to"].get<std::string>().substr(0, 4));
  }
  CAIRN_TRY(auto periods, workspace->calendar({{"year", year}}));
  if (given.json) {
    fmt::print("{}\n", periods.dump(2));
    return {};
  }
  for (const auto& each : periods) print_period(each);
  return {};
}

Result<void> show_day(const Context& context, const CalendarArguments& given) {
  CAIRN_TRY(auto workspace, context.reading());
  CAIRN_TRY(auto day, workspace->calendar({{"day", given.day}}));
  if (given.json) {
    fmt::print("{}\n", day.dump(2));
    return {};
  }
  for (const auto& each : day["periods"]) print_period(each);
  auto why = day["last_year"]["why"].get<std::string>();
  fmt::print("the same day last year: {} ({})\n", day["last_year"]["day"].get<std::string>(),
             why.empty() ? "the same weekday, 52 weeks before" : why);
  return {};
}

Result<void> change(const Context& context, const Json& what) {
  CAIRN_TRY(auto workspace, context.writing());
  return workspace->change_calendar(what);
}

}  // namespace

void add_calendar(CLI::App& app, Context& context) {
  auto given = std::make_shared<CalendarArguments>();
  auto* command = app.add_subcommand("calendar", "campaigns and holidays by name, for --period; editable");
  command->footer(
      "Examples:\n"
      "  cairn calendar --year 2025\n"
      "  cairn calendar add 会员日-2025 2025-08-08\n"
      "  cairn calendar add 双11定金-2026 2026-10-14 2026-10-19\n"
      "  cairn calendar day 2025-11-11\n"
      "  cairn ask funnel view cart paid --period 双11-2025 --last-year");
  command->require_subcommand(0, 1);
  command->add_option("--year", given->year, "the year to list (default: that of the last event)")
      ->check(CLI::Range(1930, 2065));
  command->add_flag("--json", given->json, "as JSON");
  command->callback([&context, given, command] {
    if (command->get_subcommands().empty()) context.action = [&context, given] { return list(context, *given); };
  });
  auto* add = command->add_subcommand("add", "add a period, or give one other days");
  add->add_option("NAME", given->name, "with its year, so that it has a counterpart: 会员日-2025")->required();
  add->add_option("FROM", given->from, "its first day")->required();
  add->add_option("TO", given->to, "its last day (default: the first)");
  add->callback([&context, given] {
    context.action = [&context, given] {
      return change(
          context, {{"name", given->name}, {"from", given->from}, {"to", given->to.empty() ? given->from : given->to}});
    };
  });
  auto* remove = command->add_subcommand("remove", "take a period away");
  remove->add_option("NAME", given->name, "its name")->required();
  remove->callback([&context, given] {
    context.action = [&context, given] { return change(context, {{"name", given->name}, {"removed", true}}); };
  });
  auto* day = command->add_subcommand("day", "what a day is, and which day of last year compares with it");
  day->add_option("DAY", given->day, "such as 2025-11-11")->required();
  day->callback([&context, given] { context.action = [&context, given] { return show_day(context, *given); }; });
}

}  // namespace cairn::cli
