#include "map/revenue_count.h"

#include <algorithm>
#include <cmath>

#include "map/columns.h"

namespace cairn::map {
namespace {

EventPredicate usual_purchase() {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = "amount";
  predicate.comparator = Comparator::greater;
  predicate.values = {{"0", 0.0}};
  return predicate;
}

}  // namespace

PurchaseRules::PurchaseRules(const journey::Index& index, const std::optional<EventPredicate>& purchase)
    : index_(&index), purchase_(journey::Filter::lenient(index, purchase.value_or(usual_purchase()))) {}

Result<PurchaseRules::OnBucket> PurchaseRules::on(const journey::Bucket& bucket) const {
  OnBucket found;
  CAIRN_TRY(found.amount, column_if_any(*index_, bucket, "amount", journey::ColumnForm::numbers));
  if (found.amount == nullptr || !found.amount->numeric) return found;
  CAIRN_TRY(found.is, purchase_.mask(bucket));
  CAIRN_TRY(found.currency, column_if_any(*index_, bucket, "currency"));
  for (const char* name : {"order_id", "receipt_no", "order_no"}) {
    CAIRN_TRY(auto column, column_if_any(*index_, bucket, name));
    if (column != nullptr) found.order.push_back(std::move(column));
  }
  return found;
}

std::int64_t PurchaseRules::OnBucket::amount_e4(std::size_t row) const {
  double number = amount->numbers[row];
  return std::isfinite(number) ? std::llround(number * money_fraction) : 0;
}

std::uint64_t PurchaseRules::OnBucket::order_of(std::size_t row) const {
  for (std::size_t i = 0; i < order.size(); ++i)
    if (auto code = order[i]->codes[row]; code != 0) return std::uint64_t{code} * order.size() + i + 1;
  return 0;
}

std::string PurchaseRules::OnBucket::currency_named(std::uint32_t number) const {
  return number == 0 ? "" : std::string(currency->dictionary[number - 1]);
}

std::vector<std::size_t> RevenueCounts::stages_of(const JourneyMap& map) {
  std::vector<std::size_t> stages;
  for (const auto& touchpoint : map.touchpoints) stages.push_back(map.stage_index(touchpoint.stage));
  return stages;
}

void PurchaseRules::OnBucket::take(const Order& next, std::vector<Order>& orders) {
  auto same = std::find_if(orders.begin(), orders.end(),
                           [&](const Order& each) { return next.number != 0 && each.number == next.number; });
  if (same == orders.end()) {
    orders.push_back(next);
  } else if (same->type != next.type) {
    *same = next;
  } else {
    same->amount_e4 += next.amount_e4;
    same->at = next.at;
  }
}

void RevenueCounts::add(const PurchaseRules::OnBucket& purchases, const journey::CaseView& view) {
  if (purchases.is.empty()) return;
  // By number first: a text is looked up once a bucket.
  const std::size_t currencies = purchases.currency == nullptr ? 1 : purchases.currency->dictionary.size() + 1;
  std::vector<Sum> sums(touchpoints_.size() * currencies);
  for (std::size_t c = 0; c < view.cases(); ++c) {
    auto row = [&](std::size_t i) { return view.bucket_row(i); };
    orders_of(purchases, *view.bucket, view.offsets[c], view.offsets[c + 1], row, orders_);
    for (const auto& order : orders_) {
      Sum& sum = sums[view.symbol(order.at) * currencies + purchases.currency_number(order.row)];
      sum.amount_e4 += order.amount_e4;
      ++sum.orders;
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i].orders == 0) continue;
    const auto touchpoint = i / currencies;
    const auto currency = purchases.currency_named(static_cast<std::uint32_t>(i % currencies));
    for (auto* into : {&touchpoints_[touchpoint], &stages_[stage_of_[touchpoint]]}) (*into)[currency].add(sums[i]);
  }
}

void RevenueCounts::merge(std::vector<ByCurrency>& mine, const std::vector<ByCurrency>& theirs) {
  for (std::size_t i = 0; i < mine.size(); ++i)
    for (const auto& [currency, sum] : theirs[i]) mine[i][currency].add(sum);
}

void RevenueCounts::merge(const RevenueCounts& other) {
  merge(touchpoints_, other.touchpoints_);
  merge(stages_, other.stages_);
}

void RevenueCounts::finish(Observed& observed) const {
  auto write = [](const ByCurrency& sums, std::vector<RevenueObserved>& into) {
    for (const auto& [currency, sum] : sums) into.push_back({currency, in_units(sum.amount_e4), sum.orders});
    std::stable_sort(into.begin(), into.end(),
                     [](const RevenueObserved& a, const RevenueObserved& b) { return a.orders > b.orders; });
  };
  for (std::size_t t = 0; t < touchpoints_.size(); ++t) write(touchpoints_[t], observed.touchpoints[t].revenue);
  for (std::size_t s = 0; s < stages_.size(); ++s) write(stages_[s], observed.stages[s].revenue);
}

}  // namespace cairn::map
