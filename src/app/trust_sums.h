// What trust_of() adds up over the events: per source the days with events, per currency the orders and their money.
// Large segments hardly ever change, so what they add up to is kept (index/trust-settled.json); after a live event only
// the small ones that came since are read.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "store/history.h"

namespace cairn::app {

struct OrderSums {
  std::int64_t orders = 0, tied_orders = 0;  ///< tied: of an identified customer
  double money = 0, tied_money = 0;
};

struct TrustSums {
  std::map<std::string, std::map<std::int64_t, std::int64_t>> days;  ///< source → local day → its last event
  std::map<std::string, OrderSums> orders;                           ///< by currency

  void add(const TrustSums& other);
};

Result<TrustSums> trust_sums(const store::History& history, const TimeZone& zone);

}  // namespace cairn::app
