// The classes of rows (filter_set.h) that an index has found, for the next question that asks the same of it: another
// period or segment of a map, for example. It ends with its index, so nothing in it is ever out of date.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "journey/filter_set.h"

namespace cairn::journey {

/// Safe from several threads.
class ClassCache {
 public:
  static constexpr std::uint64_t usual_bytes = 512ULL << 20;  ///< some 400 million rows
  explicit ClassCache(std::size_t buckets, std::uint64_t most_bytes = usual_bytes)
      : buckets_(buckets), most_bytes_(most_bytes) {}
  using Made = std::shared_ptr<const RowClasses>;
  /// What is there, or made now and kept while there is room; the least recently used predicates go first.
  Result<Made> get(const std::string& predicates, const Bucket& bucket, const std::function<Result<RowClasses>()>& make);
  std::uint64_t bytes() const;

 private:
  struct Set {
    std::string predicates;
    std::vector<Made> of_bucket;
    std::uint64_t bytes = 0;
  };
  /// The most recently used first; made where it is missing.
  Set& find(const std::string& predicates);

  std::size_t buckets_;
  std::uint64_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Set> sets_;
  std::uint64_t bytes_ = 0;
};

}  // namespace cairn::journey
