#include "app/source_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/calendar.h"
#include "event/event.h"
#include "store/counts.h"
#include "store/duck.h"

namespace cairn::app {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000, day_us = 24 * hour_us;

struct Day {
  std::int64_t events = 0, orders = 0;
  double lag_s = 0;                           ///< summed over events
  std::map<std::string, std::int64_t> money;  ///< minor units by currency
  std::vector<int> hours;                     ///< local, with events, ascending
};
using Days = std::map<std::pair<std::string, std::int64_t>, Day>;  ///< by source and local day since 1970

std::int64_t local_day(const TimeZone& zone, Time time) {
  auto local = zone.to_local(time);
  return (local >= 0 ? local : local - day_us + 1) / day_us;
}

std::string day_name(std::int64_t day) { return format_time({day * day_us}).substr(0, 10); }

struct Wanted {
  std::string source;
  std::optional<Time> from, to;  ///< to: the end of the last day
};

Result<Wanted> wanted_of(const Json& request, const TimeZone& zone) {
  Wanted wanted;
  wanted.source = request.value("source", "");
  for (auto [name, place, plus] : {std::tuple{"from", &wanted.from, std::int64_t{0}}, {"to", &wanted.to, day_us}}) {
    if (!request.contains(name)) continue;
    auto text = request[name].get<std::string>();
    auto day = is_day_only(text) ? parse_time(text, TimeZone::utc()) : std::nullopt;
    if (!day) return Error{ErrorCode::invalid, "found '" + text + "', expected a day", name, "write it as 2026-11-11"};
    *place = zone.to_utc(day->us + plus);
  }
  return wanted;
}

std::string where_sql(const Wanted& wanted) {
  std::string where = "true";
  if (!wanted.source.empty()) where += " AND source = " + store::sql_text(wanted.source);
  if (wanted.from) where += fmt::format(" AND epoch_us(time) >= {}", wanted.from->us);
  if (wanted.to) where += fmt::format(" AND epoch_us(time) < {}", wanted.to->us);
  return where;
}

/// Hours of UTC are added up to days of the zone.
Result<Days> days_of(const store::History& history, const TimeZone& zone, const Wanted& wanted) {
  Days days;
  if (history.empty()) return days;
  std::string files;
  for (const auto& segment : history.segments())
    files += (files.empty() ? "" : ", ") + store::sql_path(history.workspace() / "history" / segment.file);
  CAIRN_TRY(auto duck, store::Duck::open({}));
  CAIRN_TRY(auto hours,
            duck.query(fmt::format("SELECT source, epoch_us(time) // {} AS hour, coalesce(currency, '') AS money, "
                                   "count(*), count(*) FILTER (amount_minor > 0 AND currency <> ''), "
                                   "CAST(sum(CASE WHEN currency <> '' THEN amount_minor ELSE 0 END) AS BIGINT), "
                                   "sum(greatest(0, epoch_us(received) - epoch_us(time)) / 1e6) "
                                   "FROM read_parquet([{}], union_by_name = true) WHERE {} GROUP BY ALL ORDER BY 1, 2",
                                   hour_us, files, where_sql(wanted)),
                       "the events of each source and hour"));
  for (;;) {
    CAIRN_TRY(auto rows, hours.next());
    if (rows == 0) return days;
    auto source = hours.column(0), hour = hours.column(1), money = hours.column(2), events = hours.column(3),
         orders = hours.column(4), amount = hours.column(5), lag = hours.column(6);
    for (std::size_t r = 0; r < rows; ++r) {
      Time start{hour.data<std::int64_t>()[r] * hour_us};
      auto which = local_day(zone, start);
      auto& day = days[{std::string(source.text(r)), which}];
      day.events += events.data<std::int64_t>()[r];
      day.orders += orders.data<std::int64_t>()[r];
      if (lag.valid(r)) day.lag_s += lag.data<double>()[r];
      std::string currency(money.text(r));
      if (!currency.empty() && amount.valid(r)) day.money[currency] += amount.data<std::int64_t>()[r];
      auto local = static_cast<int>((zone.to_local(start) - which * day_us) / hour_us);
      if (day.hours.empty() || day.hours.back() != local) day.hours.push_back(local);
    }
  }
}

double in_units(std::int64_t minor, const std::string& currency) {
  return static_cast<double>(minor) / std::pow(10, minor_digits(currency));
}

int longest_gap(const std::vector<int>& hours) {
  int longest = 0;
  for (std::size_t i = 1; i < hours.size(); ++i) longest = std::max(longest, hours[i] - hours[i - 1] - 1);
  return longest;
}

/// {"events","orders","net_sales"} that another system gave, by source and day.
Result<std::map<std::pair<std::string, std::int64_t>, Json>> controls_of(const store::History& history,
                                                                         const TimeZone& zone) {
  std::map<std::pair<std::string, std::int64_t>, Json> controls;
  CAIRN_TRY(auto counts, store::CountTable::open(history.workspace(), store::Access::read));
  constexpr std::string_view prefix = "control ";
  CAIRN_TRY(auto rows, counts.rows(std::string(prefix)));
  for (const auto& row : rows) {
    auto hour = parse_time(row.facts.value("hour", ""), TimeZone::utc());
    if (!hour || !row.facts.contains("value")) continue;
    auto measure = row.facts.value("measure", "").substr(prefix.size());
    auto& control = controls[{row.facts.value("place", ""), local_day(zone, *hour)}];
    if (control.is_null()) control = Json::object();
    control[measure] = control.value(measure, 0.0) + row.facts["value"].get<double>();
  }
  return controls;
}

}  // namespace

Result<Json> source_days(const store::History& history, const TimeZone& zone, const Json& request) {
  CAIRN_TRY(auto wanted, wanted_of(request, zone));
  CAIRN_TRY(auto days, days_of(history, zone, wanted));
  CAIRN_TRY(auto controls, controls_of(history, zone));
  // A day that the books know and we do not is the largest difference of all.
  for (const auto& [key, control] : controls) {
    bool in_period = (!wanted.from || key.second >= local_day(zone, *wanted.from)) &&
                     (!wanted.to || key.second < local_day(zone, *wanted.to));
    if (in_period && (wanted.source.empty() || wanted.source == key.first)) days.try_emplace(key);
  }
  Json list = Json::array();
  for (const auto& [key, day] : days) {
    Json row{{"source", key.first}, {"day", day_name(key.second)}, {"events", day.events}, {"orders", day.orders}};
    row["net_sales"] = Json::object();
    double net = 0;
    for (const auto& [currency, minor] : day.money) {
      row["net_sales"][currency] = in_units(minor, currency);
      net += in_units(minor, currency);
    }
    row["lag_seconds"] = day.events > 0 ? Json(day.lag_s / static_cast<double>(day.events)) : Json();
    row["longest_gap_hours"] = longest_gap(day.hours);
    if (auto control = controls.find(key); control != controls.end()) {
      row["control"] = control->second;
      for (auto [measure, found] : {std::pair{"events", static_cast<double>(day.events)},
                                    {"orders", static_cast<double>(day.orders)},
                                    {"net_sales", net}})
        if (control->second.contains(measure))
          row["difference"][measure] = found - control->second[measure].get<double>();
    }
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace cairn::app
