// The columns of buckets that this process has at hand: each made once, however many threads ask, and kept while there
// is room.
#pragma once

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
#include "journey/column.h"

namespace cairn::journey {

/// One property of a whole bucket: mapped from its file, or held in memory where no file could be written.
struct BucketColumn {
  MappedFile mapped;
  std::string held;
  std::vector<Column> slices;
};

/// Safe to use from several threads.
class ColumnCache {
 public:
  using Key = std::tuple<int, std::string, ColumnForm>;  ///< bucket, property, form
  using Value = std::shared_ptr<const BucketColumn>;

  /// Keeps at most so many bytes held in memory (mapped ones belong to the system) and so many columns; the least
  /// recently used go first. Who still uses a column keeps it.
  ColumnCache(std::uint64_t most_bytes, std::size_t most_columns)
      : most_bytes_(most_bytes), most_columns_(most_columns) {}
  Result<Value> get(const Key& key, const std::function<Result<Value>()>& make);
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
};

}  // namespace cairn::journey
