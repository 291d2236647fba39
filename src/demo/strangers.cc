#include "demo/strangers.h"

#include <cmath>

#include "base/hash.h"
#include "demo/identifiers.h"

namespace cairn::demo {

Strangers::Strangers(const Calendar& calendar, Diary& diary, std::uint64_t seed, std::uint64_t customer)
    : calendar_(calendar),
      diary_(diary),
      random_(hash64("strangers", seed * 0x9E3779B97F4A7C15 + customer)),
      customer_(customer) {}

/// Geometric: as many strangers come before the next known customer.
int Strangers::count(int known_receipts) {
  constexpr double known = 1 / (1 + planted::strangers_per_receipt);
  int strangers = 0;
  for (int i = 0; i < known_receipts; ++i)
    strangers += static_cast<int>(std::floor(std::log1p(-random_.uniform()) / std::log(1 - known)));
  return strangers;
}

void Strangers::visit() {
  const Store& store = draw_store(random_);
  const Product& product = draw_product(random_);
  int day = calendar_.draw_day(random_, calendar_.first_day(), all_days);
  Seconds at = calendar_.draw_time(random_, day, Calendar::Place::store);
  int order = 1'000 + ++number_;  // beside the customer's own
  double card = random_.uniform();
  diary_.open_beside(order, card < planted::clerk_card                          ? clerks_card(store)
                            : card < planted::clerk_card + planted::family_card ? family_card(customer_)
                                                                                : std::string());
  auto amount = draw_amount_fen(random_, product, nullptr, discount_of(calendar_.promotion(day)), store.hong_kong);
  Moment& receipt = diary_.note(Touch::till_receipt, at);
  receipt.store = &store;
  receipt.product = &product;
  receipt.order = {order, 'S'};
  receipt.amount_fen = amount;
  receipt.hkd = store.hong_kong;
  receipt.clerk = 1 + static_cast<int>(random_.below(6));
  receipt.till = 1 + static_cast<int>(random_.below(2));
  receipt.promoted = true;
  receipt.terms = "30天内任意门店退换";
  Moment bought = receipt;
  if (!random_.chance(planted::returns_store.all())) return;
  Seconds back = calendar_.draw_time(random_, day + 1 + static_cast<int>(random_.below(planted::return_days - 2)),
                                     Calendar::Place::store);
  Moment& asked = diary_.note(Touch::return_in_store, back);
  asked.store = &store;
  asked.product = &product;
  asked.order = bought.order;
  asked.reason = random_.chance(planted::returns_store.size / planted::returns_store.all()) ? "尺码不合" : "不喜欢";
  asked.step = "refund";
  if (random_.chance(planted::wrongly_refused)) {
    Moment& refused = diary_.note(Touch::return_refused, back + 2 * minute);
    refused.store = &store;
    refused.order = bought.order;
    refused.reason = "小票不清";
    return;
  }
  Moment& refund = diary_.note(Touch::refund_at_till, back + 3 * minute);
  refund.store = &store;
  refund.order = bought.order;
  refund.amount_fen = -bought.amount_fen;
  refund.hkd = bought.hkd;
}

}  // namespace cairn::demo
