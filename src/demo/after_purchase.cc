#include "demo/after_purchase.h"

#include <algorithm>
#include <cmath>

#include "demo/planted.h"

namespace cairn::demo {

namespace {

double stars(double feeling) { return std::clamp(std::round(3.4 + feeling), 1.0, 5.0); }

Seconds days(double count) { return static_cast<Seconds>(count * day_length); }

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
  return received;
}

void ask_for_help(Customer& customer, const Purchase& purchase, Seconds received) {
  if (!customer.chance(purchase.store ? 0.025 : 0.10)) return;
  bool before = !purchase.store && customer.chance(0.45);
  double when = before ? customer.random.uniform() : 0;
  Seconds at =
      before ? purchase.at + hour + static_cast<Seconds>(when * static_cast<double>(received - purchase.at - hour))
             : received + std::max<Seconds>(20 * minute, customer.lognormal(2.5 * day_length, 0.9));
  note(customer, Touch::support_chat, at, purchase).reason = before                 ? "物流查询"
                                                             : customer.chance(0.6) ? "尺码问题"
                                                                                    : "质量问题";
}

/// Points for an order are credited when it is past returning.
void earn_points(Customer& customer, const Purchase& purchase) {
  Seconds at = purchase.at + 15 * day_length + static_cast<Seconds>(customer.random.below(hour));
  if (customer.is_member(purchase.at + hour))
    note(customer, Touch::points_earned, at, purchase).value =
        std::floor(static_cast<double>(purchase.amount_fen) / 10000);
}

double return_chance(const Customer& customer, const Purchase& purchase) {
  double base = purchase.store                                                            ? 0.06
                : customer.calendar.promotion(day_of(purchase.at)) == Promotion::double11 ? 0.27
                                                                                          : 0.14;
  return base * (purchase.satisfaction < 0 ? 2.2 : 0.85);
}

/// Back within 30 days, to any store; too late is refused. True if it went back.
bool bring_back(Customer& customer, const Purchase& purchase, Seconds received) {
  if (!customer.chance(return_chance(customer, purchase))) return false;
  bool late = customer.chance(planted::late_return);
  double after = late ? planted::return_days + 1 + customer.random.exponential(5)
                      : std::min(planted::return_days - 1.0, customer.random.lognormal(6, 0.75));
  bool in_store = customer.chance(purchase.store ? 0.82 : 0.15);
  int day = day_of(purchase.at) + static_cast<int>(after);
  if (day <= day_of(received)) day = day_of(received) + 1;
  Seconds at =
      customer.calendar.draw_time(customer.random, day, in_store ? Calendar::Place::store : Calendar::Place::online);
  constexpr std::string_view reasons[] = {"尺码不合", "质量问题", "不喜欢", "与描述不符"};
  constexpr double weights[] = {.52, .16, .22, .10};
  Moment& request = note(customer, in_store ? Touch::return_in_store : Touch::return_online, at, purchase);
  request.reason = reasons[customer.random.pick(weights)];
  request.product = purchase.product;
  const Store* store = !in_store                                 ? nullptr
                       : purchase.store && customer.chance(0.78) ? purchase.store
                                                                 : &customer.pick_store();
  request.store = store;
  if (late) {
    request.error = "超过30天";
    return false;
  }
  Seconds refund_at = in_store ? at + 2 * minute + static_cast<Seconds>(customer.random.exponential(5 * minute))
                               : at + days(1) + customer.lognormal(1.6 * day_length, 0.5);
  Moment& refund = note(customer, in_store ? Touch::refund_at_till : Touch::refund_online, refund_at, purchase);
  refund.amount_fen = -purchase.amount_fen;
  refund.store = store;
  return true;
}

void speak_of_it(Customer& customer, const Purchase& purchase, Seconds received, bool brought_back) {
  double feeling = purchase.satisfaction - (brought_back ? 1.5 : 0);
  if (customer.chance(purchase.store ? 0.05 : 0.16)) {
    Seconds at = received + days(1) + customer.lognormal(3.5 * day_length, 0.7);
    Moment& review = note(customer, Touch::review_post, at, purchase);
    review.product = purchase.product;
    review.value = stars(feeling + customer.random.normal() * 0.5);
  }
  if (!brought_back && customer.chance(feeling > 1 ? 0.09 : 0.02)) {
    Seconds at = received + std::max<Seconds>(2 * hour, customer.lognormal(8 * hour, 0.9));
    customer.diary.note(Touch::share_post, at).product = purchase.product;
  }
}

/// Events that come back every now and then until the customer's interest or the year ends.
template <class Make>
void now_and_then(Customer& customer, Seconds from, Seconds until, double mean_days, Make make) {
  Seconds at = from;
  while (true) {
    at = customer.later(at, 2 + customer.random.exponential(mean_days), Calendar::Place::online);
    if (at >= until) return;
    make(at);
  }
}

}  // namespace

void join_account(Customer& customer, Seconds at, const Store* store) {
  auto step = [&](double mean_s) { at += 4 + static_cast<Seconds>(customer.random.exponential(mean_s)); };
  if (store) {
    customer.diary.note(Touch::qr_scan, at).store = store;
    step(15);
  }
  if (!customer.follows(at)) {
    if (store && customer.chance(0.12)) return;
    customer.follows_since = at;
    customer.diary.note(Touch::oa_follow, at).store = store;
    step(40);
  }
  if (customer.is_member(at) || !customer.chance(0.61)) return;
  customer.bound_since = at;
  customer.diary.note(Touch::phone_bind, at).store = store;
  step(8);
  customer.diary.note(Touch::welcome_message, at);
}

void rate_service(Customer& customer, Seconds at, const Store& store, double waited_min, bool bought) {
  if (!customer.chance(customer.follows(at) ? 0.22 : 0.09)) return;
  double feeling =
      0.9 + customer.random.normal() * 0.8 - (waited_min > planted::queue.long_wait_min ? 1.9 : 0) - (bought ? 0 : 0.6);
  Seconds when = at + 30 * minute + static_cast<Seconds>(customer.random.exponential(5 * hour));
  Moment& rating = customer.diary.note(Touch::service_rating, when);
  rating.store = &store;
  rating.value = stars(feeling);
}

void live_with(Customer& customer, const Purchase& purchase) {
  Seconds received = purchase.store ? purchase.at : deliver(customer, purchase);
  if (purchase.store) rate_service(customer, purchase.at, *purchase.store, purchase.waited_min, true);
  ask_for_help(customer, purchase, received);
  bool brought_back = bring_back(customer, purchase, received);
  speak_of_it(customer, purchase, received, brought_back);
  if (!brought_back) earn_points(customer, purchase);
}

void stay_in_touch(Customer& customer) {
  if (!customer.follows_since) return;
  Seconds from = std::max<Seconds>(*customer.follows_since, 0), end = customer.calendar.end();
  if (customer.chance(0.14)) return;  // unfollows within the week
  bool keen = customer.chance(0.4);
  Seconds until = std::min(end, from + days(60 + customer.random.exponential(keen ? 300 : 90)));
  now_and_then(customer, from + 8 * day_length, until, keen ? 14 : 40, [&](Seconds at) {
    constexpr std::string_view campaigns[] = {"新品速递", "穿搭指南", "会员日", "护鞋小课"};
    customer.diary.note(Touch::article_open, at).campaign = campaigns[customer.random.below(4)];
  });
  if (!customer.bound_since) return;
  Seconds member_from = std::max<Seconds>(*customer.bound_since, 0) + 7 * day_length;
  now_and_then(customer, member_from, end, 160,
               [&](Seconds at) { customer.diary.note(Touch::sms_click, at).campaign = "会员短信"; });
  now_and_then(customer, member_from, end, 130,
               [&](Seconds at) { customer.diary.note(Touch::coupon_claim, at).promoted = true; });
}

}  // namespace cairn::demo
