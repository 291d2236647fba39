#include "app/trust.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/trust_sums.h"
#include "base/hash.h"
#include "collect/roles.h"
#include "journey/filter.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

std::string stamp_of(const store::History& history, const TimeZone& zone) {
  std::string all = "1 " + zone.name();
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) all += ' ' + history.version(bucket);
  return fmt::format("{:016x}", hash64(all));
}

map::Trust trust_in(const TrustSums& sums) {
  std::vector<map::SourceDays> sources;
  for (const auto& [name, days] : sums.days) {
    auto& source = sources.emplace_back(map::SourceDays{name, {}});
    for (const auto& [day, last] : days) source.days.push_back({day, last});
  }
  auto trust = map::trust_in(sources);
  const OrderSums* most = nullptr;
  for (const auto& [currency, sum] : sums.orders) {
    trust.orders += static_cast<std::uint64_t>(sum.orders);
    trust.orders_tied += static_cast<std::uint64_t>(sum.tied_orders);
    if (most == nullptr || sum.orders > most->orders) most = &sum;
  }
  if (most != nullptr && most->money > 0) trust.sales_tied = most->tied_money / most->money;
  return trust;
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
  CAIRN_TRY(auto sums, trust_sums(history, zone));
  auto trust = trust_in(sums);
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
