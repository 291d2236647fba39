#include "demo/diary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "demo/planted.h"
#include "demo/retailer.h"

namespace cairn::demo {

namespace {

constexpr std::int64_t first_midnight_us = 1'727'712'000LL * 1'000'000;  // 2024-09-30T16:00:00Z

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
  static constexpr std::string_view names[] = {
      "order_id",       "store", "city",    "product", "category", "promotion", "device", "campaign",
      "payment_method", "step",  "error",   "reason",  "clerk",    "till",      "about",  "text",
      "fulfilment",     "buyer", "variant", "promise", "by",       "consent",   "cookie"};
  return names;
}

Time instant_of(Seconds at) { return {first_midnight_us + at * 1'000'000}; }

void Diary::open(std::uint64_t customer) {
  customer_ = customer;
  written_ = 0;
  kind_ = "customer";
  name_.clear();
  fmt::format_to(std::back_inserter(name_), "C{:07}", customer);
  unknown_at_first_ = false;
  moments_.clear();
}

void Diary::open_beside(std::string_view kind, std::string name) {
  kind_ = kind;
  name_ = std::move(name);
  unknown_at_first_ = false;
  moments_.clear();
}

Moment& Diary::note(Touch touch, Seconds at) {
  Moment& moment = moments_.emplace_back();
  moment.touch = touch;
  moment.at = at;
  return moment;
}

std::string_view Diary::order_id(const Order& order) {
  words_.clear();
  fmt::format_to(std::back_inserter(words_), "{}{:07}-{}", order.place, customer_, order.number);
  return words_;
}

/// Only looking needs no name. Who never gives one is not a customer that anybody could count, so they keep theirs.
std::size_t Diary::still_unknown() const {
  if (!unknown_at_first_) return 0;
  auto needs_name = [&](std::uint32_t index) {
    Touch touch = moments_[index].touch;
    return touch != Touch::ad_click && touch != Touch::video_view && touch != Touch::site_visit &&
           touch != Touch::product_search && touch != Touch::view_web;
  };
  auto first = std::find_if(in_time_.begin(), in_time_.end(), needs_name);
  bool named =
      first != in_time_.end() && moments_[*first].at >= calendar_.begin() && moments_[*first].at < calendar_.end();
  return named ? static_cast<std::size_t>(first - in_time_.begin()) : 0;
}

Diary::Written Diary::write(EventBatch& batch) {
  in_time_.resize(moments_.size());
  std::iota(in_time_.begin(), in_time_.end(), 0u);
  std::stable_sort(in_time_.begin(), in_time_.end(), [&](auto a, auto b) { return moments_[a].at < moments_[b].at; });
  unknown_ = still_unknown();
  known_since_ = false;
  if (unknown_at_first_) cookie_ = fmt::format("cookie-{:016x}", hash64("cookie", seed_ * 31 + customer_));
  Written written;
  Seconds previous = std::numeric_limits<Seconds>::min();
  for (auto index : in_time_) {
    const Moment& moment = moments_[index];
    Seconds at = std::max(moment.at, previous + 1);
    bool last_unknown = unknown_ == 1;
    if (at >= calendar_.end()) break;
    if (at >= calendar_.begin()) {
      previous = at;
      write(moment, at, batch);
      if (written.events++ == 0) written.first = at;
      written.last = at;
      written.orders += moment.amount_fen > 0;
    }
    if (unknown_ > 0) --unknown_;
    known_since_ = last_unknown;
  }
  moments_.clear();
  return written;
}

void Diary::write(const Moment& moment, Seconds at, EventBatch& batch) {
  const Touchpoint& what = touchpoint(moment.touch);
  auto id = event_id(seed_, customer_, written_++);
  // A line that fails now and then sends again, and the till of two stores is read out a day or two late.
  bool twice = static_cast<double>(id.low % 100'000) < planted::sent_twice * 100'000;
  bool late = moment.store && moment.store->late_line && what.channel == "till";
  Seconds delay = late ? planted::late_by_at_least +
                             static_cast<Seconds>(id.high % static_cast<std::uint64_t>(planted::late_by_at_most -
                                                                                       planted::late_by_at_least))
                       : 0;
  for (int copy = 0; copy <= twice; ++copy) {
    auto row = batch.add(id, unknown_ > 0 ? cookie_ : name_, what.event, instant_of(at), source_name);
    batch.identifier_kind[row] = unknown_ > 0 ? "cookie" : kind_;
    batch.received[row] = instant_of(at + delay + copy * 3 * minute).us;
    batch.channel[row] = what.channel;
    batch.value[row] = moment.value;
    if (moment.amount_fen != 0) {
      batch.amount_minor[row] = moment.amount_fen;
      batch.currency[row] = moment.hkd ? "HKD" : "CNY";
    }
    write_texts(moment, at, batch);
  }
}

void Diary::write_texts(const Moment& moment, Seconds at, EventBatch& batch) {
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
  if (moment.till > 0 && moment.store) {
    words_.clear();
    fmt::format_to(std::back_inserter(words_), "till-{:02}-{}", number_of(*moment.store), moment.till);
    batch.set("till", std::string_view(words_));
  }
  set_text("about", moment.about);
  set_text("text", moment.text);
  if (moment.collected) batch.set("fulfilment", std::string_view("store"));
  set_text("buyer", moment.buyer);
  set_text("variant", moment.variant);
  set_text("promise", moment.terms);
  set_text("by", moment.by);
  set_text("consent", moment.consent);
  if (known_since_) batch.set("cookie", std::string_view(cookie_));  // the same person: what is linked later
}

}  // namespace cairn::demo
