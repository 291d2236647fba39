// The events of the benchmarks at any scale, made customer by customer: heavy-tailed numbers of events, 40 event
// types by Zipf's law, sessions, 90 days, no two events of a customer at one instant, and three properties: city (200
// texts), device (3 texts), price (0.01 to 5,000.00 on a fifth of the events). A customer's events depend on his number
// alone, so they can be made in any order and again.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "store/sorted_load.h"

namespace cairn::bench {

class Population {
 public:
  static constexpr int types = 40, cities = 200;
  static constexpr std::int64_t base_ms = 1767225600000;  ///< 2026-01-01

  /// About so many events.
  Population(std::uint64_t events, std::uint64_t seed);

  struct Event {
    std::int64_t ms;  ///< since base_ms; ascending within a customer
    std::uint8_t type, city, device;
    std::int32_t cents;  ///< of the price; 0: none
  };
  /// All events of a customer, in order.
  void events_of(std::uint32_t customer, std::vector<Event>& events) const;
  std::uint32_t customers() const { return customers_; }
  static std::string type_name(int type);
  /// A workspace with this population: fills an empty history.
  Result<void> fill(store::History& history, int threads, const std::function<void(std::size_t done)>& progress) const;

 private:
  std::uint64_t seed_;
  std::uint32_t customers_;
  std::array<std::uint8_t, 4096> type_of_draw_;  ///< Zipf's law, by a draw of 12 bits
};

}  // namespace cairn::bench
