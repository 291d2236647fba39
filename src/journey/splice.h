// Splicing: the tail of a bucket put into its base, as new columns in memory.
//
//   base   a a a a b b b c c c d d d d d e e …      tail   b b x d
//   out    a a a a b b b b c b x c …
//          └─ run of base ─┘ ↑ └ …                  runs of the base are copied (memcpy), rows of the tail go between
//
// The rows of the tail are in index order, so each has one place in the base: behind the rows of its customer that
// are not later (arrivals of the tail are later than those of the base), or where a new customer belongs. The places
// are kept as runs; names and property columns are put together by the same runs, so the base's stay as they are.
// Equal milliseconds: the index does not have µs, but the base says whether any of its times has parts of a
// millisecond. Only then, and only for customers with a tie, they are read from its segments; so the rows are always
// those of an index that is built anew, in the same order. Slices end where those of the base end, so that each has
// the dictionaries of one slice of the base; one that has grown by half is cut.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "journey/base_bucket.h"
#include "journey/block.h"
#include "journey/tail.h"

namespace cairn::journey {

/// A slice of the result: one slice of the base, or a part of it, and rows of the tail.
struct SplicedSlice {
  struct Run {
    std::uint32_t base;  ///< rows of the base's slice up to this one come first,
    std::uint32_t tail;  ///< then rows of the tail up to this one
  };
  std::size_t base_slice = 0;
  std::uint32_t base_begin = 0, base_end = 0;          ///< rows in the base's slice
  std::uint32_t customer_begin = 0, customer_end = 0;  ///< customers in the base's slice
  std::uint32_t tail_begin = 0, tail_end = 0;          ///< rows of the tail
  std::size_t group_begin = 0, group_end = 0;
  std::vector<Run> runs;

  std::size_t rows() const { return base_end - base_begin + (tail_end - tail_begin); }
  /// base(begin, end) and tail(begin, end) by turns, in order; not for empty ones.
  template <class FromBase, class FromTail>
  void each_run(const FromBase& base, const FromTail& tail) const {
    std::uint32_t base_at = base_begin, tail_at = tail_begin;
    for (const auto& run : runs) {
      if (run.base > base_at) base(base_at, run.base);
      if (run.tail > tail_at) tail(tail_at, run.tail);
      base_at = run.base;
      tail_at = run.tail;
    }
    if (base_end > base_at) base(base_at, base_end);
  }
};

struct Spliced {
  /// The rows of one customer in the tail.
  struct Group {
    std::uint32_t begin, end;  ///< rows of the tail
    std::uint32_t customer;    ///< of the base, counted over all slices: the same one, or a new one's successor
    bool is_new;
  };
  /// A customer that the base does not have.
  struct NewCustomer {
    std::uint32_t customer;  ///< in the result, counted over all slices
    std::uint32_t row;       ///< of the tail: one of its rows
  };
  std::shared_ptr<const Base> base;
  std::shared_ptr<const Tail> tail;
  std::vector<Group> groups;
  std::vector<SplicedSlice> plan;
  std::vector<NewCustomer> added;
  std::vector<Bucket> slices;  ///< views into memory
  Block memory;
  std::uint64_t rows = 0, customers = 0;
  std::int64_t first_ms = 0, last_ms = 0;  ///< since 1930
  std::unique_ptr<ColumnOwner> owner;

  std::vector<std::size_t> slice_rows() const;
  Result<CustomerKey> key(std::size_t customer) const;
};

/// Reads the times of rows of the base's customers.
using ReadTimes = std::function<Result<Base::Times>(const std::vector<std::uint32_t>& customers)>;

/// `tail` may be null, when only the width of types changes.
Result<std::shared_ptr<const Spliced>> splice(std::shared_ptr<const Base> base, std::shared_ptr<const Tail> tail,
                                              int type_bytes, std::size_t slice_rows, const ReadTimes& read_times,
                                              std::shared_ptr<ColumnCache> cache);

/// As the index files of a base that has all of it.
struct Folded {
  BucketWriter::Files files;
  std::vector<std::size_t> slice_rows;
};
Result<Folded> fold(const Spliced& spliced, const std::string& stamp, int type_bytes, std::size_t slice_rows);

}  // namespace cairn::journey
