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

class Diary {
 public:
  Diary(const Calendar& calendar, std::uint64_t seed) : calendar_(calendar), seed_(seed) {}

  /// A new diary: of a customer …
  void open(std::uint64_t customer);
  /// … or, beside the customer, of somebody whose name is not known: `name` of an identifier of this `kind`.
  void open_beside(std::string_view kind, std::string name);
  /// What the customer did before giving a name is under the browser's cookie (up to the first touch that needs one).
  void unknown_at_first() { unknown_at_first_ = true; }
  /// The caller may fill the moment until the next note.
  Moment& note(Touch touch, Seconds at);
  std::span<const Moment> moments() const { return moments_; }

  /// Writes what lies within the calendar, one event at most in a second, and forgets everything.
  struct Written {
    std::size_t events = 0, orders = 0;
    Seconds first = 0, last = 0;
  };
  Written write(EventBatch& batch);

 private:
  void write(const Moment& moment, Seconds at, EventBatch& batch);
  void write_texts(const Moment& moment, Seconds at, EventBatch& batch);
  std::string_view order_id(const Order& order);
  std::size_t still_unknown() const;

  const Calendar& calendar_;
  std::uint64_t seed_;
  std::uint64_t customer_ = 0;
  std::uint64_t written_ = 0;
  std::string_view kind_;
  std::string name_, cookie_, words_;
  bool unknown_at_first_ = false;
  std::size_t unknown_ = 0;   ///< so many moments more are under the cookie
  bool known_since_ = false;  ///< this moment is the first under the name
  std::vector<Moment> moments_;
  std::vector<std::uint32_t> in_time_;
};

/// Every property that a moment can have.
std::span<const std::string_view> property_names();

/// Seconds of the demo as an instant.
Time instant_of(Seconds at);

}  // namespace cairn::demo
