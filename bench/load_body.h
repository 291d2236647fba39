// The body of one batch as @segment/analytics-node sends it, made once and written anew in place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace cairn::bench {

/// What makes an event that event: sent again with both, it is known.
struct SentEvent {
  std::uint64_t id = 0;
  std::int64_t time_ms = 0;
};

class BatchBody {
 public:
  explicit BatchBody(std::uint32_t events);
  void set_event(std::uint32_t at, const SentEvent& event, Random& random, std::uint32_t customers);
  const std::string& text() const { return text_; }

 private:
  struct Places {
    std::size_t id, time, customer, type, city, price;
  };
  std::string text_;
  std::vector<Places> places_;
};

}  // namespace cairn::bench
