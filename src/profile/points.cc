#include "profile/points.h"

#include <algorithm>
#include <cmath>

namespace cairn::profile {
namespace {

bool is_in(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// What an event does to the points; empty: nothing.
std::string_view movement(const PointRules& rules, const std::string& event) {
  if (is_in(rules.earned, event)) return "earned";
  if (is_in(rules.spent, event)) return "spent";
  if (is_in(rules.expired, event)) return "expired";
  if (is_in(rules.adjusted, event)) return "adjusted";
  return {};
}

/// Whole numbers as such.
Json shown(double number) {
  bool whole = number == std::floor(number) && std::abs(number) < 0x1p53;
  return whole ? Json(static_cast<std::int64_t>(number)) : Json(number);
}

}  // namespace

PointLedger point_ledger(std::span<const CustomerEvent> events, const PointRules& rules) {
  PointLedger ledger;
  for (const auto& event : events) {
    auto what = movement(rules, event.event);
    if (what.empty()) continue;
    auto stated = number_of(event, rules.property);
    if (!stated) stated = event.value;
    if (!stated) {
      ++ledger.without_number;
      continue;
    }
    bool takes = what == "spent" || what == "expired";
    double points = takes ? -std::abs(*stated) : *stated;
    ledger.balance += points;
    ledger.lines.push_back(
        {event.time, std::string(what), event.event, event.source, event.id.hex(), points, ledger.balance});
  }
  return ledger;
}

Json points_json(const PointLedger& ledger) {
  Json lines = Json::array();
  for (const auto& line : ledger.lines)
    lines.push_back({{"time", format_time(line.time)},
                     {"what", line.what},
                     {"points", shown(line.points)},
                     {"balance", shown(line.balance)},
                     {"event", line.event},
                     {"source", line.source},
                     {"id", line.id}});
  return {{"balance", shown(ledger.balance)}, {"without_number", ledger.without_number}, {"lines", std::move(lines)}};
}

}  // namespace cairn::profile
