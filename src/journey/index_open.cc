// Which way each bucket of an index comes into being (index_build.h): as it was, from its file, spliced, or built.
#include <algorithm>

#include "base/check.h"
#include "journey/index_build.h"

namespace cairn::journey {
namespace {

/// A refresh splices up to so many rows on a base that is smaller still.
constexpr std::uint64_t most_tail_of_new_base = 1'000'000;

/// A base that can be used, and before which arrival its events end.
struct Usable {
  std::shared_ptr<const Base> base;
  std::int64_t end = 0;
};

/// What becomes of one bucket.
struct Way {
  enum class Kind { ready, spliced, built } kind = Kind::built;
  OpenBucket open;
  std::shared_ptr<const Tail> tail;    ///< of a spliced one: what there is already; null: nothing
  ChunkRequest to_read;                ///< rows 0: nothing
  std::shared_ptr<const Chunk> chunk;  ///< what was read
};

class Opener {
 public:
  Opener(const store::History& history, IndexTools& tools, const IndexOptions& options,
         const std::vector<OpenBucket>* before, Run* run)
      : history_(history), tools_(tools), options_(options), before_(before), run_(run) {}

  Result<std::vector<OpenBucket>> open() {
    CAIRN_TRY(type_bytes_, type_bytes_for(history_.event_types().size()));
    ways_.resize(static_cast<std::size_t>(history_.bucket_count()));
    std::uint64_t to_read = 0;
    for (std::size_t b = 0; b < ways_.size(); ++b) to_read += choose(static_cast<int>(b));
    if (run_ != nullptr) run_->begin_pass(to_read);
    CAIRN_TRY_VOID(read_tails());
    CAIRN_TRY_VOID(in_parallel(ways_.size(), [&](std::size_t b) { return finish(b); }));
    std::vector<OpenBucket> buckets;
    for (auto& way : ways_) buckets.push_back(std::move(way.open));
    return buckets;
  }

 private:
  const OpenBucket* former(int bucket) const {
    if (before_ == nullptr) return nullptr;
    const auto& former = (*before_)[static_cast<std::size_t>(bucket)];
    return history_.end_of_version(former.version) ? &former : nullptr;
  }

  /// The base that goes farthest: in use already, or in the folder.
  Usable usable_base(int bucket) const {
    Usable best;
    const auto* old = former(bucket);
    if (old != nullptr) best = {old->base, old->base_end};
    if (best.base != nullptr && (best.end == history_.end_arrival(bucket) || old->spliced == nullptr)) return best;
    auto mapped = MappedFile::open(index_folder(history_) / journey_file(bucket));
    if (!mapped) return best;
    auto stamp = stamp_of_journey(text_of(*mapped));
    if (best.base != nullptr && stamp == best.base->stamp()) return best;
    auto end = history_.end_of_version(stamp);
    if (!end || *end > history_.end_arrival(bucket) || (best.base != nullptr && *end <= best.end)) return best;
    auto base = Base::open(index_folder(history_), bucket, stamp, type_bytes_, tools_.cache);
    if (!base) return best;
    auto [least, most] = rows_before(history_, bucket, *end);
    auto rows = (*base)->header().rows;
    return rows >= least && rows <= most ? Usable{*std::move(base), *end} : best;
  }

  /// Decides; gives how many rows are to be read.
  std::uint64_t choose(int bucket) {
    auto& way = ways_[static_cast<std::size_t>(bucket)];
    auto version = history_.version(bucket);
    auto end = history_.end_arrival(bucket);
    auto rows = rows_before(history_, bucket, end).second;
    auto usable = usable_base(bucket);
    if (usable.base == nullptr) return rows;
    way.open = {usable.base, usable.end, nullptr, version};
    const auto* old = former(bucket);
    bool wide_enough = usable.base->header().type_bytes == type_bytes_;
    if (usable.end == end && wide_enough) {
      way.kind = Way::Kind::ready;
      return 0;
    }
    if (old != nullptr && old->version == version && old->base == usable.base && old->spliced != nullptr &&
        old->slices().front().type8.empty() == (type_bytes_ == 2)) {
      way.kind = Way::Kind::ready;
      way.open = *old;
      return 0;
    }
    // In a long-lived process the tail has mostly been read before, and is folded in time; elsewhere a long one is
    // dearer than building.
    auto base_rows = usable.base->header().rows;
    auto most = old == nullptr ? base_rows / tail_share : base_rows + most_tail_of_new_base;
    if (old != nullptr) way.tail = since(old->tail(), usable.end);
    auto first = way.tail == nullptr ? usable.end : way.tail->parts.back().end_arrival;
    auto known = base_rows + (way.tail == nullptr ? 0 : way.tail->rows.size());
    if (known > rows || first > end || rows - base_rows > most) return rows;
    way.kind = Way::Kind::spliced;
    way.to_read = {bucket, first, end, rows - known};
    return way.to_read.rows;
  }

  Result<void> read_tails() {
    std::vector<ChunkRequest> requests;
    for (std::size_t b = 0; b < ways_.size(); ++b)
      if (ways_[b].to_read.rows > 0) requests.push_back(ways_[b].to_read);
    if (requests.empty()) return {};
    CAIRN_TRY(auto chunks, read_chunks(history_, tools_.pool, requests, run_));
    CAIRN_CHECK(chunks.size() == requests.size());
    for (std::size_t i = 0; i < chunks.size(); ++i)
      ways_[static_cast<std::size_t>(requests[i].bucket)].chunk = std::move(chunks[i]);
    return {};
  }

  Result<void> finish(std::size_t b) {
    auto& way = ways_[b];
    if (way.kind == Way::Kind::ready) return {};
    int bucket = static_cast<int>(b);
    if (way.kind == Way::Kind::built) {
      CAIRN_TRY(way.open, build_bucket(history_, tools_, bucket, type_bytes_, options_, run_));
      return {};
    }
    auto tail = way.tail;
    if (way.chunk != nullptr)
      tail = extended(tail.get(), {way.chunk, bucket, way.to_read.first_arrival, way.to_read.end_arrival});
    ReadTimes times = [&](const std::vector<std::uint32_t>& customers) {
      return read_times(way.open, bucket, customers);
    };
    CAIRN_TRY(way.open.spliced,
              splice(way.open.base, std::move(tail), type_bytes_, options_.slice_rows, times, tools_.cache));
    return {};
  }

  /// The times of customers of a base, by their hashes out of its segments.
  Result<Base::Times> read_times(const OpenBucket& open, int bucket, const std::vector<std::uint32_t>& customers) {
    CAIRN_TRY(auto hashes, open.base->hashes());
    std::string list;
    for (auto customer : customers) list += (list.empty() ? "" : ", ") + std::to_string(hashes[customer]);
    auto sql = history_.bucket_sql(bucket, {"customer_hash", "time"}, "customer_hash IN (" + list + ")", open.base_end);
    std::map<std::uint64_t, std::vector<std::int64_t>> of_hash;
    auto read = [&]() -> Result<void> {
      CAIRN_TRY(auto duck, tools_.pool.take());
      CAIRN_TRY(auto rows, duck->stream(sql, "reading exact times"));
      for (;;) {
        CAIRN_TRY(auto count, rows.next());
        if (count == 0) return {};
        for (std::size_t i = 0; i < count; ++i)
          of_hash[rows.column(0).data<std::uint64_t>()[i]].push_back(rows.column(1).data<std::int64_t>()[i]);
      }
    }();
    if (!read) return segment_error(history_, bucket, read.error());
    return by_customer(*open.base, bucket, hashes, customers, of_hash);
  }

  /// Customers who share a hash have their rows one after the other.
  Result<Base::Times> by_customer(const Base& base, int bucket, std::span<const std::uint64_t> hashes,
                                  const std::vector<std::uint32_t>& customers,
                                  std::map<std::uint64_t, std::vector<std::int64_t>>& of_hash) {
    Base::Times times;
    for (auto customer : customers) {
      auto first =
          static_cast<std::size_t>(std::lower_bound(hashes.begin(), hashes.end(), hashes[customer]) - hashes.begin());
      std::size_t skip = 0;
      for (auto other = first; other < customer; ++other) skip += rows_of(base, other);
      const auto& all = of_hash[hashes[customer]];
      auto rows = rows_of(base, customer);
      if (skip + rows > all.size())
        return segment_error(history_, bucket,
                             {ErrorCode::damaged, "rows of a customer are missing", "", "run cairn repair"});
      auto begin = all.begin() + static_cast<std::ptrdiff_t>(skip);
      times.emplace(customer, std::vector<std::int64_t>(begin, begin + static_cast<std::ptrdiff_t>(rows)));
    }
    return times;
  }
  static std::size_t rows_of(const Base& base, std::size_t customer) {
    for (const auto& slice : base.slices()) {
      if (customer < slice.customers()) return slice.offsets[customer + 1] - slice.offsets[customer];
      customer -= slice.customers();
    }
    return 0;
  }

  const store::History& history_;
  IndexTools& tools_;
  IndexOptions options_;
  const std::vector<OpenBucket>* before_;
  Run* run_;
  int type_bytes_ = 1;
  std::vector<Way> ways_;
};

}  // namespace

Result<std::vector<OpenBucket>> open_buckets(const store::History& history, IndexTools& tools,
                                             const IndexOptions& options, const std::vector<OpenBucket>* before,
                                             Run* run) {
  return Opener(history, tools, options, before, run).open();
}

}  // namespace cairn::journey
