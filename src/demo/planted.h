// The planted findings, each number once: the simulation draws from it and truth() tells it.
#pragma once

#include <array>
#include <cstdint>

#include "demo/calendar.h"

namespace cairn::demo::planted {

/// (a) Share of checkouts that end without payment, by Shop. The web shop asks for an account before it takes money;
/// who leaves there does not buy elsewhere instead. Company X's change (below) mends a part of it.
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

/// (e) A detour: web customers with a full cart leave it to look for a coupon; most come back to it, none buys sooner.
struct Detour {
  double share = 0.30;
  double lost = 0.10;  ///< of those who go
  double median_min = 18;
};
inline constexpr Detour detour{};

/// (f) What the company changed, each on its day; before and after stand beside each other.
struct Change {
  Seconds from;
  double before, after;
};
/// X: three steps instead of five and a progress bar in the web checkout: share paid, and how it is rated.
inline constexpr Change checkout_paid{on(2026, 4, 13) * day_length, 1 - checkout_loss[0], 0.492};
inline constexpr Change checkout_rating{checkout_paid.from, 3.6, 4.0};
/// Y: "goes well with it" in the carts of web, app and mini-program: mean order in yuan, outside promotions.
inline constexpr Change order_yuan{on(2026, 2, 24) * day_length, 412, 474};
inline constexpr double takes_recommendation = 0.40;
/// Z: a chatbot and a ticket system in support: median minutes to the first answer. It falls into 618, whose crowd
/// makes answers slower: `busy` times.
inline constexpr Change first_answer_min{on(2026, 6, 10) * day_length, 10, 7};
/// With lognormal minutes of this spread, 45 % answered by a bot of this median make the median of all 7:
/// 0.45 Φ(ln(7 / 4.43) / 0.5) + 0.55 Φ(ln(7 / 10) / 0.5) = 0.5.
inline constexpr double busy = 1.3, answered_by_bot = 0.45, bot_median_min = 4.43, answer_spread = 0.5;
/// Starbucks: the pair is laid out before the customer comes to collect it; only in stores with `lays_out`.
inline constexpr Change collect_wait_min{on(2026, 1, 12) * day_length, 9.4, 5.1};
inline constexpr double collects_in_store = 0.30;
/// Dell: a shoe configurator in the web shop. Of those who decide there: who use it, and who of them go on to the cart
/// (the others leave).
inline constexpr Change configurator_used{on(2026, 3, 16) * day_length, 0, 0.20};
inline constexpr double configured_goes_on = 0.82;
/// Amazon: reviews and size comparison for a random half of the customers (`variant`): orders of web, app and
/// mini-program that come back for their size, outside 双11.
inline constexpr Change size_returns{on(2025, 11, 20) * day_length, 0.09, 0.07};
/// A new home page of the app: nobody buys more or less for it.
inline constexpr Change home_page{on(2026, 5, 11) * day_length, 0, 0};

/// (g) The gap between new and returning customers, in ratings of two touchpoints out of four.
struct Gap {
  double new_customers, returning;
};
inline constexpr Gap delivery_rating{3.4, 4.2}, support_rating{3.2, 4.0};

/// Shares of orders that go back, by where they were bought; around 双11 it is the same for all that is bought online.
struct Returns {
  double size, other;
  constexpr double all() const { return size + other; }
};
inline constexpr Returns returns_store{0.03, 0.03}, returns_tmall{0.13, 0.11},
    returns_online{size_returns.before, 0.06}, returns_double11{0.19, 0.16};

/// The promise: within 30 days in any store. A few come too late and are refused; a few in time are refused wrongly,
/// more of them far from the store of the purchase. Instead of their money some take another size.
inline constexpr int return_days = 30;
inline constexpr double late_return = 0.025;
inline constexpr double wrongly_refused = 0.01, wrongly_refused_elsewhere = 0.08;
inline constexpr double exchanges = 0.025;

/// Who is known: share of all till receipts that nobody's name is on, of all receipts whose QR code is scanned, of new
/// followers who bind a phone number, and who unfollow within seven days.
inline constexpr double anonymous_receipts = 0.54, receipts_scanned = 0.34, binds = 0.61, unfollows = 0.14;
/// Strangers for each receipt of somebody known; the known are scanned or show their member code.
inline constexpr double strangers_per_receipt = anonymous_receipts / (1 - anonymous_receipts);
inline constexpr double known_scan = receipts_scanned / (1 - anonymous_receipts);
/// Share of anonymous receipts rung up with the clerk's own member card, and with one that a family of customers lends.
inline constexpr double clerk_card = 0.02, family_card = 0.01;
inline constexpr int family_of = 40;
/// … and of scanned receipts, with each of the two.
inline constexpr double borrowed_card = 0.004;

/// How identifiers hang together (identifiers.h): share of those without a login or the like that nothing ever links;
/// of days on which a shop remembers a login; of ads that are told of by a hash; of what clerks look up: known by the
/// store's tablet alone, with the tablet, with the clerk's own phone where the customer's belongs.
inline constexpr double never_linked = 0.03, stays_logged_in = 0.6, ads_by_hash = 0.3;
inline constexpr double tablet_alone = 0.03, on_tablet = 0.9, clerks_phone = 0.05;
inline constexpr int clears_after_days = 60;
/// Answers per survey sent: of strangers to the brand, and of followers.
inline constexpr double answers = 0.035, follower_answers = 0.075;

/// Delivery of the events: sent twice, and by how much the two stores with a slow line come late.
inline constexpr double sent_twice = 0.003;
inline constexpr Seconds late_by_at_least = 20 * hour, late_by_at_most = 52 * hour;

}  // namespace cairn::demo::planted
