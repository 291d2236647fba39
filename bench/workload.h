// The events of the benchmark: customers with heavy-tailed numbers of events, 40 event types by Zipf's law, sessions,
// 90 days, to the millisecond. The same for the same seed. No customer has two events at one instant, so that the order
// of events is the same for every rival.
#pragma once

#include <cstdint>
#include <vector>

namespace cairn::bench {

struct Workload {
  static constexpr int types = 40;
  static constexpr std::int64_t base_ms = 1767225600000;  ///< 2026-01-01
  std::vector<std::uint32_t> customer;                    ///< ascending
  std::vector<std::uint8_t> type;
  std::vector<std::int64_t> ms;  ///< since base_ms; ascending within a customer
  std::uint32_t customers = 0;
  std::size_t size() const { return type.size(); }
};

Workload make_workload(std::size_t events, std::uint64_t seed);

}  // namespace cairn::bench
