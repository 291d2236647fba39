// One pass over the buckets of an index; see kind.h.
#include <bit>

#include "journey/kind.h"

namespace cairn::journey {

Pass::Pass(const Asked& asked) : asked_(asked) {
  std::uint64_t rows = 0;
  for (const auto& bucket : asked.index.buckets()) {
    buckets_.push_back(&bucket);
    rows += bucket.rows();
  }
  // By magnitude only: buckets of a size are read in the order in which they lie on the disk.
  std::stable_sort(buckets_.begin(), buckets_.end(), [](const Bucket* a, const Bucket* b) {
    return std::bit_width(a->rows()) > std::bit_width(b->rows());
  });
  auto wanted = asked.options.threads > 0 ? static_cast<std::size_t>(asked.options.threads)
                                          : std::max(1U, std::thread::hardware_concurrency());
  threads_ = std::max<std::size_t>(1, std::min(wanted, buckets_.size()));
  if (asked.options.run != nullptr) asked.options.run->begin_pass(rows);
}

const Bucket* Pass::next() {
  auto at = next_.fetch_add(1);
  if (at >= buckets_.size()) return nullptr;
  if (auto may = asked_.go_on(); !may) {
    fail(may.error());
    return nullptr;
  }
  return buckets_[at];
}

void Pass::done(const Bucket& bucket) {
  if (asked_.options.run != nullptr) asked_.options.run->read(bucket.rows());
}

void Pass::fail(const Error& error) {
  std::lock_guard lock(mutex_);
  if (!failed_) failed_ = error;
  next_ = buckets_.size();
}

}  // namespace cairn::journey
