#include "journey/bins.h"

#include <cmath>

namespace cairn::journey {

Bins Bins::of(const Histogram& all, std::optional<std::uint64_t> wanted) {
  Bins bins;
  if (all.n() == 0) return bins;
  bins.from_ms = all.min();
  bins.to_ms = all.max();
  auto many = wanted.value_or(static_cast<std::uint64_t>(std::ceil(std::cbrt(static_cast<double>(all.n())) - 1e-9)));
  std::uint64_t span = bins.to_ms - bins.from_ms;
  std::uint64_t seconds = (span + many * 1000 - 1) / (many * 1000);
  bins.width_ms = std::max<std::uint64_t>(1, seconds) * 1000;
  bins.count = std::max<std::uint64_t>(1, (span + bins.width_ms - 1) / bins.width_ms);
  return bins;
}

void BinCounts::merge(BinCounts&& other, Pace& pace) {
  for (std::size_t g = 0; g < groups.size() && pace.step(); ++g)
    for (std::size_t i = 0; i < groups[g].size(); ++i) groups[g][i] += other.groups[g][i];
}

Json BinCounts::json(const Breakdown& breakdown, const Bins& bins) const {
  Json json = Json::array();
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t i = 0; i < bins.count; ++i) {
      Json bin = Json::object();
      if (breakdown.shown) bin["group"] = breakdown.names[g];
      bin["from"] = seconds_of(static_cast<double>(bins.lower(i)));
      bin["to"] = seconds_of(static_cast<double>(bins.upper(i)));
      bin["count"] = groups[g][i];
      json.push_back(std::move(bin));
    }
  return json;
}

}  // namespace cairn::journey
