#include "journey/interval_lookup.h"

#include <algorithm>

#include "base/check.h"

namespace cairn::journey {

IntervalLookup::IntervalLookup(const Intervals& intervals) {
  // Offsets of time zones are whole seconds, so borders are.
  auto second = [](std::int64_t ms) { return static_cast<std::uint32_t>(std::max<std::int64_t>(0, ms) / 1000); };
  for (std::size_t i = 0; i < intervals.count(); ++i) {
    CAIRN_CHECK(intervals.end_ms(i) % 1000 == 0);
    end_.push_back(second(intervals.end_ms(i)));
  }
  std::uint32_t last = end_.back() >> shift;
  end_.back() = std::numeric_limits<std::uint32_t>::max();
  base_ = second(intervals.begin_ms(0)) >> shift;
  std::uint32_t at = 0;
  for (std::uint32_t slot = base_; slot <= last; ++slot) {
    while (end_[at] <= slot << shift) ++at;
    first_.push_back(at);
  }
}

}  // namespace cairn::journey
