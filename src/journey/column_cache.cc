#include "journey/column_cache.h"

namespace cairn::journey {

Result<ColumnCache::Value> ColumnCache::get(const Key& key, const std::function<Result<Value>()>& make) {
  std::promise<Result<Value>> promise;
  {
    std::unique_lock guard(mutex_);
    auto [at, is_new] = entries_.try_emplace(key);
    at->second.used = ++clock_;
    if (!is_new) {
      auto other = at->second.value;
      guard.unlock();
      return other.get();
    }
    at->second.value = promise.get_future().share();
  }
  auto made = make();
  promise.set_value(made);
  std::lock_guard guard(mutex_);
  if (!made) {
    entries_.erase(key);
    return made;
  }
  auto& entry = entries_[key];
  entry.ready = true;
  entry.bytes = (*made)->bytes();
  bytes_ += entry.bytes;
  evict(key);
  return made;
}

/// A linear search: there are few hundred entries, and reading a column takes a thousand times longer.
void ColumnCache::evict(const Key& newest) {
  while (bytes_ > most_bytes_ || entries_.size() > most_columns_) {
    auto oldest = entries_.end();
    for (auto at = entries_.begin(); at != entries_.end(); ++at) {
      bool frees = bytes_ <= most_bytes_ || at->second.bytes > 0;
      if (!at->second.ready || at->first == newest || !frees) continue;
      if (oldest == entries_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (oldest == entries_.end()) return;
    bytes_ -= oldest->second.bytes;
    entries_.erase(oldest);
  }
}

ColumnCache::Value ColumnCache::peek(const Key& key) const {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  return found == entries_.end() || !found->second.ready ? nullptr : *found->second.value.get();
}

void ColumnCache::forget(std::uint64_t owner) {
  std::lock_guard guard(mutex_);
  for (auto at = entries_.lower_bound({owner, "", ColumnForm{}});
       at != entries_.end() && std::get<0>(at->first) == owner;) {
    bytes_ -= at->second.bytes;
    at = entries_.erase(at);
  }
}

std::uint64_t ColumnCache::bytes() const {
  std::lock_guard guard(mutex_);
  return bytes_;
}

std::size_t ColumnCache::columns() const {
  std::lock_guard guard(mutex_);
  return entries_.size();
}

}  // namespace cairn::journey
