// One event in the making: what happened, before it is decided how it is sent (identifiers.h) and written (diary.h).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "demo/calendar.h"
#include "demo/catalogue.h"
#include "demo/touchpoints.h"

namespace cairn::demo {

/// An order: named at the checkout or the till, and from then on until it is returned.
struct Order {
  int number = 0;    ///< 1, 2, … of the customer
  char place = 'S';  ///< W, A, M: bought in the web shop, app or mini-program; T: on Tmall; S: in a store
};

/// One event in the making. What is empty, null, 0 or NaN is not written.
struct Moment {
  Seconds at = 0;
  Touch touch{};
  const Store* store = nullptr;
  const Product* product = nullptr;
  Order order;
  std::int64_t amount_fen = 0;  ///< 0: none; refunds are negative; in the customer's currency
  bool hkd = false;
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string_view device, campaign, payment_method, step, error, reason;
  std::string_view about;    ///< what a survey asked about
  std::string_view variant;  ///< of the experiment that the customer is in
  std::string_view by;       ///< bot or agent; who entered it by hand
  std::string_view buyer;    ///< new or returning
  std::string_view terms;    ///< the promise that was given
  std::string_view consent;  ///< to what was agreed
  std::string text;
  int clerk = 0, till = 0;
  bool promoted = false;   ///< write the promotion that is on
  bool collected = false;  ///< fetched in the store instead of delivered
};

}  // namespace cairn::demo
