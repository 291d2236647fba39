#include "demo/after_purchase.h"

#include <algorithm>
#include <cmath>

#include "demo/returns.h"
#include "demo/support.h"
#include "demo/survey.h"

namespace cairn::demo {

namespace {

double stars(double feeling) { return std::clamp(std::round(3.4 + feeling), 1.0, 5.0); }

Moment& note(Customer& customer, Touch touch, Seconds at, const Purchase& purchase) {
  Moment& moment = customer.diary.note(touch, at);
  moment.order = purchase.order;
  return moment;
}

Seconds deliver(Customer& customer, const Purchase& purchase) {
  bool crowded = customer.calendar.demand(day_of(purchase.at)) > 2;
  double in_days = customer.random.lognormal(2.1, 0.35) + (crowded ? 2.5 * customer.random.uniform() : 0);
  Seconds at = (day_of(purchase.at) + std::max(1, static_cast<int>(in_days + 0.5))) * day_length + 9 * hour +
               static_cast<Seconds>(customer.random.below(10 * hour));
  Seconds received = std::max(at, purchase.at + 8 * hour);
  note(customer, Touch::delivery_received, received, purchase).product = purchase.product;
  const auto& gap = planted::delivery_rating;
  ask_about(customer, Theme::delivery, received, purchase.returning ? gap.returning : gap.new_customers,
            purchase.order);
  return received;
}

/// Ordered in the app or mini-program, fetched in the store: how long the pair takes to appear (planted: Starbucks).
Seconds collect(Customer& customer, const Purchase& purchase) {
  const auto& change = planted::collect_wait_min;
  Seconds came = customer.later(purchase.at + 2 * hour, 0.8, Calendar::Place::store);
  bool ready = purchase.store->lays_out && came >= change.from;
  note(customer, Touch::collect_queue, came, purchase).store = purchase.store;
  Seconds got = came + std::max<Seconds>(20, customer.lognormal((ready ? change.after : change.before) * minute, 0.4));
  Moment& done = note(customer, Touch::collected, got, purchase);
  done.store = purchase.store;
  done.product = purchase.product;
  rate_visit(customer, got, *purchase.store, ready ? 0 : planted::queue.long_wait_min, true);
  return got;
}

/// Points for an order are credited when it is past returning.
void earn_points(Customer& customer, const Purchase& purchase) {
  Seconds at = purchase.at + 15 * day_length + static_cast<Seconds>(customer.random.below(hour));
  if (customer.is_member(purchase.at + hour))
    note(customer, Touch::points_earned, at, purchase).value =
        std::floor(static_cast<double>(purchase.amount_fen) / 10000);
}

void speak_of_it(Customer& customer, const Purchase& purchase, Seconds received, bool brought_back) {
  double feeling = purchase.satisfaction - (brought_back ? 1.5 : 0);
  if (customer.chance(purchase.in_store() ? 0.05 : 0.16)) {
    Seconds at = received + day_length + customer.lognormal(3.5 * day_length, 0.7);
    Moment& review = note(customer, Touch::review_post, at, purchase);
    review.product = purchase.product;
    review.value = stars(feeling + customer.random.normal() * 0.5);
    review.text = feedback(customer.random, customer.tongue, customer.chance(0.45) ? Theme::size : Theme::comfort,
                           static_cast<int>(review.value));
  }
  if (!brought_back && customer.chance(feeling > 1 ? 0.09 : 0.02)) {
    Seconds at = received + std::max<Seconds>(2 * hour, customer.lognormal(8 * hour, 0.9));
    Moment& post = customer.diary.note(Touch::share_post, at);
    post.product = purchase.product;
    post.campaign = "小红书";
    // A post is known to be a customer's only where they hand it in (晒单).
    if (customer.chance(0.3)) post.order = purchase.order;
  }
}

}  // namespace

void live_with(Customer& customer, const Purchase& purchase) {
  Seconds received = purchase.in_store()  ? purchase.at
                     : purchase.collected ? collect(customer, purchase)
                                          : deliver(customer, purchase);
  if (purchase.in_store()) rate_visit(customer, purchase.at, *purchase.store, purchase.waited_min, true);
  ask_for_help(customer, purchase, received);
  bool brought_back = bring_back(customer, purchase, received);
  speak_of_it(customer, purchase, received, brought_back);
  if (!brought_back) earn_points(customer, purchase);
}

}  // namespace cairn::demo
