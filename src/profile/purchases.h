// What a customer has bought, order by order, and in all.
//
//   order_placed {order_id: A1, 300}   ─╮
//   order_paid   {order_id: A1, 300}   ─┴▶ one purchase: of an order, the events of the type that came last count
//   till_receipt {amount: 120}         ──▶ one purchase: without an order every event stands for itself
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "profile/statements.h"

namespace cairn::profile {

struct Purchase {
  Time time;
  std::string order;  ///< empty: none is named
  std::string event, channel, store;
  double amount = 0;
  std::string currency;
  std::vector<std::string> what;  ///< products, else categories; each once
};

struct Purchases {
  std::vector<Purchase> list;            ///< by time
  std::map<std::string, double> totals;  ///< by currency; nothing that was given back is taken off
};

/// Of a customer's events in order; `bought` says which are purchases.
Purchases purchases_of(std::span<const CustomerEvent> events, const EventPredicate& bought);
/// The latest `most` purchases, the newest first, and figures of all.
Json purchases_json(const Purchases& purchases, std::size_t most = 100);

}  // namespace cairn::profile
