#include "journey/joined_rows.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <tuple>

#include "base/check.h"

namespace cairn::journey {
namespace {

/// Rows of one identifier that a piece has.
struct Found {
  std::uint32_t customer;         ///< in Joins::customers
  std::uint32_t piece;            ///< in Joins::pieces
  std::uint32_t slice, of_slice;  ///< the raw slice, and the identifier's place in it
  std::uint32_t begin, end;       ///< rows of the slice
  bool is_all;                    ///< of the identifier's
};

std::int64_t since_1930(std::int64_t ms) { return ms == INT64_MIN || ms == INT64_MAX ? ms : ms - epoch_1930_ms; }

/// Goes through the customers of one bucket and the pieces of its hashes, both in order.
class Finder {
 public:
  Finder(const OpenBucket& open, const std::vector<Bucket>& raw, std::uint32_t first_slice, const Joins& joins)
      : open_(open), raw_(raw), slice_(first_slice), joins_(joins) {}

  Result<std::vector<Found>> find(std::uint32_t piece, std::uint32_t end_piece) {
    CAIRN_TRY(auto hashes, open_.base->hashes());
    const auto* spliced = open_.spliced.get();
    std::size_t added = 0, of_base = 0;
    const std::size_t customers = open_.customers();
    for (std::size_t c = 0; c < customers && piece < end_piece; ++c) {
      bool is_added = spliced != nullptr && added < spliced->added.size() && spliced->added[added].customer == c;
      auto hash = is_added ? spliced->tail->rows[spliced->added[added].row].hash : hashes[of_base];
      is_added ? ++added : ++of_base;
      while (piece < end_piece && joins_.pieces[piece].hash < hash) ++piece;
      if (piece == end_piece || joins_.pieces[piece].hash != hash) continue;
      CAIRN_TRY_VOID(take(c, hash, piece, end_piece));
    }
    return std::move(found_);
  }

 private:
  /// Those of the pieces with this hash that name this very customer.
  Result<void> take(std::size_t customer, std::uint64_t hash, std::uint32_t piece, std::uint32_t end) {
    CAIRN_TRY(auto id, open_.key(customer));
    while (customer >= first_ + raw_[slice_].customers()) first_ += raw_[slice_++].customers();
    const auto& slice = raw_[slice_];
    const auto local = static_cast<std::uint32_t>(customer - first_);
    const auto begin = slice.offsets[local], stop = slice.offsets[local + 1];
    for (; piece < end && joins_.pieces[piece].hash == hash; ++piece) {
      const auto& one = joins_.pieces[piece];
      if (one.id != id) continue;
      auto from = row_at(slice, begin, stop, since_1930(one.from_ms));
      auto until = row_at(slice, from, stop, since_1930(one.until_ms));
      if (from < until)
        found_.push_back({one.customer, piece, slice_, local, from, until, from == begin && until == stop});
    }
    return {};
  }

  /// The first row of [begin, end) that is not before a time.
  static std::uint32_t row_at(const Bucket& slice, std::uint32_t begin, std::uint32_t end, std::int64_t ms) {
    while (begin < end) {
      auto middle = begin + (end - begin) / 2;
      if (slice.ms(middle) < ms)
        begin = middle + 1;
      else
        end = middle;
    }
    return begin;
  }

  const OpenBucket& open_;
  const std::vector<Bucket>& raw_;
  std::uint32_t slice_;
  const Joins& joins_;
  std::size_t first_ = 0;  ///< customer of slice_, among those of the bucket
  std::vector<Found> found_;
};

/// What moves: not who stays alone under his own name.
Result<std::vector<Found>> moving(const std::vector<OpenBucket>& open, const std::vector<Bucket>& raw,
                                  const Joins& joins) {
  std::vector<std::uint32_t> first_slice(open.size());
  for (std::size_t b = 1; b < open.size(); ++b)
    first_slice[b] = first_slice[b - 1] + static_cast<std::uint32_t>(open[b - 1].slices().size());
  std::vector<std::vector<Found>> of_bucket(open.size());
  const int bits = std::countr_zero(open.size());
  auto begin_of = [&](std::size_t bucket) {
    if (bucket == 0) return std::uint32_t{0};
    if (bucket == open.size()) return static_cast<std::uint32_t>(joins.pieces.size());
    auto least = static_cast<std::uint64_t>(bucket) << (64 - bits);
    auto at = std::lower_bound(joins.pieces.begin(), joins.pieces.end(), least,
                               [](const Piece& piece, std::uint64_t hash) { return piece.hash < hash; });
    return static_cast<std::uint32_t>(at - joins.pieces.begin());
  };
  CAIRN_TRY_VOID(in_parallel(open.size(), [&](std::size_t b) -> Result<void> {
    CAIRN_TRY(of_bucket[b], Finder(open[b], raw, first_slice[b], joins).find(begin_of(b), begin_of(b + 1)));
    return {};
  }));
  std::vector<Found> all;
  for (auto& some : of_bucket) all.insert(all.end(), some.begin(), some.end());
  std::vector<std::uint32_t> parts(joins.customers.size());
  for (const auto& each : all) ++parts[each.customer];
  std::erase_if(all, [&](const Found& each) {
    const auto& id = joins.pieces[each.piece].id;
    const auto& name = joins.customers[each.customer];
    return each.is_all && parts[each.customer] == 1 && id.identifier == name.identifier;
  });
  return all;
}

/// Copies the rows that the runs name.
void fill(JoinedSlice& slice, const std::vector<Bucket>& raw, const std::vector<std::uint32_t>& offsets) {
  const std::size_t rows = offsets.back(), customers = offsets.size() - 1;
  const bool wide = std::any_of(raw.begin(), raw.end(), [](const Bucket& each) { return !each.type16.empty(); });
  std::size_t size = 0;
  auto reserve = [&](std::size_t bytes) { return std::exchange(size, aligned_to_line(size + bytes)); };
  auto at_offsets = reserve((customers + 1) * 4), at_types = reserve(rows * (wide ? 2 : 1)),
       at_seconds = reserve(rows * 4), at_millis = reserve(rows * 2);
  slice.memory = Block(std::max<std::size_t>(size, 64));
  auto* to_offsets = slice.memory.at<std::uint32_t>(at_offsets);
  auto* types8 = slice.memory.at<std::uint8_t>(at_types);
  auto* types16 = slice.memory.at<std::uint16_t>(at_types);
  auto* seconds = slice.memory.at<std::uint32_t>(at_seconds);
  auto* millis = slice.memory.at<std::uint16_t>(at_millis);
  std::copy(offsets.begin(), offsets.end(), to_offsets);
  std::size_t to = 0;
  for (const auto& run : slice.runs) {
    const auto& from = raw[run.slice];
    if (wide)
      std::copy(from.type16.begin() + run.begin, from.type16.begin() + run.end, types16 + to);
    else
      std::copy(from.type8.begin() + run.begin, from.type8.begin() + run.end, types8 + to);
    std::copy(from.seconds.begin() + run.begin, from.seconds.begin() + run.end, seconds + to);
    std::copy(from.millis.begin() + run.begin, from.millis.begin() + run.end, millis + to);
    to += run.end - run.begin;
  }
  CAIRN_CHECK(to == rows);
  slice.view.offsets = {to_offsets, customers + 1};
  if (wide)
    slice.view.type16 = {types16, rows};
  else
    slice.view.type8 = {types8, rows};
  slice.view.seconds = {seconds, rows};
  slice.view.millis = {millis, rows};
}

/// What is left of a raw slice without the rows that move, which ascend.
std::unique_ptr<JoinedSlice> rest_of(const std::vector<Bucket>& raw, std::uint32_t number,
                                     std::span<const Found> gone) {
  auto rest = std::make_unique<JoinedSlice>();
  const auto& slice = raw[number];
  std::vector<std::uint32_t> offsets{0};
  std::uint32_t at = 0, rows = 0;
  auto keep = [&](std::uint32_t end) {
    if (end > at) {
      rest->runs.push_back({number, at, end});
      rows += end - at;
    }
  };
  std::size_t next = 0;
  for (std::uint32_t c = 0; c < slice.customers(); ++c) {
    auto before = rows + (slice.offsets[c] - std::min(at, slice.offsets[c]));
    if (next == gone.size() || gone[next].of_slice != c) {
      // Kept as a whole; its rows are copied with those around it.
      rest->customers.push_back(c);
      offsets.push_back(before + slice.offsets[c + 1] - slice.offsets[c]);
      continue;
    }
    for (; next < gone.size() && gone[next].of_slice == c; ++next) {
      keep(gone[next].begin);
      at = gone[next].end;
    }
    auto left = rows + slice.offsets[c + 1] - at;
    if (left == before) continue;
    rest->customers.push_back(c);
    offsets.push_back(left);
  }
  keep(static_cast<std::uint32_t>(slice.rows()));
  fill(*rest, raw, offsets);
  return rest;
}

/// The rows of one customer in order of time, from its parts, each of which is in order; at equal times the earlier
/// part goes first.
void merge_parts(const std::vector<Bucket>& raw, std::span<const Found> parts, std::vector<RowRun>& runs) {
  using Head = std::tuple<std::int64_t, std::uint32_t, std::uint32_t>;  // time, part, row
  std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
  for (std::uint32_t p = 0; p < parts.size(); ++p)
    heads.push({raw[parts[p].slice].ms(parts[p].begin), p, parts[p].begin});
  while (!heads.empty()) {
    auto [ms, p, row] = heads.top();
    heads.pop();
    const auto& part = parts[p];
    const auto& slice = raw[part.slice];
    auto end = row + 1;
    if (heads.empty()) {
      end = part.end;
    } else {
      auto [other_ms, other, other_row] = heads.top();
      while (end < part.end && (slice.ms(end) < other_ms || (slice.ms(end) == other_ms && p < other))) ++end;
    }
    runs.push_back({part.slice, row, end});
    if (end < part.end) heads.push({slice.ms(end), p, end});
  }
}

/// Customers [begin, end) of those whose parts are listed customer by customer.
std::unique_ptr<JoinedSlice> slice_of(const std::vector<Bucket>& raw, std::span<const Found> parts) {
  auto slice = std::make_unique<JoinedSlice>();
  std::vector<std::uint32_t> offsets{0};
  for (std::size_t at = 0; at < parts.size();) {
    auto end = at;
    std::uint32_t rows = 0;
    for (; end < parts.size() && parts[end].customer == parts[at].customer; ++end)
      rows += parts[end].end - parts[end].begin;
    merge_parts(raw, parts.subspan(at, end - at), slice->runs);
    slice->customers.push_back(parts[at].customer);
    offsets.push_back(offsets.back() + rows);
    at = end;
  }
  fill(*slice, raw, offsets);
  return slice;
}

/// Where the parts of customers are cut into slices: at customers, at most so many rows unless one has more.
std::vector<std::pair<std::size_t, std::size_t>> cuts(const std::vector<Found>& parts, std::size_t slice_rows) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  std::size_t begin = 0, rows = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bool is_first = i == 0 || parts[i].customer != parts[i - 1].customer;
    if (is_first && rows >= slice_rows) {
      found.emplace_back(begin, i);
      begin = i;
      rows = 0;
    }
    rows += parts[i].end - parts[i].begin;
  }
  if (begin < parts.size()) found.emplace_back(begin, parts.size());
  return found;
}

}  // namespace

Result<std::shared_ptr<const Joined>> join_rows(const std::vector<OpenBucket>& open, const std::vector<Bucket>& raw,
                                                std::shared_ptr<const Joins> joins, std::size_t slice_rows) {
  auto joined = std::make_shared<Joined>();
  CAIRN_TRY(auto parts, moving(open, raw, *joins));
  joined->joins = std::move(joins);
  joined->raw_slices = raw.size();
  joined->slices.resize(raw.size());
  // Found bucket by bucket in order, so by slice and row.
  std::vector<std::pair<std::size_t, std::size_t>> of_slice;
  for (std::size_t at = 0; at < parts.size();) {
    auto end = at;
    while (end < parts.size() && parts[end].slice == parts[at].slice) ++end;
    of_slice.emplace_back(at, end);
    at = end;
  }
  CAIRN_TRY_VOID(in_parallel(of_slice.size(), [&](std::size_t i) -> Result<void> {
    auto [begin, end] = of_slice[i];
    auto number = parts[begin].slice;
    joined->slices[number] = rest_of(raw, number, std::span(parts).subspan(begin, end - begin));
    return {};
  }));
  std::stable_sort(parts.begin(), parts.end(), [](const Found& a, const Found& b) {
    return std::tie(a.customer, a.piece) < std::tie(b.customer, b.piece);
  });
  auto slices = cuts(parts, slice_rows);
  joined->slices.resize(raw.size() + slices.size());
  CAIRN_TRY_VOID(in_parallel(slices.size(), [&](std::size_t i) -> Result<void> {
    auto [begin, end] = slices[i];
    joined->slices[raw.size() + i] = slice_of(raw, std::span(parts).subspan(begin, end - begin));
    return {};
  }));
  return std::shared_ptr<const Joined>(std::move(joined));
}

}  // namespace cairn::journey
