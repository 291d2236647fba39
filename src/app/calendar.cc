#include "app/calendar.h"

#include <date/date.h>
#include <fmt/format.h>
#include <unicode/calendar.h>

#include <algorithm>
#include <memory>

#include "base/check.h"
#include "base/text.h"

namespace cairn::app {
namespace {

Day day_of(int year, unsigned month, unsigned day) {
  return date::sys_days(date::year{year} / date::month{month} / date::day{day}).time_since_epoch().count();
}
int year_of(Day day) { return int(date::year_month_day(date::sys_days(date::days(day))).year()); }

/// Month and day as 1015.
Day in(int year, int month_day) {
  return day_of(year, static_cast<unsigned>(month_day / 100), static_cast<unsigned>(month_day % 100));
}

/// The first days of deposits (定金) and of balances (尾款) of 双11 at Tmall, both from eight in the evening but for
/// the balances of 2021. What newspapers say of each year; what none confirms stands in docs/calendar.md.
struct Double11 {
  int year, deposit, balance;
};
constexpr Double11 double11_days[] = {
    {2021, 1020, 1101},  // Jiemian News, October 2021 (deposits); Footwear News 2021-11-08: first sales 1 to 3 November
    {2022, 1024, 1031},  // South China Morning Post 2022-09-08, China Internet Watch 2022-10-13
    {2023, 1024, 1031},  // deposits: E-Commerce to China, "Cheat sheet … 2023 Double 11"
    {2024, 1014, 1021},  // China Daily 2024-10-23 (balances on Monday evening); concall.com 2218: deposits on the 14th
    {2025, 1015, 1020},  // China Daily 2025-10-17 (balances)
};
constexpr Double11 usual_double11{0, 1020, 1031};

/// Days off and make-up workdays, from the yearly notices of the State Council's General Office
/// (国务院办公厅关于YEAR年部分节假日安排的通知).
struct DaysOff {
  int year;
  int spring_from, spring_to, national_from, national_to;
  std::vector<int> workdays;
};
const std::vector<DaysOff>& days_off() {
  static const std::vector<DaysOff> table{
      {2024, 210, 217, 1001, 1007, {204, 218, 407, 428, 511, 914, 929, 1012}},  // 国办发明电〔2023〕7号, 2023-10-25
      {2025, 128, 204, 1001, 1008, {126, 208, 427, 928, 1011}},       // 国办发明电〔2024〕12号, 2024-11-12
      {2026, 215, 223, 1001, 1007, {104, 214, 228, 509, 920, 1010}},  // notice of 2025-11-04
  };
  return table;
}

std::vector<Period> built_in(int year) {
  std::vector<Period> periods;
  auto add = [&](const std::string& name, Day from, Day to, std::optional<Day> anchor = std::nullopt) {
    periods.push_back({fmt::format("{}-{}", name, year), from, to, anchor.value_or(from), false});
  };
  auto found = std::find_if(std::begin(double11_days), std::end(double11_days),
                            [&](const Double11& each) { return each.year == year; });
  const Double11& double11 = found != std::end(double11_days) ? *found : usual_double11;
  Day deposit = in(year, double11.deposit), balance = in(year, double11.balance), double11_day = in(year, 1111);
  add("双11", deposit, double11_day, double11_day);
  add("双11定金", deposit, balance - 1);
  add("双11尾款", balance, double11_day, double11_day);
  add("双11当日", double11_day, double11_day);
  add("618", in(year, 601), in(year, 618), in(year, 618));
  add("618当日", in(year, 618), in(year, 618));
  auto off = std::find_if(days_off().begin(), days_off().end(), [&](const DaysOff& each) { return each.year == year; });
  bool published = off != days_off().end();
  Day spring = lunar_new_year(year);
  add("春节", published ? in(year, off->spring_from) : spring - 1, published ? in(year, off->spring_to) : spring + 6,
      spring);
  add("国庆", in(year, published ? off->national_from : 1001), in(year, published ? off->national_to : 1007));
  if (published)
    for (int each : off->workdays) {
      Day day = in(year, each);
      periods.push_back({"调休-" + day_text(day), day, day, day, true});
    }
  return periods;
}

/// A name and its year: "双11-2025" → "双11", "2025".
std::optional<std::pair<std::string, int>> parts_of(const std::string& name) {
  auto dash = name.rfind('-');
  if (dash == std::string::npos || name.size() - dash != 5) return std::nullopt;
  auto digits = name.substr(dash + 1);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  return std::pair(name.substr(0, dash), std::stoi(digits));
}

struct Alias {
  std::string_view said, meant;
};
constexpr Alias aliases[] = {{"雙11當日", "双11当日"},
                             {"雙11定金", "双11定金"},
                             {"雙11尾款", "双11尾款"},
                             {"雙11", "双11"},
                             {"雙十一", "双11"},
                             {"双十一", "双11"},
                             {"double11", "双11"},
                             {"618當日", "618当日"},
                             {"春節", "春节"},
                             {"spring-festival", "春节"},
                             {"國慶", "国庆"},
                             {"national-day", "国庆"},
                             {"double11-deposit", "双11定金"},
                             {"double11-balance", "双11尾款"},
                             {"double11-day", "双11当日"}};

}  // namespace

std::string usual_name(const std::string& name) {
  auto parts = parts_of(name);
  for (const auto& alias : aliases)
    if (parts && parts->first == alias.said) return fmt::format("{}-{}", alias.meant, parts->second);
  return name;
}

TradingCalendar::TradingCalendar(std::vector<store::ReferenceRow> own) : own_(std::move(own)) {
  for (auto& row : own_) row.key = usual_name(row.key);
}

Result<Day> parse_day(const std::string& text, const std::string& where) {
  auto time = is_day_only(text) ? parse_time(text, TimeZone::utc()) : std::nullopt;
  if (!time) return Error{ErrorCode::usage, "'" + text + "' is no day", where, "write it as 2026-01-31"};
  return time->us / 86'400'000'000;
}

std::string day_text(Day day) { return format_time({day * 86'400'000'000}).substr(0, 10); }

Day lunar_new_year(int year) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::TimeZone> china(icu::TimeZone::createTimeZone("Asia/Shanghai"));
  std::unique_ptr<icu::Calendar> lunar(
      icu::Calendar::createInstance(*china, icu::Locale("zh@calendar=chinese"), status));
  CAIRN_CHECK(U_SUCCESS(status) != 0);
  // It lies between 21 January and 21 February: the day that is the first of the first month.
  for (Day day = day_of(year, 1, 20); day <= day_of(year, 2, 22); ++day) {
    constexpr double day_ms = 86'400'000, noon_ms = 43'200'000;
    lunar->setTime(static_cast<double>(day) * day_ms + noon_ms / 3, status);
    if (lunar->get(UCAL_MONTH, status) == 0 && lunar->get(UCAL_DATE, status) == 1 &&
        lunar->get(UCAL_IS_LEAP_MONTH, status) == 0)
      return day;
  }
  CAIRN_CHECK(false);
  return 0;
}

std::vector<Period> TradingCalendar::periods(int year) const {
  auto periods = built_in(year);
  for (const auto& row : own_) {
    auto same = std::find_if(periods.begin(), periods.end(), [&](const Period& each) { return each.name == row.key; });
    if (row.facts.value("removed", false)) {
      if (same != periods.end()) periods.erase(same);
      continue;
    }
    auto from = parse_day(row.facts.value("from", ""), "calendar"),
         to = parse_day(row.facts.value("to", ""), "calendar");
    if (!from || !to || year_of(*from) > year || year_of(*to) < year) continue;
    Period period{row.key, *from, *to, *from, row.facts.value("workday", false)};
    if (same == periods.end())
      periods.push_back(period);
    else if (same->anchor >= *from && same->anchor <= *to)
      same->from = *from, same->to = *to;  // the festival itself stays where it is
    else
      *same = period;
  }
  std::stable_sort(periods.begin(), periods.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  return periods;
}

Result<Period> TradingCalendar::period(const std::string& name) const {
  auto wanted = usual_name(name);
  std::vector<int> years;
  if (auto parts = parts_of(wanted)) years.push_back(parts->second);
  for (const auto& row : own_)
    if (auto from = parse_day(row.facts.value("from", ""), "calendar"); from && row.key == wanted)
      years.push_back(year_of(*from));
  std::vector<std::string> known;
  for (int year : years)
    for (const auto& each : periods(year)) {
      if (each.name == wanted) return each;
      known.push_back(each.name);
    }
  return Error{
      ErrorCode::not_found, "the calendar has no period '" + name + "'", "calendar",
      known.empty() ? "name it with its year, such as 双11-2025; `cairn calendar` lists them" : suggest(wanted, known)};
}

std::vector<Period> TradingCalendar::on(Day day) const {
  std::vector<Period> found;
  for (const auto& each : periods(year_of(day)))
    if (each.from <= day && day <= each.to) found.push_back(each);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.to - a.from < b.to - b.from; });
  return found;
}

TradingCalendar::Counterpart TradingCalendar::last_year(Day day) const {
  for (const auto& each : on(day)) {
    if (each.workday) continue;
    auto before = last_year(each);
    if (!before) continue;
    Day same = before->anchor + (day - each.anchor);
    if (same >= before->from && same <= before->to) return {same, before->name};
  }
  constexpr Day year_of_weeks = 364;
  return {day - year_of_weeks, ""};
}

Result<Period> TradingCalendar::last_year(const Period& given) const {
  auto parts = parts_of(given.name);
  if (!parts)
    return Error{ErrorCode::not_found, "'" + given.name + "' has no year in its name", "calendar",
                 "name periods with their year, such as 会员日-2025"};
  return period(fmt::format("{}-{}", parts->first, parts->second - 1));
}

Result<void> name_period(Json& question, const TradingCalendar& calendar) {
  if (!question.is_object() || !question.contains("period") || !question["period"].is_object()) return {};
  Json& period = question["period"];
  bool last_year = period.contains("last_year") && period["last_year"] == true;
  if (!period.contains("name")) {
    if (!last_year) return {};
    return Error{ErrorCode::usage, "only a named period has a counterpart last year", "question.period",
                 "name it: --period 双11-2025; `cairn calendar` lists them"};
  }
  if (!period["name"].is_string() || period.contains("from") || period.contains("to"))
    return Error{ErrorCode::usage, "a period has a name, or from and to", "question.period", "leave one of them out"};
  for (const auto& [key, value] : period.items())
    if (key != "name" && !(key == "last_year" && value.is_boolean()))
      return Error{ErrorCode::usage, "a named period has no '" + key + "' of " + value.dump(), "question.period",
                   R"(besides its name only "last_year": true or false)"};
  CAIRN_TRY(auto named, calendar.period(period["name"].get<std::string>()));
  if (last_year) {
    CAIRN_TRY(named, calendar.last_year(named));
  }
  period = {{"from", day_text(named.from)}, {"to", day_text(named.to + 1)}};
  return {};
}

Json to_json(const Period& period) {
  return {
      {"name", period.name}, {"from", day_text(period.from)}, {"to", day_text(period.to)}, {"workday", period.workday}};
}

}  // namespace cairn::app
