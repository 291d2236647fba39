// Predicates compiled against an index, and run over whole buckets.
//
//   event = paid and amount >= 100
//        │                  └─ numbers: one plain loop over the column
//        └─ a table of event types: one look-up a row
//   city = Shanghai ──────── text: compares() once per dictionary value, then one look-up a row
//
// A mask has one byte a row of the bucket, 0 or 1. Names that the index does not know are errors with near misses, so
// that a misspelling is never an empty answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event/predicate.h"
#include "journey/index.h"

namespace cairn::journey {

using Mask = std::vector<std::uint8_t>;

/// An EventPredicate checked against an index. The index must outlive it. Safe from several threads.
class Filter {
 public:
  /// `where` names the place for errors ("question.where"). With `any_event` an unknown event never happens.
  static Result<Filter> make(const Index& index, const EventPredicate& predicate, const std::string& where,
                             bool any_event = false);
  /// For predicates that were not written for these data (a map's): an unknown event never happens, an unknown
  /// property is missing everywhere.
  static Filter lenient(const Index& index, const EventPredicate& predicate) { return Filter(index, predicate); }
  bool always() const { return predicate_.always(); }
  /// One byte for every row of the bucket.
  Result<Mask> mask(const Bucket& bucket) const;

 private:
  Filter(const Index& index, EventPredicate predicate) : index_(&index), predicate_(std::move(predicate)) {}
  const Index* index_;
  EventPredicate predicate_;
};

/// Of the rows of a mask only those at or after `from_ms` and before `to_ms` (since 1930) stay.
void keep_between(const Bucket& bucket, std::int64_t from_ms, std::int64_t to_ms, Mask& mask);

}  // namespace cairn::journey
