// How an index comes into being: from the segments of a history, bucket by bucket.
//
//   bucket_sql(hash, kind, customer, event, time) ──stream──▶ BucketWriter ──▶ index/b03.journey, b03.names ──▶ mmap
//                                                                                    = the base of the bucket
//   segments that came later ──▶ tail ──spliced on the base──▶ columns in memory
//
// A folder that cannot be written is no fault: the base then lives in memory.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "journey/base_bucket.h"
#include "journey/index_file.h"
#include "journey/run.h"
#include "journey/splice.h"
#include "store/duck.h"

namespace cairn::journey {

/// One bucket: its base, and what was spliced on it; null: the base is all of it.
struct OpenBucket {
  std::shared_ptr<const Base> base;
  std::int64_t base_end = 0;  ///< the base has the events that arrived before this
  std::shared_ptr<const Spliced> spliced;
  std::string version;  ///< of the history

  const std::vector<Bucket>& slices() const { return spliced ? spliced->slices : base->slices(); }
  std::vector<std::size_t> slice_rows() const { return spliced ? spliced->slice_rows() : base->slice_rows(); }
  std::uint64_t rows() const { return spliced ? spliced->rows : base->header().rows; }
  std::uint64_t customers() const { return spliced ? spliced->customers : base->header().customers; }
  std::int64_t first_ms() const { return spliced ? spliced->first_ms : base->header().first_ms; }
  std::int64_t last_ms() const { return spliced ? spliced->last_ms : base->header().last_ms; }
  std::uint64_t tail_rows() const { return spliced && spliced->tail ? spliced->tail->rows.size() : 0; }
  std::shared_ptr<const Tail> tail() const { return spliced ? spliced->tail : nullptr; }
  Result<CustomerId> name(std::size_t customer) const {
    CAIRN_TRY(auto found, key(customer));
    return CustomerId{std::string(found.kind), std::string(found.identifier)};
  }
  /// The same as views into the bucket.
  Result<CustomerKey> key(std::size_t customer) const {
    return spliced ? spliced->key(customer) : base->key(customer);
  }
};

struct IndexTools;

/// Opens what is current, splices what has a current base, and builds the rest, on several threads. What `before` has
/// of the same workspace is used again; null: none. A run can stop it.
Result<std::vector<OpenBucket>> open_buckets(const store::History& history, IndexTools& tools,
                                             const IndexOptions& options, const std::vector<OpenBucket>* before,
                                             Run* run);
/// From the segments, all of them, and into the files.
Result<OpenBucket> build_bucket(const store::History& history, IndexTools& tools, int bucket, int type_bytes,
                                const IndexOptions& options, Run* run);
/// How many events of a bucket arrived before `end`, by the manifest: at least and at most, since events from before
/// and after may be merged.
std::pair<std::uint64_t, std::uint64_t> rows_before(const store::History& history, int bucket, std::int64_t end);
/// Writes the index files of a bucket; those of columns that are of another version go.
Result<void> write_bucket(const store::History& history, int bucket, const BucketWriter::Files& files);

/// work(0 .. count - 1) on as many threads as the machine has; the first error stops it.
Result<void> in_parallel(std::size_t count, const std::function<Result<void>(std::size_t)>& work);

std::filesystem::path index_folder(const store::History& history);

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
    store::Duck& operator*() { return *duck_; }

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

/// What all indexes of a workspace that came from one another share.
struct IndexTools {
  explicit IndexTools(const store::History& history);
  DuckPool pool;
  std::shared_ptr<ColumnCache> cache;
  std::mutex reading_values;  ///< one thread reads a property of the tails, for all buckets
};

/// An error of reading a bucket's segments: code damaged, naming the files.
Error segment_error(const store::History& history, int bucket, const Error& cause);

}  // namespace cairn::journey
