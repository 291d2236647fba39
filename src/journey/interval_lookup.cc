#include "journey/interval_lookup.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace cairn::journey {

IntervalLookup::IntervalLookup(const Intervals& intervals) {
  // Offsets of time zones are whole seconds, so borders are.
  auto second = [](std::int64_t ms) { return static_cast<std::uint32_t>(std::max<std::int64_t>(0, ms) / 1000); };
  begin_ = second(intervals.begin_ms(0));
  for (std::size_t i = 0; i < intervals.count(); ++i) {
    CAIRN_CHECK(intervals.end_ms(i) % 1000 == 0);
    end_.push_back(second(intervals.end_ms(i)));
  }
  even_length_ = end_[0] - begin_;
  for (std::size_t i = 1; i < end_.size(); ++i)
    if (end_[i] - end_[i - 1] != even_length_) even_length_ = 0;
  while (!lay_out()) --shift_;
  end_.back() = std::numeric_limits<std::uint32_t>::max();
}

/// False when two borders fall into one stretch.
bool IntervalLookup::lay_out() {
  constexpr auto none = std::numeric_limits<std::uint32_t>::max();
  base_ = begin_ >> shift_;
  stretches_.clear();
  std::uint32_t at = 0, last = static_cast<std::uint32_t>(end_.size()) - 1;
  for (std::uint32_t slot = base_; slot <= end_.back() >> shift_; ++slot) {
    Stretch stretch{none, at, at};
    while (at < last && end_[at] >> shift_ == slot) {
      if (stretch.border != none && stretch.border != end_[at]) return false;
      stretch.border = end_[at];
      stretch.after = ++at;
    }
    stretches_.push_back(stretch);
  }
  return true;
}

}  // namespace cairn::journey
