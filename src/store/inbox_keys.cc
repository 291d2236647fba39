// Of InboxDb: which keys are known, and where new ones go.
#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "store/inbox_db.h"
#include "store/inbox_key.h"

namespace cairn::store {
namespace {

void set_known(Receipt& receipt, std::uint32_t event) {
  receipt.known[event] = true;
  ++receipt.known_count;
}

}  // namespace

void InboxDb::Fresh::add(EventId key) {
  keys.push_back(key);
  set.insert(key);
  lowest = std::min(lowest, key);
}

void InboxDb::Fresh::take_back(std::size_t count) {
  if (keys.size() == count) return;
  std::vector<EventId> kept(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count));
  keys.clear();
  set.clear();
  lowest = {~0ULL, ~0ULL};
  for (const auto& key : kept) add(key);
}

void InboxDb::after_commit() {
  if (!leaving_.keys.empty() && put_away_ == leaving_.keys.size()) {
    leaving_.take_back(0);
    put_away_ = 0;
  }
  if (!leaving_.keys.empty() || fresh_.keys.empty()) return;
  if (fresh_.keys.size() < most_fresh && fresh_.lowest >= expired_below_) return;
  std::swap(fresh_, leaving_);
  fresh_.row = leaving_.row;
  std::sort(leaving_.keys.begin(), leaving_.keys.end());
  highest_ = std::max(highest_, leaving_.keys.back());
}

Result<bool> InboxDb::is_there(Statement& look, const Sought& key) {
  KeyBytes bytes(key.high, key.low);
  look.bind_bytes(1, bytes.view());
  CAIRN_TRY(bool found, look.step());
  look.reset();
  return found;
}

/// False when it was there already. A `day` below 0 is not bound.
Result<bool> InboxDb::added(Statement& insert, const Sought& key, std::int64_t day) {
  KeyBytes bytes(key.high, key.low);
  insert.bind_bytes(1, bytes.view());
  if (day >= 0) insert.bind(2, day);
  CAIRN_TRY(bool row, insert.step());
  CAIRN_CHECK(!row);
  bool is_new = sqlite3_changes(db_.handle()) > 0;
  insert.reset();
  return is_new;
}

void InboxDb::sort_keys(std::span<const Admission> requests) {
  recent_.clear();
  odd_.clear();
  for (std::uint32_t r = 0; r < requests.size(); ++r) {
    const auto& arrival = *requests[r].arrival;
    for (std::uint32_t e = 0; e < arrival.keys.size(); ++e) {
      const auto& [id, time, order] = arrival.keys[e];
      std::optional<Sought> recent;
      const auto second = time == no_time ? -1 : floor_div(time, 1'000'000);
      if (second >= 0 && second <= std::numeric_limits<std::uint32_t>::max())
        recent = Sought{static_cast<std::uint64_t>(second) << 32 | id.high >> 32, id.high << 32 | id.low >> 32, r, e};
      if (recent && time >= arrival.received.us - recent_past && time <= arrival.received.us + recent_future)
        recent_.push_back(*recent);
      else
        odd_.push_back({{id.high, id.low, r, e}, recent});
    }
  }
  std::sort(recent_.begin(), recent_.end());
  std::sort(odd_.begin(), odd_.end());
}

Result<void> InboxDb::admit_recent(std::span<Admission> requests) {
  const auto before = fresh_.keys.size();
  for (const auto& key : recent_) {
    auto& [arrival, receipt] = requests[key.request];
    bool is_new = true;
    if (last_ahead_day_ >= 0) {
      const auto& id = arrival->keys[key.event].id;
      CAIRN_TRY(bool ahead, is_there(*find_odd_, {id.high, id.low, 0, 0}));
      is_new = !ahead;
    }
    if (is_new) {
      CAIRN_TRY(bool recent, is_recent(key));
      is_new = !recent;
    }
    if (is_new) {
      fresh_.add({key.high, key.low});
    } else {
      set_known(receipt, key.event);
    }
  }
  return keep_fresh(before);
}

Result<bool> InboxDb::is_recent(const Sought& key) {
  const EventId id{key.high, key.low};
  if (fresh_.set.contains(id) || leaving_.set.contains(id)) return true;
  return id > highest_ ? Result<bool>(false) : is_there(*find_recent_, key);
}

/// The keys of this transaction as one row.
Result<void> InboxDb::keep_fresh(std::size_t before) {
  if (fresh_.keys.size() == before) return {};
  std::string bytes;
  bytes.reserve((fresh_.keys.size() - before) * 16);
  for (auto i = before; i < fresh_.keys.size(); ++i) bytes += KeyBytes(fresh_.keys[i].high, fresh_.keys[i].low).view();
  add_fresh_->bind(1, ++fresh_.row).bind_bytes(2, bytes);
  return add_fresh_->run();
}

Result<void> InboxDb::put_away(std::int64_t most) {
  if (leaving_.keys.empty()) return {};
  for (; most > 0 && put_away_ < leaving_.keys.size(); --most, ++put_away_) {
    const auto& key = leaving_.keys[put_away_];
    CAIRN_TRY(bool is_new, added(*add_recent_, {key.high, key.low, 0, 0}, -1));
    (void)is_new;
  }
  return put_away_ < leaving_.keys.size() ? Result<void>() : forget_fresh_->bind(1, leaving_.row).run();
}

Result<void> InboxDb::admit_odd(std::span<Admission> requests) {
  for (const auto& [hash, recent] : odd_) {
    auto& [arrival, receipt] = requests[hash.request];
    const auto day = std::max<std::int64_t>(0, floor_div(arrival->received.us, us_a_day));
    bool is_new = true;
    if (recent) {
      CAIRN_TRY(bool earlier, is_recent(*recent));
      is_new = !earlier;
    }
    if (is_new) {
      CAIRN_TRY(is_new, added(*add_odd_, hash, day));
    }
    if (!is_new) set_known(receipt, hash.event);
    const auto time = arrival->keys[hash.event].time;
    if (is_new && time != no_time && time > arrival->received.us && day > last_ahead_day_) {
      CAIRN_TRY_VOID(mark("ahead_day", day));
      last_ahead_day_ = day;
    }
  }
  return {};
}

/// Only an event that is kept completes its order.
Result<void> InboxDb::admit_orders(std::span<Admission> requests) {
  orders_.clear();
  for (std::uint32_t r = 0; r < requests.size(); ++r)
    for (std::uint32_t e = 0; e < requests[r].arrival->keys.size(); ++e)
      if (const auto& order = requests[r].arrival->keys[e].order; order != Hash128{} && !requests[r].receipt.known[e])
        orders_.push_back({order.high, order.low, r, e});
  std::sort(orders_.begin(), orders_.end());
  for (const auto& order : orders_) {
    auto& [arrival, receipt] = requests[order.request];
    const auto day = std::max<std::int64_t>(0, floor_div(arrival->received.us, us_a_day));
    CAIRN_TRY(bool is_new, added(*add_order_, order, day));
    if (!is_new) set_known(receipt, order.event);
  }
  return {};
}

}  // namespace cairn::store
