// A base: one bucket as an index file has it, with the events that arrived before some moment. What came later is its
// tail (tail.h), which is spliced on in memory (splice.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "journey/column_cache.h"
#include "journey/index_file.h"

namespace cairn::journey {

/// Immutable but for what is computed once and kept; safe to use from several threads.
class Base {
 public:
  /// Maps the files of a bucket; `stamp` is what they must be made from.
  static Result<std::shared_ptr<const Base>> open(const std::filesystem::path& folder, int bucket,
                                                  const std::string& stamp, int most_type_bytes,
                                                  std::shared_ptr<ColumnCache> cache);
  /// Of bytes in memory, which a BucketWriter has laid out.
  static Result<std::shared_ptr<const Base>> hold(BucketWriter::Files files, int bucket, const std::string& stamp,
                                                  int most_type_bytes, std::shared_ptr<ColumnCache> cache);

  int bucket() const { return bucket_; }
  const std::string& stamp() const { return stamp_; }
  const BucketHeader& header() const { return header_; }
  const std::vector<Bucket>& slices() const { return slices_; }
  std::vector<std::size_t> slice_rows() const;
  std::uint64_t column_owner() const { return owner_ ? owner_->number() : 0; }

  Result<CustomerKey> key(std::size_t customer) const;
  /// The hash of each customer, ascending; computed when first asked for: 8 bytes a customer.
  Result<std::span<const std::uint64_t>> hashes() const;

  /// Times in µs of the rows of customers, which the index has in ms only. `read` finds those that are not known yet;
  /// it may ask for hashes().
  using Times = std::map<std::uint32_t, std::vector<std::int64_t>>;
  Result<Times> exact_times(const std::vector<std::uint32_t>& customers,
                            const std::function<Result<Times>(const std::vector<std::uint32_t>&)>& read) const;

 private:
  Base() = default;
  std::string_view names() const { return built_names_.empty() ? text_of(mapped_names_) : built_names_; }

  int bucket_ = 0;
  std::string stamp_;
  std::filesystem::path names_path_;
  MappedFile mapped_, mapped_names_;
  std::string built_, built_names_;
  BucketHeader header_;
  std::vector<Bucket> slices_;
  std::unique_ptr<ColumnOwner> owner_;
  mutable std::mutex mutex_, times_mutex_;
  mutable std::vector<std::uint64_t> hashes_;
  mutable Times times_;
};

}  // namespace cairn::journey
