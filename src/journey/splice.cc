#include "journey/splice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <tuple>

#include "base/check.h"

namespace cairn::journey {
namespace {

using Group = Spliced::Group;

/// The first position at or after `from` whose hash is not less; near ones are found fast.
std::size_t gallop(std::span<const std::uint64_t> hashes, std::size_t from, std::uint64_t hash) {
  std::size_t step = 1, end = from;
  while (end < hashes.size() && hashes[end] < hash) {
    from = end + 1;
    end += step;
    step *= 2;
  }
  end = std::min(end, hashes.size());
  return static_cast<std::size_t>(std::lower_bound(hashes.begin() + static_cast<std::ptrdiff_t>(from),
                                                   hashes.begin() + static_cast<std::ptrdiff_t>(end), hash) -
                                  hashes.begin());
}

/// Finds the customers of the tail in the base.
Result<std::vector<Group>> groups_of(const Base& base, const Tail& tail) {
  CAIRN_TRY(auto hashes, base.hashes());
  std::vector<Group> groups;
  std::size_t at = 0;
  for (std::uint32_t begin = 0; begin < tail.rows.size();) {
    const auto& first = tail.rows[begin];
    const auto& name = tail.customer(first);
    std::uint32_t end = begin + 1;
    auto same = [&](const Tail::Row& row) {
      if (row.hash != first.hash) return false;
      const auto& other = tail.customer(row);
      return &other == &name || (other.identifier == name.identifier && other.kind == name.kind);
    };
    while (end < tail.rows.size() && same(tail.rows[end])) ++end;
    at = gallop(hashes, at, first.hash);
    bool is_new = true;
    for (; at < hashes.size() && hashes[at] == first.hash; ++at) {
      CAIRN_TRY(auto found, base.key(at));
      auto mine = std::tuple<std::string_view, std::string_view>(name.identifier, name.kind);
      auto other = std::tuple(found.identifier, found.kind);
      is_new = mine != other;
      if (mine <= other) break;
    }
    groups.push_back({begin, end, static_cast<std::uint32_t>(at), is_new});
    begin = end;
  }
  return groups;
}

/// Where the slices of a base are among its customers.
class SliceFinder {
 public:
  explicit SliceFinder(const Base& base) : base_(base) {}
  /// Moves on to the slice of a customer; the customer behind the last one is in the last slice.
  void go_to(std::size_t customer) {
    while (slice_ + 1 < base_.slices().size() && customer >= first_ + slice().customers()) {
      first_ += slice().customers();
      ++slice_;
    }
  }
  const Bucket& slice() const { return base_.slices()[slice_]; }
  std::size_t number() const { return slice_; }
  std::size_t first() const { return first_; }

 private:
  const Base& base_;
  std::size_t slice_ = 0, first_ = 0;
};

/// Customers of the base who have a row in the millisecond of one of the tail's.
std::vector<std::uint32_t> with_ties(const Base& base, const Tail& tail, const std::vector<Group>& groups) {
  std::vector<std::uint32_t> tied;
  SliceFinder finder(base);
  for (const auto& group : groups) {
    if (group.is_new) continue;
    finder.go_to(group.customer);
    const auto& slice = finder.slice();
    auto local = group.customer - finder.first();
    std::size_t row = slice.offsets[local], end = slice.offsets[local + 1];
    bool tie = false;
    for (auto t = group.begin; t < group.end && !tie; ++t) {
      auto ms = tail.rows[t].ms_since_1930();
      while (row < end && slice.ms(row) < ms) ++row;
      tie = row < end && slice.ms(row) == ms;
    }
    if (tie) tied.push_back(group.customer);
  }
  return tied;
}

class Planner {
 public:
  Planner(Spliced& spliced, const Base::Times& times, std::size_t slice_rows)
      : spliced_(spliced), base_(*spliced.base), times_(times), most_rows_(slice_rows + slice_rows / 2) {}

  void plan() {
    SliceFinder finder(base_);
    begin_slice(finder, 0);
    for (std::size_t g = 0; g < spliced_.groups.size(); ++g) {
      const auto& group = spliced_.groups[g];
      while (finder.number() + 1 < base_.slices().size() &&
             group.customer >= finder.first() + finder.slice().customers()) {
        end_slice(finder.slice());
        finder.go_to(finder.first() + finder.slice().customers());
        begin_slice(finder, 0);
      }
      auto local = static_cast<std::uint32_t>(group.customer - finder.first());
      if (finder.slice().offsets[local] - now_.base_begin + (now_.tail_end - now_.tail_begin) >= most_rows_)
        cut(finder, local);
      add(finder.slice(), group, local);
      now_.group_end = g + 1;
    }
    for (;;) {
      end_slice(finder.slice());
      if (finder.number() + 1 == base_.slices().size()) return;
      finder.go_to(finder.first() + finder.slice().customers());
      begin_slice(finder, 0);
    }
  }

 private:
  void begin_slice(const SliceFinder& finder, std::uint32_t customer) {
    auto row = finder.slice().offsets[customer];
    auto groups = now_.group_end;
    auto tail = now_.tail_end;
    now_ = {};
    now_.base_slice = finder.number();
    now_.base_begin = now_.base_end = row;
    now_.customer_begin = customer;
    now_.tail_begin = now_.tail_end = tail;
    now_.group_begin = now_.group_end = groups;
  }
  void end_slice(const Bucket& slice) {
    now_.customer_end = static_cast<std::uint32_t>(slice.customers());
    now_.base_end = static_cast<std::uint32_t>(slice.rows());
    spliced_.plan.push_back(std::move(now_));
  }
  /// Ends the slice before a customer, and begins another with it.
  void cut(const SliceFinder& finder, std::uint32_t customer) {
    now_.customer_end = customer;
    now_.base_end = finder.slice().offsets[customer];
    spliced_.plan.push_back(now_);
    begin_slice(finder, customer);
  }

  /// The places of a customer's rows; base_end is meanwhile the last of them.
  void add(const Bucket& slice, const Group& group, std::uint32_t local) {
    const auto& rows = spliced_.tail->rows;
    std::size_t begin = slice.offsets[local], at = begin, end = group.is_new ? begin : slice.offsets[local + 1];
    auto exact = times_.find(group.customer);
    const std::int64_t* us = group.is_new || exact == times_.end() ? nullptr : exact->second.data();
    for (auto t = group.begin; t < group.end; ++t) {
      auto ms = rows[t].ms_since_1930();
      auto later = [&](std::size_t row) { return us != nullptr ? us[row - begin] > rows[t].us : slice.ms(row) > ms; };
      if (at < end && !later(end - 1)) at = end;  // mostly
      while (at < end && !later(at)) ++at;
      place(static_cast<std::uint32_t>(at));
    }
  }
  void place(std::uint32_t base_row) {
    ++now_.tail_end;
    now_.base_end = base_row;
    if (!now_.runs.empty() && now_.runs.back().base == base_row)
      now_.runs.back().tail = now_.tail_end;
    else
      now_.runs.push_back({base_row, now_.tail_end});
  }

  Spliced& spliced_;
  const Base& base_;
  const Base::Times& times_;
  std::size_t most_rows_;
  SplicedSlice now_;
};

std::size_t customers_of(const Spliced& spliced, const SplicedSlice& slice) {
  std::size_t customers = slice.customer_end - slice.customer_begin;
  for (auto g = slice.group_begin; g < slice.group_end; ++g) customers += spliced.groups[g].is_new;
  return customers;
}

/// The offsets of a slice; notes new customers.
void put_offsets(Spliced& spliced, const SplicedSlice& plan, std::uint32_t* offsets) {
  const auto& slice = spliced.base->slices()[plan.base_slice];
  std::size_t first = 0;  // of the base's slice, among all its customers
  for (std::size_t s = 0; s < plan.base_slice; ++s) first += spliced.base->slices()[s].customers();
  std::uint32_t added = 0;
  std::size_t customer = plan.customer_begin, out = 0;
  auto put = [&](std::size_t c) { offsets[out++] = slice.offsets[c] - plan.base_begin + added; };
  for (auto g = plan.group_begin; g < plan.group_end; ++g) {
    const auto& group = spliced.groups[g];
    auto local = group.customer - first;
    while (customer < local) put(customer++);
    put(local);
    if (group.is_new)
      spliced.added.push_back({static_cast<std::uint32_t>(spliced.customers + out - 1), group.begin});
    else
      ++customer;
    added += group.end - group.begin;
  }
  while (customer < plan.customer_end) put(customer++);
  offsets[out] = static_cast<std::uint32_t>(plan.rows());
  spliced.customers += out;
}

template <class To, class From, class OfTail>
void put_rows(const SplicedSlice& plan, To* to, std::span<const From> base, const OfTail& of_tail) {
  plan.each_run(
      [&](std::uint32_t begin, std::uint32_t end) {
        if constexpr (std::is_same_v<To, From>)
          std::memcpy(to, base.data() + begin, (end - begin) * sizeof(To));
        else
          std::copy(base.data() + begin, base.data() + end, to);
        to += end - begin;
      },
      [&](std::uint32_t begin, std::uint32_t end) {
        for (auto t = begin; t < end; ++t) *to++ = static_cast<To>(of_tail(t));
      });
}

/// Lays out all slices in memory.
void fill(Spliced& spliced, std::size_t type_bytes) {
  std::size_t size = 0;
  auto reserve = [&](std::size_t bytes) { return std::exchange(size, aligned_to_line(size + bytes)); };
  struct Place {
    std::size_t customers, offsets, types, seconds, millis;
  };
  std::vector<Place> places;
  for (const auto& plan : spliced.plan) {
    auto customers = customers_of(spliced, plan);
    auto offsets = reserve((customers + 1) * 4), types = reserve(plan.rows() * type_bytes),
         seconds = reserve(plan.rows() * 4), millis = reserve(plan.rows() * 2);
    places.push_back({customers, offsets, types, seconds, millis});
  }
  spliced.memory = Block(size);
  const auto* rows = spliced.tail == nullptr ? nullptr : spliced.tail->rows.data();
  for (std::size_t s = 0; s < spliced.plan.size(); ++s) {
    const auto& plan = spliced.plan[s];
    const auto& base = spliced.base->slices()[plan.base_slice];
    const auto& memory = spliced.memory;
    const auto& place = places[s];
    put_offsets(spliced, plan, memory.at<std::uint32_t>(place.offsets));
    auto type = [&](std::uint32_t t) { return rows[t].type; };
    Bucket slice;
    if (type_bytes == 1) {
      put_rows(plan, memory.at<std::uint8_t>(place.types), base.type8, type);
      slice.type8 = {memory.at<std::uint8_t>(place.types), plan.rows()};
    } else {
      auto* to = memory.at<std::uint16_t>(place.types);
      if (base.type16.empty())
        put_rows(plan, to, base.type8, type);
      else
        put_rows(plan, to, base.type16, type);
      slice.type16 = {to, plan.rows()};
    }
    put_rows(plan, memory.at<std::uint32_t>(place.seconds), base.seconds,
             [&](std::uint32_t t) { return rows[t].ms_since_1930() / 1000; });
    put_rows(plan, memory.at<std::uint16_t>(place.millis), base.millis,
             [&](std::uint32_t t) { return rows[t].ms_since_1930() % 1000; });
    slice.offsets = {memory.at<std::uint32_t>(place.offsets), place.customers + 1};
    slice.seconds = {memory.at<std::uint32_t>(place.seconds), plan.rows()};
    slice.millis = {memory.at<std::uint16_t>(place.millis), plan.rows()};
    spliced.slices.push_back(slice);
    spliced.rows += plan.rows();
  }
}

void find_extent(Spliced& spliced) {
  const auto& header = spliced.base->header();
  bool any = header.rows > 0;
  spliced.first_ms = header.first_ms;
  spliced.last_ms = header.last_ms;
  if (spliced.tail == nullptr) return;
  for (const auto& row : spliced.tail->rows) {
    auto ms = row.ms_since_1930();
    spliced.first_ms = any ? std::min(spliced.first_ms, ms) : ms;
    spliced.last_ms = any ? std::max(spliced.last_ms, ms) : ms;
    any = true;
  }
}

}  // namespace

std::vector<std::size_t> Spliced::slice_rows() const {
  std::vector<std::size_t> found;
  for (const auto& slice : plan) found.push_back(slice.rows());
  return found;
}

Result<CustomerKey> Spliced::key(std::size_t customer) const {
  auto at = std::lower_bound(added.begin(), added.end(), customer,
                             [](const NewCustomer& entry, std::size_t c) { return entry.customer < c; });
  if (at != added.end() && at->customer == customer) {
    const auto& id = tail->customer(tail->rows[at->row]);
    return CustomerKey{id.kind, id.identifier};
  }
  return base->key(customer - static_cast<std::size_t>(at - added.begin()));
}

Result<std::shared_ptr<const Spliced>> splice(std::shared_ptr<const Base> base, std::shared_ptr<const Tail> tail,
                                              int type_bytes, std::size_t slice_rows, const ReadTimes& read_times,
                                              std::shared_ptr<ColumnCache> cache) {
  if (base->header().rows + (tail == nullptr ? 0 : tail->rows.size()) > UINT32_MAX)
    return Error{ErrorCode::limit, fmt::format("bucket {} has more than {} events", base->bucket(), UINT32_MAX), "",
                 "make the workspace anew with more buckets"};
  auto spliced = std::make_shared<Spliced>();
  spliced->base = std::move(base);
  spliced->tail = std::move(tail);
  Base::Times times;
  if (spliced->tail != nullptr) {
    CAIRN_TRY(spliced->groups, groups_of(*spliced->base, *spliced->tail));
    if (spliced->base->header().parts_of_ms) {
      auto tied = with_ties(*spliced->base, *spliced->tail, spliced->groups);
      CAIRN_TRY(times, spliced->base->exact_times(tied, read_times));
    }
  }
  Planner(*spliced, times, slice_rows).plan();
  fill(*spliced, static_cast<std::size_t>(type_bytes));
  find_extent(*spliced);
  if (cache != nullptr) spliced->owner = std::make_unique<ColumnOwner>(std::move(cache));
  return std::shared_ptr<const Spliced>(std::move(spliced));
}

Result<Folded> fold(const Spliced& spliced, const std::string& stamp, int type_bytes, std::size_t slice_rows) {
  BucketWriter writer(spliced.base->bucket(), stamp, type_bytes, slice_rows);
  bool parts = spliced.base->header().parts_of_ms;
  if (spliced.tail != nullptr)
    for (const auto& row : spliced.tail->rows) parts = parts || row.us % 1000 != 0;
  std::size_t customer = 0;
  for (const auto& slice : spliced.slices)
    for (std::size_t c = 0; c < slice.customers(); ++c) {
      CAIRN_TRY(auto id, spliced.key(customer++));
      writer.customer(id.kind, id.identifier);
      for (auto row = slice.offsets[c]; row < slice.offsets[c + 1]; ++row)
        writer.event(slice.type(row), slice.ms(row), parts);
    }
  auto rows = writer.slice_rows();
  return Folded{writer.finish(), std::move(rows)};
}

}  // namespace cairn::journey
