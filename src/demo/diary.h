// The diary of one customer: what happens is noted in any order and written into a batch in order of time.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "demo/calendar.h"
#include "demo/catalogue.h"
#include "demo/touchpoints.h"
#include "event/event.h"

namespace cairn::demo {

/// An order: named at the checkout or the till, and from then on until it is returned.
struct Order {
  int number = 0;    ///< 1, 2, … of the customer
  char place = 'S';  ///< W, A, M: bought in the web shop, app or mini-program; S: in a store
};

/// One event in the making. What is empty, null or NaN is not written.
struct Moment {
  Seconds at = 0;
  Touch touch{};
  const Store* store = nullptr;
  const Product* product = nullptr;
  Order order;
  std::int64_t amount_fen = 0;  ///< 0: none; refunds are negative
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string_view device, campaign, payment_method, step, error, reason;
  int clerk = 0;
  bool promoted = false;  ///< write the promotion that is on
};

class Diary {
 public:
  Diary(const Calendar& calendar, std::uint64_t seed) : calendar_(calendar), seed_(seed) {}

  void open(std::uint64_t customer);
  /// The caller may fill the moment until the next note.
  Moment& note(Touch touch, Seconds at);

  /// Writes what lies within the calendar, one event at most in a second, and forgets everything.
  struct Written {
    std::size_t events = 0, orders = 0;
    Seconds first = 0, last = 0;
  };
  Written write(EventBatch& batch);

 private:
  void write(const Moment& moment, Seconds at, EventBatch& batch);
  std::string_view order_id(const Order& order);

  const Calendar& calendar_;
  std::uint64_t seed_;
  std::uint64_t customer_ = 0;
  std::uint64_t written_ = 0;
  std::string name_, order_id_;
  std::vector<Moment> moments_;
  std::vector<std::uint32_t> in_time_;
};

/// Every property that a moment can have.
std::span<const std::string_view> property_names();

/// Seconds of the demo as an instant.
Time instant_of(Seconds at);

}  // namespace cairn::demo
