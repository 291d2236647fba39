// One journey to a pair of shoes, from noticing the brand to paying or leaving.
//
//   aware? ─▶ visits online and in stores, some days apart ─▶ (looked only: leaves)
//                                                         └▶ compares sizes, tries on
//                                                                 ◆ fork
//            leaves ◀── long loops ──────┤                        ├──▶ store: queue ─▶ till ─▶ QR, follow, bind
//                                        └── buys online ◀────────┘
//                                              cart ─▶ checkout ─▶ paid, or lost (planted.h)
//
//   or, on Tmall, where a brand sees orders only:  (定金 in the presale of 双11 ─▶) paid
#pragma once

#include <optional>

#include "demo/customer.h"

namespace cairn::demo {

struct Purchase {
  Seconds at = 0;
  Order order;
  const Product* product = nullptr;
  const Store* store = nullptr;  ///< null: delivered
  std::int64_t amount_fen = 0;
  bool hkd = false;
  bool collected = false;  ///< ordered online, fetched in `store`
  bool returning = false;  ///< not the customer's first
  bool in_store() const { return order.place == 'S'; }
  double waited_min = 0;    ///< at the till
  double satisfaction = 0;  ///< about -2 to 2
};

struct JourneyEnd {
  Seconds at = 0;
  std::optional<Purchase> purchase;
  bool lost_at_checkout = false;
};

JourneyEnd shop_for_shoes(Customer& customer, Seconds from);

}  // namespace cairn::demo
