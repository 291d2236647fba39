// Retention and lifecycle, the slow way: every day of the calendar is looked at by itself.
#include <algorithm>
#include <limits>
#include <set>

#include "reference_rows.h"

namespace cairn::reference {
namespace {

constexpr std::int64_t hour = 3'600'000, day = 24 * hour;

/// Calendar intervals as a list of instants and first days, found by walking days one by one.
struct Calendar {
  std::vector<std::int64_t> begins;  // and one more: the end of the last
  std::vector<std::string> names;
  Calendar(const Json& question, std::int64_t first, std::int64_t last) {
    auto zone = *TimeZone::named(question.value("timezone", "UTC"));
    auto unit = question.value("interval", "week");
    int first_weekday = question.value("week_start", "monday") == "sunday" ? 0 : 1;
    std::int64_t wall_day = zone.to_local(Time{first * 1000}) / 1000;
    wall_day = (wall_day >= 0 ? wall_day : wall_day - day + 1) / day;
    // From well before, so that the interval which holds the first instant is among them.
    for (std::int64_t d = wall_day - 40;; ++d) {
      auto name = format_time(Time{d * day * 1000}).substr(0, 10);
      auto weekday = ((d + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; Sunday is 0
      if (unit == "week" && weekday != first_weekday) continue;
      if (unit == "month" && name.substr(8) != "01") continue;
      std::int64_t begin = zone.to_utc(d * day * 1000).us / 1000;
      if (begin <= first) begins.clear(), names.clear();
      begins.push_back(begin);
      if (begin > last) return;
      names.push_back(name);
    }
  }
  std::size_t count() const { return names.size(); }
  std::size_t of(std::int64_t ms) const {
    std::size_t i = 0;
    while (i + 1 < count() && begins[i + 1] <= ms) ++i;
    return i;
  }
};

/// What is known of a stretch of time.
struct Span {
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), first = 0, until = 0;
  Span(const Cases& cases, const Json& question) {
    auto scope = *journey::scope_from(question, *TimeZone::named(question.value("timezone", "UTC")));
    if (scope.from) from = scope.from->us / 1000;
    first = looks_back(question) ? cases.earliest : std::max(cases.earliest, from);
    until = cases.latest + 1;
    if (scope.to) until = std::min(until, scope.to->us / 1000);
  }
  std::string state(std::int64_t begin, std::int64_t end, std::int64_t cohort) const {
    if (begin >= until) return "future";
    if (end > until) return "in progress";
    return cohort < from ? "cut" : "complete";
  }
};

bool plays(const Json& question, const char* part, const Item& item) {
  return !question.contains(part) || is_element(question[part], item);
}

/// The cohorts of a case, and the lags at which it came back.
std::map<std::size_t, std::set<std::size_t>> cohorts_of(const Case& one, const Json& question, const Calendar& calendar,
                                                        const Span& span) {
  std::map<std::size_t, std::set<std::size_t>> cohorts;
  auto needed = question.value("occurrences", std::size_t{1});
  bool anchored = question.value("anchor", "calendar") == "start", any = false;
  std::int64_t stretch = question.value("interval", "week") == "day" ? day : 7 * day;
  for (const auto& start : one.items) {
    if (!plays(question, "start", start)) continue;
    bool later = any;
    any = true;
    if (question.value("mode", "recurring") == "first_time" && (later || start.event->ms < span.from)) continue;
    std::size_t cohort = calendar.of(start.event->ms);
    if (cohorts.count(cohort)) continue;
    std::map<std::size_t, std::size_t> found;
    for (const auto& item : one.items) {
      if (!plays(question, "return", item) || item.event->ms < start.event->ms) continue;
      ++found[anchored ? static_cast<std::size_t>((item.event->ms - start.event->ms) / stretch)
                       : calendar.of(item.event->ms) - cohort];
    }
    auto& lags = cohorts[cohort];
    for (auto [lag, times] : found)
      if (lag > 0 && times >= needed) lags.insert(lag);
    if (question.value("unbounded", false) && !lags.empty())
      for (std::size_t lag = 1; lag < *lags.rbegin(); ++lag) lags.insert(lag);
  }
  return cohorts;
}

std::string state_of(const Calendar& calendar, const Span& span, const Json& question, std::size_t cohort,
                     std::size_t lag) {
  if (question.value("anchor", "calendar") == "start" && lag > 0) {
    std::int64_t stretch = question.value("interval", "week") == "day" ? day : 7 * day;
    auto wait = static_cast<std::int64_t>(lag) * stretch;
    return span.state(calendar.begins[cohort] + wait, calendar.begins[cohort + 1] - 1 + wait + stretch,
                      calendar.begins[cohort]);
  }
  if (cohort + lag >= calendar.count()) return "future";
  return span.state(calendar.begins[cohort + lag], calendar.begins[cohort + lag + 1], calendar.begins[cohort]);
}

bool final_state(const std::string& state) { return state == "complete" || state == "cut"; }

/// In which intervals a case is active.
std::set<std::size_t> active_in(const Case& one, const Json& question, const Calendar& calendar) {
  std::set<std::size_t> active;
  for (const auto& item : one.items)
    if (plays(question, "event", item)) active.insert(calendar.of(item.event->ms));
  return active;
}

/// Every stage of a case by interval.
std::vector<std::pair<std::size_t, std::string>> stages_of(const Case& one, const Json& question,
                                                           const Calendar& calendar) {
  auto active = active_in(one, question, calendar);
  std::vector<std::pair<std::size_t, std::string>> stages;
  for (std::size_t i = 0; i < calendar.count(); ++i) {
    bool here = active.count(i) > 0, before = i > 0 && active.count(i - 1) > 0;
    if (here) stages.emplace_back(i, i == *active.begin() ? "new" : before ? "returning" : "resurrecting");
    if (!here && before) stages.emplace_back(i, "dormant");
  }
  return stages;
}

Calendar calendar_of(const Json& question, const Span& span) {
  return Calendar(question, span.first, std::max(span.first, span.until - 1));
}

}  // namespace

bool looks_back(const Json& question) {
  return question["kind"] == "lifecycle" ||
         (question["kind"] == "retention" && question.value("mode", "recurring") == "first_time");
}

Table retention(const Cases& cases, const Json& question) {
  Table table;
  Span span(cases, question);
  auto calendar = calendar_of(question, span);
  auto parts = split(cases, question);
  using Returned = std::map<std::size_t, std::map<std::size_t, std::uint64_t>>;
  std::vector<Returned> counts(parts.size());
  std::uint64_t members = 0, filled = 0;
  std::size_t first = calendar.count();
  for (std::size_t g = 0; g < parts.size(); ++g)
    for (const auto* one : parts[g].second)
      for (const auto& [cohort, lags] : cohorts_of(*one, question, calendar, span)) {
        filled += counts[g][cohort][0]++ == 0;
        for (auto lag : lags) ++counts[g][cohort][lag];
        ++members;
        first = std::min(first, cohort);
      }
  table.totals = {{"cases", cases.cases.size()}, {"cohorts", filled}, {"members", members}};
  if (members == 0) return table;
  std::size_t lags = question.value("lags", std::min(question.value("interval", "week") == "day" ? std::size_t{30} : 12,
                                                     calendar.count() - 1 - first));
  for (std::size_t g = 0; g < parts.size(); ++g) {
    Json head = row_of(question, parts[g].first);
    auto write = [&](const std::string& cohort, Json size, std::size_t lag, Json returned, Json share,
                     const std::string& state) {
      Json row = head;
      row.insert(row.end(), {cohort, size, lag, returned, share, state});
      table.rows.push_back(row);
    };
    for (std::size_t cohort = first; cohort < calendar.count(); ++cohort)
      for (std::size_t lag = 0; lag <= lags; ++lag) {
        auto state = state_of(calendar, span, question, cohort, lag);
        auto size = counts[g][cohort][0], returned = counts[g][cohort][lag];
        write(calendar.names[cohort], size, lag, state == "future" ? Json() : Json(returned),
              final_state(state) ? ratio(returned, size) : Json(), state);
      }
    for (std::size_t lag = 0; lag <= lags; ++lag) {
      std::uint64_t size = 0, returned = 0;
      std::string best = "future";
      for (std::size_t cohort = first; cohort < calendar.count(); ++cohort) {
        auto state = state_of(calendar, span, question, cohort, lag);
        if (!final_state(state)) {
          if (best == "future") best = state;
          continue;
        }
        best = "complete";
        size += counts[g][cohort][0];
        returned += counts[g][cohort][lag];
      }
      if (best == "complete")
        write("(all)", size, lag, returned, ratio(returned, size), best);
      else
        write("(all)", nullptr, lag, nullptr, nullptr, best);
    }
  }
  return table;
}

Table lifecycle(const Cases& cases, const Json& question) {
  Table table;
  Span span(cases, question);
  auto calendar = calendar_of(question, span);
  auto parts = split(cases, question);
  std::vector<std::map<std::pair<std::size_t, std::string>, std::uint64_t>> counts(parts.size());
  std::size_t from = calendar.of(std::max(span.from, span.first)), first = calendar.count();
  for (std::size_t g = 0; g < parts.size(); ++g)
    for (const auto* one : parts[g].second)
      for (const auto& stage : stages_of(*one, question, calendar)) {
        if (stage.first < from) continue;
        ++counts[g][stage];
        first = std::min(first, stage.first);
      }
  table.totals = {{"cases", cases.cases.size()}};
  for (const char* stage : {"new", "returning", "resurrecting", "dormant"}) {
    std::uint64_t all = 0;
    for (auto& group : counts)
      for (const auto& [at, n] : group)
        if (at.second == stage) all += n;
    table.totals[stage] = all;
  }
  for (std::size_t g = 0; g < parts.size(); ++g)
    for (std::size_t i = first; i < calendar.count(); ++i) {
      auto n = [&](const char* stage) { return counts[g][{i, stage}]; };
      Json row = row_of(question, parts[g].first);
      row.insert(row.end(),
                 {calendar.names[i], n("new") + n("returning") + n("resurrecting"), n("new"), n("returning"),
                  n("resurrecting"), n("dormant"), calendar.begins[i + 1] > span.until ? "in progress" : "complete"});
      table.rows.push_back(row);
    }
  return table;
}

std::uint64_t calendar_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  Span span(cases, question);
  auto calendar = calendar_of(question, span);
  std::uint64_t count = 0;
  if (question["kind"] == "retention") {
    auto lag = at.value("lag", std::size_t{0});
    auto cohort = at.value("cohort", "(all)");
    for (const auto& [which, lags] : cohorts_of(one, question, calendar, span)) {
      bool wanted = cohort == "(all)" ? final_state(state_of(calendar, span, question, which, lag))
                                      : cohort == calendar.names[which];
      bool returned = lag == 0 || lags.count(lag) > 0;
      count += wanted && returned == (at.value("state", "returned") == "returned");
    }
    return count;
  }
  auto wanted = at.value("state", "active");
  std::size_t from = calendar.of(std::max(span.from, span.first));
  for (const auto& [interval, stage] : stages_of(one, question, calendar)) {
    bool here = at.contains("interval") ? at["interval"] == calendar.names[interval] : interval >= from;
    count += here && (wanted == "active" ? stage != "dormant" : stage == wanted);
  }
  return count;
}

}  // namespace cairn::reference
