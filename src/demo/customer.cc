#include "demo/customer.h"

#include <algorithm>

#include "base/hash.h"
#include "demo/after_purchase.h"
#include "demo/journey.h"
#include "demo/membership.h"

namespace cairn::demo {

namespace {

// clang-format off
//   name               share store more  web   app  mini   looks comp. round store Tmall again days sale
constexpr Kind kind_table[] = {
    {"store-first",       .24, .72, 0.4, {.38, .14, .48}, .09, .40, .18, .72, .05, .42,  95, .10},
    {"online researcher", .28, .10, 1.5, {.72, .08, .20}, .04, .80, .30, .22, .10, .42, 110, .15},
    {"bargain hunter",    .20, .12, 1.1, {.56, .18, .26}, .06, .52, .24, .16, .26, .50,  80, .60},
    {"loyal",             .12, .42, 0.5, {.18, .41, .41}, .05, .40, .10, .42, .06, .88,  55, .10},
    {"window shopper",    .16, .32, 0.7, {.56, .14, .30}, .17, .40, .24, .30, .10, .32, 120, .20},
};
// clang-format on

constexpr auto shares = [] {
  std::array<double, std::size(kind_table)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = kind_table[i].share;
  return all;
}();

/// Known from before the period: they begin somewhere in their cycle, already following or even members.
constexpr double known_before = 0.10;
/// Their browsers forget them now and then.
constexpr double clears_cookies = 0.08;

/// Looking at shoes again without wanting any: after a purchase, or for nothing.
void stroll_online(Customer& customer, Seconds at) {
  Shop shop = customer.usual_shop;
  customer.diary.note(opening_of(shop), at).device = customer.device_on(shop);
  customer.diary.note(viewing_of(shop), at + 20 + static_cast<Seconds>(customer.random.exponential(40))).product =
      &draw_product(customer.random);
}

double chance_of_coming_again(const Customer& customer, const JourneyEnd& end) {
  if (!end.purchase) return end.lost_at_checkout ? 0.10 : 0.30;
  double member = customer.is_member(end.at) ? 1.15 : 1.0;
  return std::min(0.95, customer.kind.comes_again * member * (end.purchase->satisfaction < 0 ? 0.4 : 1.0));
}

/// When the next wish for shoes comes; bargain hunters wait for a sale.
Seconds next_wish(Customer& customer, Seconds after) {
  const Calendar& calendar = customer.calendar;
  int day =
      day_of(after) + std::max(25, static_cast<int>(customer.random.lognormal(customer.kind.again_median_days, 0.55)));
  if (customer.chance(customer.kind.waits_for_sale))
    for (int wait = 0; wait < 90 && day + wait < all_days; ++wait)
      if (calendar.promotion(day + wait) != Promotion::none) {
        day += wait;
        break;
      }
  if (day + 7 < all_days) day = calendar.draw_day(customer.random, day, day + 7);
  return calendar.draw_time(customer.random, day, Calendar::Place::online);
}

}  // namespace

std::span<const Kind> kinds() { return kind_table; }

Customer Customer::draw(const Calendar& calendar, Diary& diary, std::uint64_t seed, std::uint64_t number) {
  Random random(hash64("customer", seed * 0x9E3779B97F4A7C15 + number));
  const Kind& kind = kind_table[random.pick(shares)];
  const Store& home = draw_store(random);
  constexpr std::string_view phones[] = {"Android", "iPhone", "HarmonyOS"};
  constexpr double phone_shares[] = {.48, .30, .22};
  std::string_view phone = phones[random.pick(phone_shares)];
  Shop shop = static_cast<Shop>(random.pick(kind.shops));
  Tongue tongue = !home.hong_kong ? Tongue::zh_hans : random.chance(0.6) ? Tongue::zh_hant : Tongue::en;
  Customer customer{.calendar = calendar,
                    .diary = diary,
                    .random = random,
                    .kind = kind,
                    .home = home,
                    .phone = phone,
                    .tongue = tongue,
                    .follows_since = std::nullopt,
                    .bound_since = std::nullopt,
                    .usual_shop = shop};
  customer.helped_with_size = customer.chance(0.5);
  return customer;
}

const Store& Customer::pick_store() {
  if (in_hong_kong()) return chance(0.85) ? home : stores()[stores().size() - 1 - random.below(2)];
  if (chance(0.85)) return home;
  const Store* store = &draw_store(random);
  return store->hong_kong ? home : *store;
}

Seconds Customer::later(Seconds after, double gap_days, Calendar::Place place) {
  int day = day_of(after) + static_cast<int>(gap_days + 0.5);
  if (place == Calendar::Place::store && chance(0.45)) day = std::min(calendar.next_free(day, 5), day_of(after) + 9);
  Seconds at = calendar.draw_time(random, day, place);
  return at > after + 10 * minute ? at : calendar.draw_time(random, day_of(after) + 1, place);
}

std::string_view Customer::device_on(Shop shop) { return shop == Shop::web && chance(0.6) ? "desktop" : phone; }

void live(Customer& customer) {
  const Calendar& calendar = customer.calendar;
  Seconds at = calendar.draw_time(customer.random, calendar.draw_day(customer.random, calendar.first_day(), all_days),
                                  Calendar::Place::online);
  if (customer.chance(known_before)) {
    customer.purchases = 1;
    customer.follows_since = calendar.begin() - 90 * day_length;
    if (customer.chance(0.7)) customer.bound_since = customer.follows_since;
    at = calendar.begin() +
         static_cast<Seconds>(customer.random.uniform() * customer.kind.again_median_days * day_length);
  } else if (customer.chance(clears_cookies)) {
    customer.diary.clears_cookies();
  }
  while (at < calendar.end()) {
    JourneyEnd end = shop_for_shoes(customer, at);
    if (end.purchase) live_with(customer, *end.purchase);
    if (customer.chance(end.purchase ? 0.04 : 0.01))
      stroll_online(customer, customer.later(end.at, 14 + customer.random.exponential(10), Calendar::Place::online));
    if (!customer.chance(chance_of_coming_again(customer, end))) break;
    at = next_wish(customer, end.at);
  }
  stay_in_touch(customer);
}

}  // namespace cairn::demo
