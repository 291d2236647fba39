#include "app/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "collect/roles.h"
#include "journey/filter.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
/// Kinds of identifier that stand for nobody in particular.
constexpr const char* nobody = "'order', 'receipt', 'cookie', 'device', 'session', 'visitor', 'anonymous'";

std::string stamp_of(const store::History& history, const TimeZone& zone) {
  std::string all = "1 " + zone.name();
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) all += ' ' + history.version(bucket);
  return fmt::format("{:016x}", hash64(all));
}

std::string segments_sql(const store::History& history) {
  std::string files;
  for (const auto& segment : history.segments())
    files += (files.empty() ? "" : ", ") + store::sql_path(history.workspace() / "history" / segment.file);
  return fmt::format("read_parquet([{}], union_by_name = true)", files);
}

/// Quarter hours of UTC to days of the zone (no zone's midnight lies within one): the last event of each tells its day.
Result<std::vector<map::SourceDays>> source_days(store::Duck& duck, const std::string& segments, const TimeZone& zone) {
  CAIRN_TRY(auto quarters,
            duck.query(fmt::format("SELECT source, max(epoch_us(time)) FROM {} GROUP BY source, epoch_us(time) // "
                                   "900000000 ORDER BY 1, 2",
                                   segments),
                       "when the events of each source came"));
  std::vector<map::SourceDays> sources;
  for (;;) {
    CAIRN_TRY(auto rows, quarters.next());
    if (rows == 0) return sources;
    auto names = quarters.column(0), last = quarters.column(1);
    for (std::size_t r = 0; r < rows; ++r) {
      std::string name(names.text(r));
      if (sources.empty() || sources.back().name != name) sources.push_back({name, {}});
      auto local = zone.to_local({last.data<std::int64_t>()[r]});
      auto day = (local >= 0 ? local : local - day_us + 1) / day_us;
      auto& days = sources.back().days;
      if (!days.empty() && days.back().day > day) continue;  // clocks were put back over midnight
      if (days.empty() || days.back().day != day) days.push_back({day, 0});
      days.back().last_us = local - day * day_us;
    }
  }
}

Result<void> count_orders(store::Duck& duck, const std::string& segments, map::Trust& trust) {
  CAIRN_TRY(auto sums, duck.query(fmt::format("SELECT currency, identifier_kind IN ({}), count(*), "
                                              "CAST(sum(amount_minor) AS DOUBLE) FROM {} WHERE amount_minor > 0 AND "
                                              "currency IS NOT NULL AND currency <> '' GROUP BY 1, 2",
                                              nobody, segments),
                                  "which orders have a customer"));
  struct Sum {
    std::int64_t orders = 0;
    double all = 0, tied = 0;
  };
  std::map<std::string, Sum> by_currency;
  for (;;) {
    CAIRN_TRY(auto rows, sums.next());
    if (rows == 0) break;
    auto currency = sums.column(0), unknown = sums.column(1), orders = sums.column(2), money = sums.column(3);
    for (std::size_t r = 0; r < rows; ++r) {
      bool tied = !unknown.data<bool>()[r];
      auto& sum = by_currency[std::string(currency.text(r))];
      auto count = orders.data<std::int64_t>()[r];
      sum.orders += count;
      sum.all += money.data<double>()[r];
      sum.tied += tied ? money.data<double>()[r] : 0;
      trust.orders += static_cast<std::uint64_t>(count);
      trust.orders_tied += tied ? static_cast<std::uint64_t>(count) : 0;
    }
  }
  auto most = std::max_element(by_currency.begin(), by_currency.end(),
                               [](const auto& a, const auto& b) { return a.second.orders < b.second.orders; });
  if (most != by_currency.end() && most->second.all > 0) trust.sales_tied = most->second.tied / most->second.all;
  return {};
}

Json remembered(const map::Trust& trust, const std::string& stamp) {
  Json late = Json::array();
  for (const auto& source : trust.late) late.push_back({source.name, source.days});
  return {{"stamp", stamp},
          {"complete_day", *trust.complete_day},
          {"days_left_out", trust.days_left_out},
          {"late", late},
          {"orders", trust.orders},
          {"orders_tied", trust.orders_tied},
          {"sales_tied", std::isfinite(trust.sales_tied) ? Json(trust.sales_tied) : Json()}};
}

/// nullopt when it is missing, damaged or of another history.
std::optional<map::Trust> recall(const std::filesystem::path& file, const std::string& stamp) {
  auto text = read_file(file.string());
  if (!text) return std::nullopt;
  auto json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("stamp") || json["stamp"] != stamp) return std::nullopt;
  map::Trust trust;
  try {
    trust.complete_day = json["complete_day"].get<std::int64_t>();
    trust.days_left_out = json["days_left_out"].get<std::int64_t>();
    for (const auto& each : json["late"])
      trust.late.push_back({each[0].get<std::string>(), each[1].get<std::int64_t>()});
    trust.orders = json["orders"].get<std::uint64_t>();
    trust.orders_tied = json["orders_tied"].get<std::uint64_t>();
    if (json["sales_tied"].is_number()) trust.sales_tied = json["sales_tied"].get<double>();
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return trust;
}

}  // namespace

Result<map::Trust> trust_of(const store::History& history, const TimeZone& zone) {
  if (history.empty()) return map::Trust();
  auto stamp = stamp_of(history, zone);
  auto file = history.workspace() / "index" / "trust.json";
  if (auto known = recall(file, stamp)) return *known;
  CAIRN_TRY(auto duck, store::Duck::open({}));
  auto segments = segments_sql(history);
  CAIRN_TRY(auto sources, source_days(duck, segments, zone));
  auto trust = map::trust_in(sources);
  CAIRN_TRY_VOID(count_orders(duck, segments, trust));
  std::error_code none;
  std::filesystem::create_directories(file.parent_path(), none);
  // What cannot be kept is worked out again: no fault of the map.
  (void)write_file(file, remembered(trust, stamp).dump());
  return trust;
}

Result<std::optional<EventPredicate>> left_out_of_maps(const store::History& history) {
  std::vector<EventPredicate> any;
  if (auto rule = history.setting("exclude"); rule && !rule->empty()) {
    CAIRN_TRY(auto predicate, parse_event_predicate(*rule));
    any.push_back(std::move(predicate));
  }
  CAIRN_TRY(auto tables, store::ReferenceTables::open(history.workspace(), store::Access::read));
  CAIRN_TRY(auto staff, tables.rows("staff"));
  EventPredicate theirs;
  theirs.kind = EventPredicate::Kind::comparison;
  theirs.property = "customer";
  theirs.comparator = Comparator::in;
  for (const auto& row : staff) {
    theirs.values.push_back({row.key, std::nullopt});
    for (const auto& [name, fact] : row.facts.items())
      if (collect::is_member_name(name) && fact.is_string())
        theirs.values.push_back({fact.get<std::string>(), std::nullopt});
  }
  if (!theirs.values.empty()) any.push_back(std::move(theirs));
  if (any.empty()) return std::optional<EventPredicate>();
  EventPredicate all;
  all.kind = EventPredicate::Kind::any;
  all.children = std::move(any);
  return std::optional(std::move(all));
}

Result<std::uint64_t> count_events(const journey::Index& index, const EventPredicate& predicate) {
  auto filter = journey::Filter::lenient(index, predicate);
  std::uint64_t count = 0;
  for (const auto& bucket : index.buckets()) {
    CAIRN_TRY(auto mask, filter.mask(bucket));
    count += static_cast<std::uint64_t>(std::count(mask.begin(), mask.end(), 1));
  }
  return count;
}

}  // namespace cairn::app
