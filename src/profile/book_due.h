// When each customer is to be looked at again because time alone may change something: a heap of instants that knows
// where each customer stands in it, so that a customer has one entry at most, and another instant replaces it.
//
//   next()  the customer with the earliest instant        set(), next(): O(log of those who wait)
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace cairn::profile {

class BookDue {
 public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  void set(std::uint32_t customer, std::int64_t at_ms) {
    if (customer >= place_.size()) place_.resize(customer + 1, nowhere);
    if (place_[customer] == nowhere) {
      if (at_ms == never) return;
      place_[customer] = static_cast<std::uint32_t>(heap_.size());
      heap_.push_back({at_ms, customer});
      rise(heap_.size() - 1);
    } else if (at_ms == never) {
      remove(place_[customer]);
    } else {
      heap_[place_[customer]].at_ms = at_ms;
      rise(place_[customer]);
      sink(place_[customer]);
    }
  }
  std::int64_t at(std::uint32_t customer) const {
    const bool waits = customer < place_.size() && place_[customer] != nowhere;
    return waits ? heap_[place_[customer]].at_ms : never;
  }
  /// Takes out the earliest that is due at the horizon.
  std::optional<std::uint32_t> next(std::int64_t horizon_ms) {
    if (heap_.empty() || heap_.front().at_ms > horizon_ms) return std::nullopt;
    auto customer = heap_.front().customer;
    remove(0);
    return customer;
  }
  std::size_t size() const { return heap_.size(); }
  std::size_t bytes() const { return heap_.capacity() * sizeof(Entry) + place_.capacity() * sizeof(place_[0]); }

 private:
  struct Entry {
    std::int64_t at_ms;
    std::uint32_t customer;
  };
  static constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

  void put(std::size_t at, Entry entry) {
    heap_[at] = entry;
    place_[entry.customer] = static_cast<std::uint32_t>(at);
  }
  void rise(std::size_t at) {
    auto entry = heap_[at];
    for (; at > 0 && entry.at_ms < heap_[(at - 1) / 2].at_ms; at = (at - 1) / 2) put(at, heap_[(at - 1) / 2]);
    put(at, entry);
  }
  void sink(std::size_t at) {
    auto entry = heap_[at];
    for (;;) {
      auto child = 2 * at + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && heap_[child + 1].at_ms < heap_[child].at_ms) ++child;
      if (heap_[child].at_ms >= entry.at_ms) break;
      put(at, heap_[child]);
      at = child;
    }
    put(at, entry);
  }
  void remove(std::size_t at) {
    place_[heap_[at].customer] = nowhere;
    auto last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    put(at, last);
    rise(at);
    sink(place_[last.customer]);
  }

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> place_;  ///< of each customer, in heap_
};

}  // namespace cairn::profile
