// Timing, the slow way.
#include <algorithm>
#include <cmath>
#include <ctime>
#include <set>

#include "reference_rows.h"

namespace cairn::reference {
namespace {

enum class Fate { answered, unanswered, in_progress };

struct Outcome {
  std::int64_t since = 0;  ///< when the clock started
  Fate fate = Fate::answered;
  std::int64_t took = 0;
};

std::vector<Outcome> measure(const Case& one, const Cases& cases, const Json& question) {
  if (!question.contains("from")) {
    Fate fate = one.state == Case::State::complete ? Fate::answered
                : one.state == Case::State::lost   ? Fate::unanswered
                                                   : Fate::in_progress;
    return {{one.first(), fate, one.last() - one.first()}};
  }
  bool limited = question.contains("window");
  std::int64_t window = limited ? parse_duration(question["window"].get<std::string>(), "")->ms : 0;
  // Per A, the time to the nearest other B.
  struct Start {
    std::int64_t at;
    std::optional<std::int64_t> took;
  };
  std::vector<Start> starts;
  for (const auto& a : one.items) {
    if (!is_element(question["from"], a)) continue;
    Start start{a.event->ms, std::nullopt};
    for (const auto& b : one.items) {
      if (b.event == a.event || b.event->ms < a.event->ms || !is_element(question["to"], b)) continue;
      std::int64_t took = b.event->ms - a.event->ms;
      if (!start.took || took < *start.took) start.took = took;
    }
    starts.push_back(start);
  }
  if (question.value("mode", "first") == "first" && !starts.empty()) {
    // All of the first instant; the one that is answered first.
    Start best = starts.front();
    for (const auto& start : starts)
      if (start.at == best.at && start.took && (!best.took || *start.took < *best.took)) best = start;
    starts = {best};
  }
  std::vector<Outcome> outcomes;
  for (const auto& start : starts) {
    if (start.took && (!limited || *start.took <= window))
      outcomes.push_back({start.at, Fate::answered, *start.took});
    else if (!start.took && one.open && (!limited || start.at + window >= cases.horizon))
      outcomes.push_back({start.at, Fate::in_progress, 0});
    else
      outcomes.push_back({start.at, Fate::unanswered, 0});
  }
  return outcomes;
}

/// The first day of the day, week or month that an instant is in, as seconds of the wall clock.
std::int64_t first_day(std::int64_t ms, const std::string& unit, const TimeZone& zone) {
  std::tm wall{};
  ::strptime(format_local(Time{ms * 1000}, zone).c_str(), "%Y-%m-%d", &wall);
  if (unit == "month") wall.tm_mday = 1;
  std::int64_t day = ::timegm(&wall);
  while (unit == "week" && day / 86400 % 7 != 4) day -= 86400;  // 1970-01-01 was a Thursday, 1970-01-05 a Monday
  return day;
}

std::int64_t next_first_day(std::int64_t day, const std::string& unit) {
  if (unit == "day") return day + 86400;
  if (unit == "week") return day + 7 * 86400;
  std::time_t at = day;
  std::tm wall = *::gmtime(&at);
  ++wall.tm_mon;
  return ::timegm(&wall);
}

TimeZone zone_of(const Json& question) { return *TimeZone::named(question.value("timezone", "UTC")); }

std::string day_name(std::int64_t day) { return format_time(Time{day * 1'000'000}).substr(0, 10); }

struct Sum {
  std::vector<std::int64_t> times;
  std::uint64_t unanswered = 0, in_progress = 0;
  void add(const Outcome& outcome) {
    if (outcome.fate == Fate::answered) times.push_back(outcome.took);
    unanswered += outcome.fate == Fate::unanswered;
    in_progress += outcome.fate == Fate::in_progress;
  }
};

/// One row an interval from the first to the last that has a start in any group.
void trend_rows(const std::vector<std::pair<std::string, std::vector<Outcome>>>& groups, const Cases& cases,
                const Json& question, Table& table) {
  auto unit = question["trend"].get<std::string>();
  auto zone = zone_of(question);
  std::set<std::int64_t> started;
  for (const auto& [group, outcomes] : groups)
    for (const auto& one : outcomes) started.insert(first_day(one.since, unit, zone));
  if (started.empty()) return;
  auto scope = *journey::scope_from(question);
  for (const auto& [group, outcomes] : groups)
    for (std::int64_t day = *started.begin(); day <= *started.rbegin(); day = next_first_day(day, unit)) {
      Sum sum;
      for (const auto& one : outcomes)
        if (first_day(one.since, unit, zone) == day) sum.add(one);
      std::int64_t end_ms = zone.to_utc(next_first_day(day, unit) * 1'000'000).us / 1000;
      bool open = sum.in_progress > 0 || end_ms > cases.horizon;
      bool cut = scope.from && zone.to_utc(day * 1'000'000) < *scope.from;
      Json row = row_of(question, group);
      row.insert(row.end(), {day_name(day), sum.times.size(), sum.unanswered, sum.in_progress});
      row.push_back(open ? Json() : ratio(sum.times.size(), sum.times.size() + sum.unanswered));
      for (double q : {0.5, 0.95}) row.push_back(quantile(sum.times, q));
      row.push_back(open ? "in progress" : cut ? "cut" : "complete");
      table.rows.push_back(row);
    }
}

}  // namespace

Table timing(const Cases& cases, const Json& question) {
  Table table;
  Sum total;
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> groups;
  std::vector<std::pair<std::string, std::vector<Outcome>>> outcomes;
  for (const auto& [group, members] : split(cases, question)) {
    Sum sum;
    outcomes.emplace_back(group, std::vector<Outcome>());
    for (const auto* one : members)
      for (const auto& outcome : measure(*one, cases, question)) {
        outcomes.back().second.push_back(outcome);
        sum.add(outcome);
        total.add(outcome);
      }
    Json row = row_of(question, group);
    row.insert(row.end(), {sum.times.size(), sum.unanswered, sum.in_progress});
    for (double q : {0.5, 0.75, 0.95, 0.99}) row.push_back(quantile(sum.times, q));
    row.push_back(mean(sum.times));
    std::sort(sum.times.begin(), sum.times.end());
    row.push_back(sum.times.empty() ? Json() : seconds(static_cast<double>(sum.times.front())));
    row.push_back(sum.times.empty() ? Json() : seconds(static_cast<double>(sum.times.back())));
    if (!question.contains("trend")) table.rows.push_back(row);
    groups.emplace_back(group, sum.times);
  }
  if (question.contains("trend")) trend_rows(outcomes, cases, question, table);
  auto all = total.times;
  table.totals = {{"n", all.size()},
                  {"unanswered", total.unanswered},
                  {"in_progress", total.in_progress},
                  {"cases", cases.cases.size()}};
  table.bins = bins_of(groups, question, question.value("bins", 0));
  return table;
}

std::uint64_t timing_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  Fate wanted = at.contains("unanswered")    ? Fate::unanswered
                : at.contains("in_progress") ? Fate::in_progress
                                             : Fate::answered;
  std::uint64_t count = 0;
  for (const auto& outcome : measure(one, cases, question)) {
    if (at.contains("interval") && day_name(first_day(outcome.since, question["trend"].get<std::string>(),
                                                      zone_of(question))) != at["interval"].get<std::string>())
      continue;
    auto ms = static_cast<double>(outcome.took);
    count += outcome.fate == wanted && (!at.contains("longer_than") || ms > at["longer_than"].get<double>() * 1000) &&
             (!at.contains("shorter_than") || ms < at["shorter_than"].get<double>() * 1000);
  }
  return count;
}

}  // namespace cairn::reference
