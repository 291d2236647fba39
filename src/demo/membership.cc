#include "demo/membership.h"

#include <algorithm>

namespace cairn::demo {

namespace {

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
  if (customer.follows(at) || (store && customer.chance(0.12))) return;
  customer.follows_since = at;
  customer.diary.note(Touch::oa_follow, at).store = store;
  step(40);
  if (customer.is_member(at) || !customer.chance(planted::binds)) return;
  customer.bound_since = at;
  Moment& bind = customer.diary.note(Touch::phone_bind, at);
  bind.store = store;
  constexpr std::string_view consents[] = {"微信,短信", "微信", "仅服务通知"};
  constexpr double weights[] = {.55, .30, .15};
  bind.consent = consents[customer.random.pick(weights)];
  step(8);
  customer.diary.note(Touch::welcome_message, at);
}

void stay_in_touch(Customer& customer) {
  if (!customer.follows_since) return;
  Seconds from = std::max(*customer.follows_since, customer.calendar.begin()), end = customer.calendar.end();
  if (*customer.follows_since >= customer.calendar.begin() && customer.chance(planted::unfollows)) {
    Seconds at = from + hour + static_cast<Seconds>(customer.random.uniform() * (7 * day_length - 2 * hour));
    customer.diary.note(Touch::oa_unfollow, at);
    return;
  }
  bool keen = customer.chance(0.4);
  Seconds until =
      std::min(end, from + static_cast<Seconds>((60 + customer.random.exponential(keen ? 300 : 90)) * day_length));
  now_and_then(customer, from + 8 * day_length, until, keen ? 14 : 40, [&](Seconds at) {
    constexpr std::string_view campaigns[] = {"新品速递", "穿搭指南", "会员日", "护鞋小课"};
    customer.diary.note(Touch::article_open, at).campaign = campaigns[customer.random.below(4)];
  });
  if (!customer.bound_since) return;
  Seconds member_from = std::max(*customer.bound_since, customer.calendar.begin()) + 7 * day_length;
  now_and_then(customer, member_from, end, 160,
               [&](Seconds at) { customer.diary.note(Touch::sms_click, at).campaign = "会员短信"; });
  now_and_then(customer, member_from, end, 130,
               [&](Seconds at) { customer.diary.note(Touch::coupon_claim, at).promoted = true; });
}

}  // namespace cairn::demo
