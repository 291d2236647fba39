// A customer: the latent kind (no event shows it), habits, and what the years have made of them so far.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "base/random.h"
#include "demo/calendar.h"
#include "demo/catalogue.h"
#include "demo/diary.h"
#include "demo/feedback.h"
#include "demo/planted.h"

namespace cairn::demo {

/// Habits of one kind of customers. Shares and chances are 0 to 1.
struct Kind {
  std::string_view name;
  double share;
  double in_store;              ///< a visit is to a store, not online
  double more_visits;           ///< of one journey, beyond the first; mean
  std::array<double, 3> shops;  ///< web, app, mini-program; relative
  double loses_interest;        ///< only looks
  double compares;              ///< sizes, before deciding online
  double goes_round;            ///< … three times or more
  double prefers_store;         ///< at the fork
  double on_tmall;              ///< a journey of which only the order on Tmall is seen
  double comes_again;           ///< after a purchase
  double again_median_days;
  double waits_for_sale;
};
std::span<const Kind> kinds();

struct Customer {
  const Calendar& calendar;
  Diary& diary;
  Random random;
  const Kind& kind;
  const Store& home;
  std::string_view phone;  ///< the device
  Tongue tongue = Tongue::zh_hans;
  bool helped_with_size = false;         ///< the arm of the experiment (planted::size_returns)
  int orders = 0;                        ///< ordered or at least started to, so far
  int purchases = 0;                     ///< paid, also before the period
  int tickets = 0;                       ///< opened with support
  std::optional<Seconds> follows_since;  ///< the official account
  std::optional<Seconds> bound_since;    ///< a member, by phone number
  Shop usual_shop;

  /// Draws who number `number` is.
  static Customer draw(const Calendar& calendar, Diary& diary, std::uint64_t seed, std::uint64_t number);

  bool chance(double probability) { return random.chance(probability); }
  Seconds lognormal(double median_seconds, double spread) {
    return static_cast<Seconds>(random.lognormal(median_seconds, spread));
  }
  /// A time about `gap_days` after `after`, when people are there.
  Seconds later(Seconds after, double gap_days, Calendar::Place place);
  /// Home mostly; one price list and one currency for each, so the others are on the same side of the border.
  const Store& pick_store();
  std::string_view device_on(Shop shop);
  Order next_order(char place) { return {++orders, place}; }
  bool in_hong_kong() const { return home.hong_kong; }
  /// Of the experiment, once it runs.
  std::string_view variant(Seconds at) const {
    return at < planted::size_returns.from ? "" : helped_with_size ? "size_help" : "control";
  }
  std::string_view buyer() const { return purchases <= 1 ? "new" : "returning"; }
  bool follows(Seconds at) const { return follows_since && *follows_since <= at; }
  bool is_member(Seconds at) const { return bound_since && *bound_since <= at; }
};

/// Two years of shopping: noted in the customer's diary.
void live(Customer& customer);

}  // namespace cairn::demo
