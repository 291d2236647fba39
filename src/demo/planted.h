// The planted findings, each number once: the simulation draws from it and truth() tells it.
#pragma once

#include <array>

namespace cairn::demo::planted {

/// (a) Share of checkouts that end without payment, by Shop. The web shop asks for an account before it takes money;
/// who leaves there does not buy elsewhere instead.
inline constexpr std::array<double, 3> checkout_loss{0.59, 0.22, 0.17};

/// (b) The queue at the till. Wait in minutes is lognormal; who is in front of a long wait leaves, and the more so the
/// longer it is. Slow: the stores marked slow_till, at peak hours (calendar.h).
struct Queue {
  double usual_median_min = 2.3;
  double usual_peak_median_min = 2.9;
  double slow_peak_median_min = 10.2;
  double spread = 0.45;     ///< sigma of the logarithm
  double patience_min = 5;  ///< up to here only the base share leaves
  double base_leave = 0.015;
  double leave_per_min = 0.035;  ///< for each minute beyond patience
  double most_leave = 0.75;
  double long_wait_min = 6;  ///< from here ratings fall
};
inline constexpr Queue queue{};

/// (c) Rounds of view → compare sizes → back. Who needs three or more is less likely to end up with a pair.
inline constexpr int loop_rounds = 3;
inline constexpr double leave_after_loop = 0.60;
/// (d) … and everybody else leaves less often at the fork that follows comparing; the rest buy in a store or online.
inline constexpr double leave_after_compare = 0.24;

/// Returns are taken within 30 days in any store; a few come too late and are refused.
inline constexpr int return_days = 30;
inline constexpr double late_return = 0.025;

}  // namespace cairn::demo::planted
