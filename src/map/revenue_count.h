// What is bought at touchpoints and in stages. Of an order the events of the type that came last count, as for one
// customer (profile/purchases.h); without an order's number every event stands for itself.
//
//   order_paid   {order_id: A1, 300}   ─╮
//   order_sent   {order_id: A1, 300}   ─┴▶ one order, at the touchpoint of order_sent
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "journey/cases.h"
#include "journey/filter.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::map {

struct Order;

inline constexpr double money_fraction = 10'000;
inline double in_units(std::int64_t amount_e4) { return static_cast<double>(amount_e4) / money_fraction; }

/// Which events are purchases, and where their order, amount and currency stand.
class PurchaseRules {
 public:
  PurchaseRules(const journey::Index& index, const std::optional<EventPredicate>& purchase);

  /// The purchases of one bucket.
  struct OnBucket {
    journey::Mask is;
    std::shared_ptr<const journey::Column> amount, currency;
    std::vector<std::shared_ptr<const journey::Column>> order;  ///< the first that an event has names its order
    /// In ten-thousandths of the currency's unit: whole, so that sums do not depend on their order.
    std::int64_t amount_e4(std::size_t row) const;
    /// Equal for events of one order; 0: none is named.
    std::uint64_t order_of(std::size_t row) const;
    /// The number that its currency has in this bucket, 0: none; and what a number stands for.
    std::uint32_t currency_number(std::size_t row) const { return currency == nullptr ? 0 : currency->codes[row]; }
    std::string currency_named(std::uint32_t number) const;
    std::string currency_of(std::size_t row) const { return currency_named(currency_number(row)); }
    static void take(const Order& next, std::vector<Order>& orders);
  };
  Result<OnBucket> on(const journey::Bucket& bucket) const;

 private:
  const journey::Index* index_;
  journey::Filter purchase_;
};

struct Order {
  std::uint64_t number = 0;  ///< PurchaseRules::OnBucket::order_of
  std::uint16_t type = 0;
  std::size_t at = 0;   ///< the last of its events, as it was given
  std::size_t row = 0;  ///< and its row in the bucket
  std::int64_t amount_e4 = 0;
};

/// The orders among the events [begin, end), into `orders`; row(i) is the row of event i.
template <class Row>
void orders_of(const PurchaseRules::OnBucket& purchases, const journey::Bucket& bucket, std::size_t begin,
               std::size_t end, const Row& row, std::vector<Order>& orders) {
  orders.clear();
  for (std::size_t i = begin; i < end && !purchases.is.empty(); ++i) {
    if (purchases.is[row(i)] == 0) continue;
    purchases.take({purchases.order_of(row(i)), bucket.type(row(i)), i, row(i), purchases.amount_e4(row(i))}, orders);
  }
}

class RevenueCounts {
 public:
  explicit RevenueCounts(const JourneyMap& map)
      : touchpoints_(map.touchpoints.size()), stages_(map.stages.size()), stage_of_(stages_of(map)) {}
  void add(const PurchaseRules::OnBucket& purchases, const journey::CaseView& view);
  void merge(const RevenueCounts& other);
  void finish(Observed& observed) const;

 private:
  struct Sum {
    std::int64_t amount_e4 = 0;
    std::uint64_t orders = 0;
    void add(const Sum& other) {
      amount_e4 += other.amount_e4;
      orders += other.orders;
    }
  };
  using ByCurrency = std::map<std::string, Sum>;
  static std::vector<std::size_t> stages_of(const JourneyMap& map);
  static void merge(std::vector<ByCurrency>& mine, const std::vector<ByCurrency>& theirs);

  std::vector<ByCurrency> touchpoints_, stages_;
  std::vector<std::size_t> stage_of_;
  std::vector<Order> orders_;  ///< of the case at hand
};

}  // namespace cairn::map
