#include "journey/base_bucket.h"

#include "base/check.h"
#include "base/hash.h"

namespace cairn::journey {

Result<std::shared_ptr<const Base>> Base::open(const std::filesystem::path& folder, int bucket,
                                               const std::string& stamp, int most_type_bytes,
                                               std::shared_ptr<ColumnCache> cache) {
  auto base = std::shared_ptr<Base>(new Base());
  base->bucket_ = bucket;
  base->stamp_ = stamp;
  base->names_path_ = folder / names_file(bucket);
  CAIRN_TRY(base->mapped_, MappedFile::open(folder / journey_file(bucket)));
  CAIRN_TRY(base->slices_, view_bucket(text_of(base->mapped_), bucket, stamp, most_type_bytes, base->header_));
  // Mapped now, touched when needed: the files may be replaced while this base lives.
  CAIRN_TRY(base->mapped_names_, MappedFile::open(base->names_path_));
  auto names = text_of(base->mapped_names_);
  if (names.size() != base->header_.names_size || stamp_of_names(names) != stamp)
    return Error{ErrorCode::damaged, "is of another size or of other segments", base->names_path_, "run cairn rebuild"};
  if (cache != nullptr) base->owner_ = std::make_unique<ColumnOwner>(std::move(cache));
  return std::shared_ptr<const Base>(std::move(base));
}

Result<std::shared_ptr<const Base>> Base::hold(BucketWriter::Files files, int bucket, const std::string& stamp,
                                               int most_type_bytes, std::shared_ptr<ColumnCache> cache) {
  auto base = std::shared_ptr<Base>(new Base());
  base->bucket_ = bucket;
  base->stamp_ = stamp;
  base->built_ = std::move(files.journey);
  base->built_names_ = std::move(files.names);
  CAIRN_TRY(base->slices_, view_bucket(base->built_, bucket, stamp, most_type_bytes, base->header_));
  if (cache != nullptr) base->owner_ = std::make_unique<ColumnOwner>(std::move(cache));
  return std::shared_ptr<const Base>(std::move(base));
}

std::vector<std::size_t> Base::slice_rows() const {
  std::vector<std::size_t> rows;
  for (const auto& slice : slices_) rows.push_back(slice.rows());
  return rows;
}

Result<CustomerKey> Base::key(std::size_t customer) const {
  auto name = name_view(names(), customer);
  if (name) return CustomerKey{name->first, name->second};
  name.error().where = names_path_.string();
  return name.error();
}

Result<std::span<const std::uint64_t>> Base::hashes() const {
  std::lock_guard guard(mutex_);
  if (hashes_.size() == header_.customers) return std::span<const std::uint64_t>(hashes_);
  std::vector<std::uint64_t> hashes;
  hashes.reserve(header_.customers);
  for (std::size_t c = 0; c < header_.customers; ++c) {
    CAIRN_TRY(auto id, key(c));
    hashes.push_back(customer_hash(id.kind, id.identifier));
    if (c > 0 && hashes[c] < hashes[c - 1])
      return Error{ErrorCode::damaged, "its customers are not in order", names_path_, "run cairn rebuild"};
  }
  hashes_ = std::move(hashes);
  return std::span<const std::uint64_t>(hashes_);
}

Result<Base::Times> Base::exact_times(
    const std::vector<std::uint32_t>& customers,
    const std::function<Result<Times>(const std::vector<std::uint32_t>&)>& read) const {
  std::lock_guard guard(times_mutex_);
  std::vector<std::uint32_t> missing;
  for (auto customer : customers)
    if (!times_.contains(customer)) missing.push_back(customer);
  if (!missing.empty()) {
    CAIRN_TRY(auto found, read(missing));
    times_.merge(found);
  }
  Times times;
  for (auto customer : customers) times[customer] = times_[customer];
  return times;
}

}  // namespace cairn::journey
