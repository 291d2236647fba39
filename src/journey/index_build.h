// How an index comes into being: from the segments of a history, bucket by bucket.
//
//   bucket_sql(hash, kind, customer, event, time) ──stream──▶ BucketWriter ──▶ index/b03.journey, b03.names ──▶ mmap
//
// A folder that cannot be written is no fault: the bucket then lives in memory.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "journey/index_file.h"
#include "journey/run.h"
#include "store/duck.h"

namespace cairn::journey {

/// The bytes of one bucket, mapped or in memory, and the views into them.
struct OpenBucket {
  MappedFile mapped;
  std::string built;
  BucketHeader header;
  std::vector<Bucket> slices;
  /// The names: in memory when `built` is used, else their file, mapped when first asked for.
  std::string built_names;
  std::filesystem::path names_path;
};

/// Opens what is current and builds the rest, on several threads where several buckets need it. A run can stop it.
Result<std::vector<OpenBucket>> open_buckets(const store::History& history, Run* run);

/// 1 or 2; an error when there are more event types than fit.
Result<int> type_bytes_for(std::size_t event_types);

/// Ducks for whoever needs one for a moment; several threads may ask.
class DuckPool {
 public:
  explicit DuckPool(store::DuckOptions options) : options_(std::move(options)) {}
  class Lease {
   public:
    Lease(DuckPool& pool, store::Duck duck) : pool_(&pool), duck_(std::make_unique<store::Duck>(std::move(duck))) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) noexcept = default;
    ~Lease() {
      if (duck_ == nullptr) return;
      std::lock_guard guard(pool_->mutex_);
      pool_->idle_.push_back(std::move(*duck_));
    }
    store::Duck* operator->() { return duck_.get(); }

   private:
    DuckPool* pool_;
    std::unique_ptr<store::Duck> duck_;
  };
  Result<Lease> take();

 private:
  store::DuckOptions options_;
  std::mutex mutex_;
  std::vector<store::Duck> idle_;
};

/// One thread's share of the machine.
store::DuckOptions worker_duck(const store::History& history);

/// An error of reading a bucket's segments: code damaged, naming the files.
Error segment_error(const store::History& history, int bucket, const Error& cause);

}  // namespace cairn::journey
