#include "demo/returns.h"

#include <algorithm>

namespace cairn::demo {

namespace {

enum class Why { size, quality, taste, description };
constexpr std::string_view reasons[] = {"尺码不合", "质量问题", "不喜欢", "与描述不符"};

struct Wish {
  Why why = Why::size;
  bool other_size = false;  ///< instead of the money
};

planted::Returns shares(const Customer& customer, const Purchase& purchase) {
  if (purchase.in_store()) return planted::returns_store;
  if (customer.calendar.around_double11(day_of(purchase.at))) return planted::returns_double11;
  if (purchase.order.place == 'T') return planted::returns_tmall;
  auto own = planted::returns_online;
  if (customer.variant(purchase.at) == "size_help") own.size = planted::size_returns.after;
  return own;
}

/// Sizes fit or not whatever one feels; for the rest, the unhappy (16 % of the satisfied-on-average, Purchase) come
/// back more often, and the factors leave the mean at 1.
std::optional<Wish> wish(Customer& customer, const Purchase& purchase) {
  auto share = shares(customer, purchase);
  double other = share.other * (purchase.satisfaction < 0 ? 2.11 : 0.79);
  double at = customer.random.uniform();
  if (at < share.size) return Wish{Why::size, false};
  if (at < share.size + other) {
    constexpr double weights[] = {.34, .45, .21};
    return Wish{static_cast<Why>(1 + customer.random.pick(weights)), false};
  }
  if (purchase.in_store() && at > 1 - planted::exchanges) return Wish{Why::size, true};
  return std::nullopt;
}

struct Request {
  Seconds at;
  const Store* store;  ///< null: online
  bool late;
  Wish wish;
};

void ask(Customer& customer, const Purchase& purchase, const Request& request) {
  Moment& asked = customer.diary.note(request.store ? Touch::return_in_store : Touch::return_online, request.at);
  asked.order = purchase.order;
  asked.reason = reasons[static_cast<std::size_t>(request.wish.why)];
  asked.product = purchase.product;
  asked.store = request.store;
  asked.step = request.wish.other_size ? "exchange" : "refund";
}

/// True: refused.
bool refuse(Customer& customer, const Purchase& purchase, const Request& request) {
  bool elsewhere = request.store && purchase.store && request.store->city != purchase.store->city;
  bool wrongly = request.store && !request.late &&
                 customer.chance(elsewhere ? planted::wrongly_refused_elsewhere : planted::wrongly_refused);
  if (!request.late && !wrongly) return false;
  if (!request.store) return true;  // the request stays without an answer
  Moment& refused = customer.diary.note(Touch::return_refused, request.at + 2 * minute);
  refused.order = purchase.order;
  refused.store = request.store;
  refused.reason = wrongly ? "非本店购买" : "超过30天";
  return true;
}

void settle(Customer& customer, const Purchase& purchase, const Request& request) {
  Seconds at = request.store ? request.at + 2 * minute + static_cast<Seconds>(customer.random.exponential(5 * minute))
                             : request.at + day_length + customer.lognormal(1.6 * day_length, 0.5);
  Touch touch = request.wish.other_size ? Touch::exchange_done
                : request.store         ? Touch::refund_at_till
                                        : Touch::refund_online;
  Moment& settled = customer.diary.note(touch, at);
  settled.order = purchase.order;
  settled.store = request.store;
  if (request.wish.other_size) {
    settled.product = purchase.product;
    return;
  }
  settled.amount_fen = -purchase.amount_fen;
  settled.hkd = purchase.hkd;
}

}  // namespace

bool bring_back(Customer& customer, const Purchase& purchase, Seconds received) {
  auto wanted = wish(customer, purchase);
  if (!wanted) return false;
  Request request{0, nullptr, customer.chance(planted::late_return), *wanted};
  double after = request.late ? planted::return_days + 1 + customer.random.exponential(5)
                              : std::min(planted::return_days - 1.0, customer.random.lognormal(6, 0.75));
  bool in_store = request.wish.other_size || customer.chance(purchase.in_store() ? 0.82 : 0.15);
  int day = std::max(day_of(purchase.at) + static_cast<int>(after), day_of(received) + 1);
  request.at =
      customer.calendar.draw_time(customer.random, day, in_store ? Calendar::Place::store : Calendar::Place::online);
  if (in_store) request.store = purchase.store && customer.chance(0.72) ? purchase.store : &customer.pick_store();
  ask(customer, purchase, request);
  if (refuse(customer, purchase, request)) return false;
  settle(customer, purchase, request);
  return !request.wish.other_size;
}

}  // namespace cairn::demo
