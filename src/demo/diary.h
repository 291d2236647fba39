// The diary of one customer: what happens is noted in any order and written into a batch in order of time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "demo/calendar.h"
#include "demo/identifiers.h"
#include "demo/moment.h"
#include "demo/retailer.h"
#include "event/event.h"

namespace cairn::demo {

class Diary {
 public:
  Diary(const Calendar& calendar, std::uint64_t seed)
      : calendar_(calendar), seed_(seed), identifiers_(calendar, seed) {}

  /// A new diary: of a customer with this number …
  void open(std::uint64_t customer) { open(customer, Person{customer}.name()); }
  void open(std::uint64_t customer, std::string name);
  /// … or, beside the customer, of a stranger: known by the receipt of this order, or by somebody's card.
  void open_beside(int order, std::string card = {});
  void clears_cookies() { identifiers_.clears_cookies(); }
  /// The caller may fill the moment until the next note.
  Moment& note(Touch touch, Seconds at);
  std::span<const Moment> moments() const { return moments_; }

  /// Writes what lies within the calendar, one event at most in a second, and forgets everything.
  struct Written {
    std::size_t events = 0, orders = 0;
    Seconds first = 0, last = 0;
  };
  /// `persons` gets who it was, for each row.
  Written write(EventBatch& batch, std::vector<Person>& persons);

 private:
  Sent sent(std::size_t place, const Moment& moment);
  void write(const Moment& moment, const Sent& sent, Seconds at, EventBatch& batch);
  void write_texts(const Moment& moment, Seconds at, EventBatch& batch);
  std::string_view order_id(const Order& order);

  const Calendar& calendar_;
  std::uint64_t seed_;
  Identifiers identifiers_;
  Person person_;
  std::uint64_t written_ = 0;
  std::string receipt_, card_, words_, till_;  ///< receipt and card: of a stranger
  std::vector<Moment> moments_;
  std::vector<std::uint32_t> in_time_;
};

/// Every property that a moment can have.
std::span<const std::string_view> property_names();

/// Seconds of the demo as an instant.
Time instant_of(Seconds at);

}  // namespace cairn::demo
