#include "app/trust_sums.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"
#include "store/duck.h"

namespace cairn::app {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
/// Of a segment that counts as settled; smaller ones are read in some milliseconds.
constexpr std::uint64_t settled_rows = 20'000;
/// Kinds of identifier that stand for nobody in particular.
constexpr const char* nobody = "'order', 'receipt', 'cookie', 'device', 'session', 'visitor', 'anonymous'";

std::string segments_sql(const store::History& history, const std::vector<store::Segment>& segments) {
  std::string files;
  for (const auto& segment : segments)
    files += (files.empty() ? "" : ", ") + store::sql_path(history.workspace() / "history" / segment.file);
  return fmt::format("read_parquet([{}], union_by_name = true)", files);
}

/// Quarter hours of UTC to days of the zone (no zone's midnight lies within one): the last event of each tells its day.
Result<void> add_days(store::Duck& duck, const std::string& segments, const TimeZone& zone, TrustSums& sums) {
  CAIRN_TRY(auto quarters,
            duck.query(fmt::format("SELECT source, max(epoch_us(time)) FROM {} GROUP BY source, epoch_us(time) // "
                                   "900000000",
                                   segments),
                       "when the events of each source came"));
  for (;;) {
    CAIRN_TRY(auto rows, quarters.next());
    if (rows == 0) return {};
    auto names = quarters.column(0), last = quarters.column(1);
    for (std::size_t r = 0; r < rows; ++r) {
      auto local = zone.to_local({last.data<std::int64_t>()[r]});
      auto day = (local >= 0 ? local : local - day_us + 1) / day_us;
      auto& latest = sums.days[std::string(names.text(r))][day];
      latest = std::max(latest, local - day * day_us);
    }
  }
}

Result<void> add_orders(store::Duck& duck, const std::string& segments, TrustSums& sums) {
  CAIRN_TRY(auto found, duck.query(fmt::format("SELECT currency, identifier_kind IN ({}), count(*), "
                                               "CAST(sum(amount_minor) AS DOUBLE) FROM {} WHERE amount_minor > 0 AND "
                                               "currency IS NOT NULL AND currency <> '' GROUP BY 1, 2",
                                               nobody, segments),
                                   "which orders have a customer"));
  for (;;) {
    CAIRN_TRY(auto rows, found.next());
    if (rows == 0) return {};
    auto currency = found.column(0), unknown = found.column(1), orders = found.column(2), money = found.column(3);
    for (std::size_t r = 0; r < rows; ++r) {
      bool tied = !unknown.data<bool>()[r];
      auto count = orders.data<std::int64_t>()[r];
      auto sum = money.data<double>()[r];
      auto& all = sums.orders[std::string(currency.text(r))];
      all.orders += count;
      all.money += sum;
      all.tied_orders += tied ? count : 0;
      all.tied_money += tied ? sum : 0;
    }
  }
}

Result<TrustSums> sums_in(const store::History& history, const std::vector<store::Segment>& segments,
                          const TimeZone& zone) {
  TrustSums sums;
  if (segments.empty()) return sums;
  CAIRN_TRY(auto duck, store::Duck::open({}));
  auto sql = segments_sql(history, segments);
  CAIRN_TRY_VOID(add_days(duck, sql, zone, sums));
  CAIRN_TRY_VOID(add_orders(duck, sql, sums));
  return sums;
}

std::string stamp_of(const std::vector<store::Segment>& segments, const TimeZone& zone) {
  std::string all = "1 " + zone.name();
  for (const auto& segment : segments) all += ' ' + segment.file + ' ' + segment.hash;
  return fmt::format("{:016x}", hash64(all));
}

Json to_json(const TrustSums& sums, const std::string& stamp) {
  Json json{{"stamp", stamp}, {"days", Json::object()}, {"orders", Json::object()}};
  for (const auto& [source, days] : sums.days)
    for (const auto& [day, last] : days) json["days"][source].push_back({day, last});
  for (const auto& [currency, sum] : sums.orders)
    json["orders"][currency] = {sum.orders, sum.tied_orders, sum.money, sum.tied_money};
  return json;
}

/// nullopt when it is missing, damaged or of other segments.
std::optional<TrustSums> recall(const std::filesystem::path& file, const std::string& stamp) {
  auto text = read_file(file.string());
  if (!text) return std::nullopt;
  auto json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("stamp") || json["stamp"] != stamp) return std::nullopt;
  TrustSums sums;
  try {
    for (const auto& [source, days] : json["days"].items())
      for (const auto& each : days) sums.days[source][each[0].get<std::int64_t>()] = each[1].get<std::int64_t>();
    for (const auto& [currency, sum] : json["orders"].items())
      sums.orders[currency] = {sum[0].get<std::int64_t>(), sum[1].get<std::int64_t>(), sum[2].get<double>(),
                               sum[3].get<double>()};
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return sums;
}

Result<TrustSums> settled_sums(const store::History& history, const std::vector<store::Segment>& segments,
                               const TimeZone& zone) {
  if (segments.empty()) return TrustSums();
  auto stamp = stamp_of(segments, zone);
  auto file = history.workspace() / "index" / "trust-settled.json";
  if (auto known = recall(file, stamp)) return *std::move(known);
  CAIRN_TRY(auto sums, sums_in(history, segments, zone));
  std::error_code none;
  std::filesystem::create_directories(file.parent_path(), none);
  // What cannot be kept is worked out again: no fault of the map.
  (void)write_file(file, to_json(sums, stamp).dump());
  return sums;
}

}  // namespace

void TrustSums::add(const TrustSums& other) {
  for (const auto& [source, their_days] : other.days)
    for (const auto& [day, last] : their_days) days[source][day] = std::max(days[source][day], last);
  for (const auto& [currency, sum] : other.orders) {
    auto& all = orders[currency];
    all.orders += sum.orders;
    all.tied_orders += sum.tied_orders;
    all.money += sum.money;
    all.tied_money += sum.tied_money;
  }
}

Result<TrustSums> trust_sums(const store::History& history, const TimeZone& zone) {
  std::vector<store::Segment> settled, small;
  for (const auto& segment : history.segments()) (segment.rows >= settled_rows ? settled : small).push_back(segment);
  CAIRN_TRY(auto sums, settled_sums(history, settled, zone));
  CAIRN_TRY(auto since, sums_in(history, small, zone));
  sums.add(since);
  return sums;
}

}  // namespace cairn::app
