// Durations in bins of equal width: bin i holds [from + i·width, from + (i+1)·width), the last also its upper border.
//
// ceil(cbrt(n)) bins unless the question says otherwise, of whole seconds, from the smallest value; the last closes at
// the largest. They are exact: the data are walked a second time when the borders are known.
#pragma once

#include <optional>
#include <vector>

#include "journey/breakdown.h"

namespace cairn::journey {

struct Bins {
  std::uint64_t from_ms = 0, to_ms = 0, width_ms = 1, count = 0;  ///< no values: no bins
  static Bins of(const Histogram& all, std::optional<std::uint64_t> wanted);
  std::size_t of(std::uint64_t ms) const {
    return static_cast<std::size_t>(std::min((ms - from_ms) / width_ms, count - 1));
  }
  std::uint64_t lower(std::size_t i) const { return from_ms + i * width_ms; }
  std::uint64_t upper(std::size_t i) const { return i + 1 == count ? to_ms : lower(i + 1); }
};

/// A partial for over_buckets: how many values each bin of each shown group has.
struct BinCounts {
  std::vector<std::vector<std::uint64_t>> groups;
  BinCounts(const Breakdown& breakdown, const Bins& bins)
      : groups(breakdown.names.size(), std::vector<std::uint64_t>(bins.count)) {}
  void merge(BinCounts&& other, Pace& pace);
  /// As answers have them: [{"group"?, "from", "to", "count"}], in seconds.
  Json json(const Breakdown& breakdown, const Bins& bins) const;
};

}  // namespace cairn::journey
