// Cases that have not gone on (yet), by how long they have been silent. Whether they are lost or in progress is decided
// at the end, when it is known how long the others took; so one pass over the events is enough.
//
//   silence   0 … 1 s … 1 min … 1 h … 1 d … 30 d … forever        four steps to every doubling (19 %)
//   cases     ·  ··     ···      ··    │  ····     ·
//                                window ┘ in progress │ lost
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace cairn::map {

class Silence {
 public:
  static constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();

  void add(std::int64_t ms) { ++count_[step_of(ms)]; }
  void merge(const Silence& other) {
    for (std::size_t i = 0; i < count_.size(); ++i) count_[i] += other.count_[i];
  }
  std::uint64_t all() const { return sum_from(0); }
  /// Whether a case of this silence is among the lost.
  static bool is_lost(std::int64_t ms, std::int64_t window_ms) { return step_of(ms) > step_of(window_ms); }
  /// Those that have been silent for longer than the window.
  std::uint64_t lost(std::int64_t window_ms) const { return sum_from(step_of(window_ms) + 1); }
  std::uint64_t in_progress(std::int64_t window_ms) const { return all() - lost(window_ms); }

 private:
  static std::size_t step_of(std::int64_t ms) {
    auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 0));
    if (value < 4) return static_cast<std::size_t>(value);
    auto width = static_cast<unsigned>(std::bit_width(value));
    return (std::size_t{width} - 2) * 4 + static_cast<std::size_t>((value >> (width - 3)) & 3);
  }
  std::uint64_t sum_from(std::size_t step) const {
    std::uint64_t sum = 0;
    for (std::size_t i = step; i < count_.size(); ++i) sum += count_[i];
    return sum;
  }
  std::array<std::uint64_t, 252> count_{};
};

}  // namespace cairn::map
