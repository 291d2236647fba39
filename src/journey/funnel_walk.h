// One case through an ordered funnel.
//
//   steps  a b c, window 7 days        entry[k]: when the best chain that has reached step k began
//
//   day 0: a    entry[1] = 0
//   day 1: b    entry[2] = entry[1] = 0
//   day 6: a    entry[1] = 6            a new chain; the older one lives on at step 2
//   day 8: c    entry[2] + 7 < 8        too late
//   day 9: b    entry[2] = entry[1] = 6
//   day 9.5: c  entry[3] = 6            converted
//
// A chain is a set of different events, one a step, whose times do not fall from step to step and whose last lies at
// most the window after the first. The walk finds the furthest step that any chain reaches: at every step the chain
// with the latest entry can do all that an older one can. Of chains with the same entry the first to arrive stays.
// Events are offered from high steps to low ones, so that one event never fills two steps of a chain. Events of one
// instant are offered together: their order among themselves does not matter, each fills one step.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "journey/funnel_outcome.h"

namespace cairn::journey {

class FunnelWalk {
 public:
  static constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
  FunnelWalk(int steps, std::int64_t window_ms) : steps_(steps), window_(window_ms) {}

  void restart() {
    outcome_.reached = 0;
    std::fill_n(entry_.begin(), steps_ + 1, none);
  }
  bool converted() const { return outcome_.reached == steps_; }
  /// After the last event. The times are those of the first chain that came as far as the case ever came.
  const FunnelOutcome& finish() {
    outcome_.taken = static_cast<Matches>((std::uint64_t{1} << outcome_.reached) - 1);
    outcome_.youngest = entry_[1];
    return outcome_;
  }

  /// One event alone in its instant. Bit k-1 of `matches`: it is a step k.
  void event(std::int64_t now, Matches matches) {
    while (matches != 0) {
      int k = std::bit_width(matches);
      matches &= ~(Matches{1} << (k - 1));
      extend(k - 1, k, now);
    }
  }
  /// Two or more events of one instant.
  void instant(std::int64_t now, std::span<const Matches> events);

 private:
  static constexpr std::int64_t none = FunnelOutcome::none;
  using Times = FunnelOutcome::Times;
  /// One chain has reached both steps, as far as its entry tells.
  bool same_chain(int a, int b) const {
    return entry_[static_cast<std::size_t>(a)] == entry_[static_cast<std::size_t>(b)];
  }
  /// The chain at step `from` takes steps from+1 … to now, where it exists, is in time and is better than what is
  /// there.
  void extend(int from, int to, std::int64_t now) {
    auto f = static_cast<std::size_t>(from), t = static_cast<std::size_t>(to);
    std::int64_t entry = from == 0 ? now : entry_[f];
    if (entry == none || now - entry > window_ || entry <= entry_[t]) return;
    entry_[t] = entry;
    for (std::size_t k = 1; k <= f; ++k) times_[t][k] = times_[f][k];
    for (std::size_t k = f + 1; k <= t; ++k) times_[t][k] = now;
    if (to <= outcome_.reached) return;
    outcome_.reached = to;
    for (std::size_t k = 1; k <= t; ++k) outcome_.times[k] = times_[t][k];
  }

  int steps_;
  std::int64_t window_;
  FunnelOutcome outcome_;
  Times entry_{};
  std::array<Times, Elements::limit + 1> times_{};
};

}  // namespace cairn::journey
