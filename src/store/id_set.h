// A set of event ids, flat and open-addressed: 16 bytes a slot, at most half full. The ids are hashes already, so their
// low bits are the place.
#pragma once

#include <vector>

#include "event/event.h"

namespace cairn::store {

class IdSet {
 public:
  /// True when the id was not there yet.
  bool insert(EventId id) {
    if (id == EventId{}) return !std::exchange(has_zero_, true);  // an empty slot is zero
    if ((count_ + 1) * 2 > slots_.size()) grow();
    std::size_t at = place(id);
    if (slots_[at] == id) return false;
    slots_[at] = id;
    ++count_;
    return true;
  }
  bool contains(EventId id) const { return id == EventId{} ? has_zero_ : count_ > 0 && slots_[place(id)] == id; }
  void clear() {
    slots_.assign(slots_.size(), EventId{});
    count_ = 0;
    has_zero_ = false;
  }

 private:
  std::size_t place(EventId id) const {
    std::size_t at = (id.low ^ id.high * 0x9E3779B97F4A7C15) & (slots_.size() - 1);
    while (slots_[at] != EventId{} && slots_[at] != id) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<EventId> old(slots_.empty() ? 1024 : slots_.size() * 2);
    old.swap(slots_);
    for (const auto& id : old)
      if (id != EventId{}) slots_[place(id)] = id;
  }

  std::vector<EventId> slots_;
  std::size_t count_ = 0;
  bool has_zero_ = false;
};

}  // namespace cairn::store
