// The columns of buckets that this process has at hand: each made once, however many threads ask, and kept while there
// is room.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "base/file.h"
#include "journey/block.h"
#include "journey/column.h"

namespace cairn::journey {

/// One property of a whole bucket: mapped from its file, held in memory where no file could be written, or gathered
/// from that of its base and what came after (splice_columns.h).
struct BucketColumn {
  MappedFile mapped;
  std::string held;
  std::vector<Block> blocks;
  std::shared_ptr<const BucketColumn> base;  ///< whose dictionaries some slices share
  std::vector<Column> slices;
  std::uint64_t bytes() const {
    std::uint64_t sum = held.capacity();
    for (const auto& block : blocks) sum += block.size();
    return sum;
  }
};

/// Safe to use from several threads.
class ColumnCache {
 public:
  using Key = std::tuple<std::uint64_t, std::string, ColumnForm>;  ///< what it is a column of, property, form
  using Value = std::shared_ptr<const BucketColumn>;

  /// Keeps at most so many bytes held in memory (mapped ones belong to the system) and so many columns; the least
  /// recently used go first. Who still uses a column keeps it.
  ColumnCache(std::uint64_t most_bytes, std::size_t most_columns)
      : most_bytes_(most_bytes), most_columns_(most_columns) {}
  Result<Value> get(const Key& key, const std::function<Result<Value>()>& make);
  /// If it is there and ready; else null.
  Value peek(const Key& key) const;
  /// A number for something that has columns here.
  std::uint64_t new_owner() { return ++owners_; }
  /// Drops the columns of something that is gone.
  void forget(std::uint64_t owner);
  std::uint64_t bytes() const;
  std::size_t columns() const;

 private:
  struct Entry {
    std::shared_future<Result<Value>> value;
    std::uint64_t bytes = 0, used = 0;
    bool ready = false;
  };
  void evict(const Key& newest);

  std::uint64_t most_bytes_;
  std::size_t most_columns_;
  mutable std::mutex mutex_;
  std::map<Key, Entry> entries_;
  std::uint64_t bytes_ = 0, clock_ = 0;
  std::atomic<std::uint64_t> owners_ = 0;
};

/// Something that has columns in a cache while it lives: an index file, or what was spliced on it.
class ColumnOwner {
 public:
  explicit ColumnOwner(std::shared_ptr<ColumnCache> cache) : cache_(std::move(cache)), number_(cache_->new_owner()) {}
  ColumnOwner(const ColumnOwner&) = delete;
  ColumnOwner& operator=(const ColumnOwner&) = delete;
  ~ColumnOwner() { cache_->forget(number_); }
  std::uint64_t number() const { return number_; }

 private:
  std::shared_ptr<ColumnCache> cache_;
  std::uint64_t number_;
};

}  // namespace cairn::journey
