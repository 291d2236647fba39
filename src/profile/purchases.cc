#include "profile/purchases.h"

#include <algorithm>

#include "journey/event_view.h"

namespace cairn::profile {
namespace {

std::string first_of(const CustomerEvent& event, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (auto text = text_of(event, name); !text.empty()) return text;
  return "";
}

Purchase purchase_of(const CustomerEvent& event) {
  return {event.time,
          first_of(event, {"order_id", "receipt_no", "order_no"}),
          event.event,
          event.channel,
          text_of(event, "store"),
          0,
          event.currency,
          {}};
}

/// One more event, a line of the same order.
void add(Purchase& purchase, const CustomerEvent& event) {
  purchase.amount += event.amount.value_or(0);
  auto what = first_of(event, {"product", "product_name", "category"});
  bool is_new = !what.empty() && std::find(purchase.what.begin(), purchase.what.end(), what) == purchase.what.end();
  if (is_new) purchase.what.push_back(std::move(what));
}

}  // namespace

Purchases purchases_of(std::span<const CustomerEvent> events, const EventPredicate& bought) {
  Purchases purchases;
  std::map<std::string, std::size_t> by_order;
  for (const auto& event : events) {
    if (!matches(bought, journey::CustomerEventView(event))) continue;
    auto next = purchase_of(event);
    auto known = next.order.empty() ? by_order.end() : by_order.find(next.order);
    if (known == by_order.end()) {
      if (!next.order.empty()) by_order[next.order] = purchases.list.size();
      purchases.list.push_back(std::move(next));
      add(purchases.list.back(), event);
    } else {
      auto& same = purchases.list[known->second];
      if (same.event != event.event) same = std::move(next);
      add(same, event);
    }
  }
  std::stable_sort(purchases.list.begin(), purchases.list.end(),
                   [](const Purchase& a, const Purchase& b) { return a.time < b.time; });
  for (const auto& each : purchases.list) purchases.totals[each.currency] += each.amount;
  return purchases;
}

Json purchases_json(const Purchases& purchases, std::size_t most) {
  Json list = Json::array(), totals = Json::array();
  for (auto each = purchases.list.rbegin(); each != purchases.list.rend() && list.size() < most; ++each)
    list.push_back({{"time", format_time(each->time)},
                    {"order", each->order},
                    {"event", each->event},
                    {"amount", each->amount},
                    {"currency", each->currency},
                    {"channel", each->channel},
                    {"store", each->store},
                    {"what", each->what}});
  for (const auto& [currency, total] : purchases.totals) totals.push_back({{"currency", currency}, {"amount", total}});
  auto time = [&](std::size_t at) {
    return purchases.list.empty() ? Json() : Json(format_time(purchases.list[at].time));
  };
  return {{"count", purchases.list.size()},
          {"totals", std::move(totals)},
          {"first", time(0)},
          {"last", time(purchases.list.size() - 1)},
          {"list", std::move(list)}};
}

}  // namespace cairn::profile
