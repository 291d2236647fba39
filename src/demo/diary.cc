#include "demo/diary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "demo/retailer.h"

namespace cairn::demo {

namespace {

/// Ids depend on the seed, the customer and the place in the customer's year alone, so that making the demo again, or
/// only a part of it, names the same events.
EventId event_id(std::uint64_t seed, std::uint64_t customer, std::uint64_t number) {
  std::array<char, 24> bytes;
  std::uint64_t words[] = {seed, customer, number};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(words[i / 8] >> (i % 8 * 8));
  return hash128({bytes.data(), bytes.size()});
}

}  // namespace

std::span<const std::string_view> property_names() {
  static constexpr std::string_view names[] = {"order_id",  "store",  "city",     "product",        "category",
                                               "promotion", "device", "campaign", "payment_method", "step",
                                               "error",     "reason", "clerk"};
  return names;
}

Time instant_of(Seconds at) { return {start_of_demo().us + at * 1'000'000}; }

void Diary::open(std::uint64_t customer) {
  customer_ = customer;
  written_ = 0;
  name_.clear();
  fmt::format_to(std::back_inserter(name_), "C{:07}", customer);
  moments_.clear();
}

Moment& Diary::note(Touch touch, Seconds at) {
  Moment& moment = moments_.emplace_back();
  moment.touch = touch;
  moment.at = at;
  return moment;
}

std::string_view Diary::order_id(const Order& order) {
  order_id_.clear();
  fmt::format_to(std::back_inserter(order_id_), "{}{:07}-{}", order.place, customer_, order.number);
  return order_id_;
}

Diary::Written Diary::write(EventBatch& batch) {
  in_time_.resize(moments_.size());
  std::iota(in_time_.begin(), in_time_.end(), 0u);
  std::stable_sort(in_time_.begin(), in_time_.end(), [&](auto a, auto b) { return moments_[a].at < moments_[b].at; });
  Written written;
  Seconds previous = std::numeric_limits<Seconds>::min();
  for (auto index : in_time_) {
    const Moment& moment = moments_[index];
    Seconds at = std::max(moment.at, previous + 1);
    if (at < 0) continue;
    if (at >= calendar_.end()) break;
    previous = at;
    write(moment, at, batch);
    if (written.events++ == 0) written.first = at;
    written.last = at;
    written.orders += moment.amount_fen > 0;
  }
  moments_.clear();
  return written;
}

void Diary::write(const Moment& moment, Seconds at, EventBatch& batch) {
  const Touchpoint& what = touchpoint(moment.touch);
  auto row = batch.add(event_id(seed_, customer_, written_++), name_, what.event, instant_of(at), source_name);
  batch.channel[row] = what.channel;
  batch.value[row] = moment.value;
  if (moment.amount_fen != 0) {
    batch.amount_minor[row] = moment.amount_fen;
    batch.currency[row] = "CNY";
  }
  auto set_text = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) batch.set(name, text);
  };
  if (moment.order.number > 0) set_text("order_id", order_id(moment.order));
  if (moment.store) {
    set_text("store", moment.store->name);
    set_text("city", moment.store->city);
  }
  if (moment.product) {
    set_text("product", moment.product->name);
    set_text("category", moment.product->category);
  }
  if (moment.promoted) set_text("promotion", name_of(calendar_.promotion(day_of(at))));
  set_text("device", moment.device);
  set_text("campaign", moment.campaign);
  set_text("payment_method", moment.payment_method);
  set_text("step", moment.step);
  set_text("error", moment.error);
  set_text("reason", moment.reason);
  if (moment.clerk > 0) batch.set("clerk", std::int64_t{moment.clerk});
}

}  // namespace cairn::demo
