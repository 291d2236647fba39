#include "demo/diary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "demo/planted.h"

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
      "order_id",       "store",   "city",    "product",   "category",   "promotion", "device",       "campaign",
      "payment_method", "step",    "error",   "reason",    "clerk",      "till",      "about",        "text",
      "fulfilment",     "buyer",   "variant", "promise",   "by",         "consent",   "anonymous_id", "device_id",
      "customer_no",    "unionid", "phone",   "member_no", "receipt_no", "buyer_id"};
  return names;
}

Time instant_of(Seconds at) { return {first_midnight_us + at * 1'000'000}; }

void Diary::open(std::uint64_t customer, std::string name) {
  person_ = {customer, 0};
  written_ = 0;
  identifiers_.open(customer, std::move(name));
  moments_.clear();
}

void Diary::open_beside(int order, std::string card) {
  ++person_.stranger;
  receipt_ = identifiers_.receipt_number(order);
  card_ = std::move(card);
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
  fmt::format_to(std::back_inserter(words_), "{}{:07}-{}", order.place, person_.customer, order.number);
  return words_;
}

Diary::Written Diary::write(EventBatch& batch, std::vector<Person>& persons) {
  in_time_.resize(moments_.size());
  std::iota(in_time_.begin(), in_time_.end(), 0u);
  std::stable_sort(in_time_.begin(), in_time_.end(), [&](auto a, auto b) { return moments_[a].at < moments_[b].at; });
  auto place_of = [&](Seconds at) {
    return std::partition_point(in_time_.begin(), in_time_.end(), [&](auto each) { return moments_[each].at < at; });
  };
  std::span<const std::uint32_t> life(place_of(calendar_.begin()), place_of(calendar_.end()));
  if (person_.stranger == 0) identifiers_.plan(moments_, life);
  Written written;
  Seconds previous = std::numeric_limits<Seconds>::min();
  for (std::size_t place = 0; place < life.size(); ++place) {
    const Moment& moment = moments_[life[place]];
    Seconds at = std::max(moment.at, previous + 1);
    if (at >= calendar_.end()) break;
    previous = at;
    write(moment, sent(place, moment), at, batch);
    persons.resize(batch.size(), person_);
    if (written.events++ == 0) written.first = at;
    written.last = at;
    written.orders += moment.amount_fen > 0;
  }
  moments_.clear();
  return written;
}

/// A stranger's receipt bears a number, and on a card's account stands which; two stores' tills tell which device they
/// are.
Sent Diary::sent(std::size_t place, const Moment& moment) {
  Sent sent = person_.stranger == 0 ? identifiers_.sent(place)
              : card_.empty()       ? Sent{"receipt", receipt_}
                                    : Sent{"member", card_};
  if (moment.touch != Touch::till_receipt) return sent;
  if (person_.stranger > 0 && !card_.empty()) sent.add("receipt_no", receipt_);
  if (moment.store->late_line) sent.add("device_id", till_ = till_name(*moment.store, moment.till));
  return sent;
}

void Diary::write(const Moment& moment, const Sent& sent, Seconds at, EventBatch& batch) {
  const Touchpoint& what = touchpoint(moment.touch);
  auto id = event_id(seed_, person_.customer, written_++);
  // A line that fails now and then sends again, and the till of two stores is read out a day or two late.
  bool twice = static_cast<double>(id.low % 100'000) < planted::sent_twice * 100'000;
  bool late = moment.store && moment.store->late_line && what.channel == "till";
  Seconds delay = late ? planted::late_by_at_least +
                             static_cast<Seconds>(id.high % static_cast<std::uint64_t>(planted::late_by_at_most -
                                                                                       planted::late_by_at_least))
                       : 0;
  for (int copy = 0; copy <= twice; ++copy) {
    auto row = batch.add(id, sent.identifier, what.event, instant_of(at), source_name);
    batch.identifier_kind[row] = sent.kind;
    batch.received[row] = instant_of(at + delay + copy * 3 * minute).us;
    batch.channel[row] = what.channel;
    batch.value[row] = moment.value;
    if (moment.amount_fen != 0) {
      batch.amount_minor[row] = moment.amount_fen;
      batch.currency[row] = moment.hkd ? "HKD" : "CNY";
    }
    write_texts(moment, at, batch);
    for (const auto& [property, value] : sent.beside)
      if (!property.empty()) batch.set(property, value);
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
  if (moment.till > 0 && moment.store) batch.set("till", std::string_view(till_name(*moment.store, moment.till)));
  set_text("about", moment.about);
  set_text("text", moment.text);
  if (moment.collected) batch.set("fulfilment", std::string_view("store"));
  set_text("buyer", moment.buyer);
  set_text("variant", moment.variant);
  set_text("promise", moment.terms);
  set_text("by", moment.by);
  set_text("consent", moment.consent);
}

}  // namespace cairn::demo
