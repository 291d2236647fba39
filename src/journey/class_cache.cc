#include "journey/class_cache.h"

#include <algorithm>

namespace cairn::journey {

ClassCache::Set& ClassCache::find(const std::string& predicates) {
  auto known =
      std::find_if(sets_.begin(), sets_.end(), [&](const Set& each) { return each.predicates == predicates; });
  if (known == sets_.end())
    sets_.push_front({predicates, std::vector<Made>(buckets_), 0});
  else
    sets_.splice(sets_.begin(), sets_, known);
  return sets_.front();
}

Result<ClassCache::Made> ClassCache::get(const std::string& predicates, const Bucket& bucket,
                                         const std::function<Result<RowClasses>()>& make) {
  const auto number = static_cast<std::size_t>(bucket.number);
  {
    std::lock_guard lock(mutex_);
    if (auto known = find(predicates).of_bucket[number]) return known;
  }
  CAIRN_TRY(auto classes, make());
  auto made = std::make_shared<const RowClasses>(std::move(classes));
  std::lock_guard lock(mutex_);
  Set& set = find(predicates);
  if (set.of_bucket[number] != nullptr) return set.of_bucket[number];
  while (bytes_ + made->bytes() > most_bytes_ && sets_.size() > 1) {
    bytes_ -= sets_.back().bytes;
    sets_.pop_back();
  }
  if (bytes_ + made->bytes() > most_bytes_) return Made(made);
  set.of_bucket[number] = made;
  set.bytes += made->bytes();
  bytes_ += made->bytes();
  return Made(made);
}

std::uint64_t ClassCache::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace cairn::journey
