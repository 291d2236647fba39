#include "map/trust.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>

namespace cairn::map {
namespace {

constexpr std::int64_t recent_days = 28, regular_days = 14, most_waited_for = 3;
constexpr std::size_t days_of_rhythm = 5, gaps_of_rhythm = 60;

/// The days within the four weeks before the last.
std::vector<SourceDay> recent(const SourceDays& source) {
  std::vector<SourceDay> days;
  for (const auto& each : source.days)
    if (each.day < source.days.back().day && each.day >= source.days.back().day - recent_days) days.push_back(each);
  return days;
}

/// The last day ends earlier than the four weeks before it did, and by more than half of their spread: of as many
/// complete days one is the earliest anyway.
bool ends_early(const SourceDays& source, const std::vector<SourceDay>& before) {
  auto [first, last] = std::minmax_element(before.begin(), before.end(),
                                           [](const auto& a, const auto& b) { return a.last_us < b.last_us; });
  return source.days.back().last_us < first->last_us - (last->last_us - first->last_us) / 2;
}

/// From one day with events to the next, at most; nullopt where there are too few to know.
std::optional<std::int64_t> usual_gap(const SourceDays& source) {
  if (source.days.size() < days_of_rhythm) return std::nullopt;
  std::int64_t longest = 1;
  std::size_t first = source.days.size() > gaps_of_rhythm ? source.days.size() - gaps_of_rhythm : 1;
  for (std::size_t i = first; i < source.days.size(); ++i)
    longest = std::max(longest, source.days[i].day - source.days[i - 1].day);
  return longest;
}

}  // namespace

Trust trust_in(const std::vector<SourceDays>& sources) {
  Trust trust;
  std::optional<std::int64_t> newest;
  for (const auto& source : sources)
    if (!source.days.empty()) newest = std::max(newest.value_or(source.days.back().day), source.days.back().day);
  if (!newest) return trust;
  trust.complete_day = newest;
  for (const auto& source : sources) {
    if (source.days.empty()) continue;
    std::int64_t last = source.days.back().day, behind = *newest - last;
    if (auto gap = usual_gap(source); gap && behind > *gap) trust.late.push_back({source.name, behind});
    auto before = recent(source);
    if (static_cast<std::int64_t>(before.size()) < regular_days || behind > most_waited_for) continue;
    trust.complete_day = std::min(*trust.complete_day, ends_early(source, before) ? last - 1 : last);
  }
  trust.days_left_out = *newest - *trust.complete_day;
  std::stable_sort(trust.late.begin(), trust.late.end(), [](const auto& a, const auto& b) { return a.days > b.days; });
  return trust;
}

std::string day_text(std::int64_t day) {
  date::year_month_day ymd{date::sys_days(date::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day()));
}

Json to_json(const Trust& trust) {
  auto known = [](double share) { return std::isfinite(share) ? Json(share) : Json(); };
  Json late = Json::array();
  for (const auto& source : trust.late) late.push_back({{"source", source.name}, {"days", source.days}});
  return {{"complete_to", trust.complete_day ? Json(day_text(*trust.complete_day)) : Json()},
          {"days_left_out", trust.days_left_out},
          {"late", late},
          {"orders", trust.orders},
          {"orders_tied", trust.orders_tied},
          {"orders_tied_share", known(trust.orders_tied_share())},
          {"sales_tied_share", known(trust.sales_tied)},
          {"excluded_events", trust.excluded}};
}

}  // namespace cairn::map
