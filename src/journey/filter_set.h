// Many predicates found at once for the rows of a bucket.
//
//   predicates   0: paid   1: paid and amount >= 100   2: cart or channel = web
//
//   rows         cart   paid 30   paid 250   paid 99   view       rows that meet the same predicates are of one class,
//   class          1       2          3         2        0        which says what these are
//
// Nearly every predicate asks for an event type first, so a type is a class, parted only by the comparisons that decide
// something for its events. A comparison is evaluated once a bucket, however many predicates make it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journey/filter.h"

namespace cairn::journey {

/// A predicate of a FilterSet; nothing: it never holds.
using PredicateNumber = std::optional<std::size_t>;

/// The rows of one bucket by class.
class RowClasses {
 public:
  std::size_t classes() const { return marks_.size(); }
  /// A class a row.
  const Codes& of_rows() const { return of_rows_; }
  std::uint32_t class_of(std::size_t row) const { return of_rows_[row]; }
  bool class_holds(std::uint32_t of, PredicateNumber predicate) const {
    return predicate && holds_[of * predicates_ + *predicate] != 0;
  }
  bool holds(PredicateNumber predicate, std::size_t row) const { return class_holds(class_of(row), predicate); }
  /// Bit p of a class: predicate p holds; the last bit stands for all that have no other. What is in no row of a case
  /// need not be looked for.
  std::uint64_t marks(std::uint32_t of) const { return marks_[of]; }
  static std::uint64_t mark_of(PredicateNumber predicate) {
    return predicate ? std::uint64_t{1} << std::min<std::size_t>(*predicate, 63) : 0;
  }
  std::uint64_t bytes() const { return backing_.size() * sizeof(std::uint32_t) + holds_.size(); }
  /// One value a class: 1 where any of the predicates holds.
  std::vector<std::uint8_t> any_of(const std::vector<PredicateNumber>& predicates) const;

 private:
  friend class FilterSet;
  Codes of_rows_;
  std::vector<std::uint32_t> backing_;
  std::vector<std::uint8_t> holds_;  ///< class × predicate
  std::vector<std::uint64_t> marks_;
  std::size_t predicates_ = 0;
};

/// Names that the index does not know never match (Filter::lenient). The index must outlive it.
class FilterSet {
 public:
  explicit FilterSet(const Index& index);
  /// The predicate's number; equal ones have the same. Not beside on().
  std::size_t add(const EventPredicate& predicate);
  PredicateNumber add(const std::optional<EventPredicate>& predicate) {
    return predicate ? PredicateNumber(add(*predicate)) : std::nullopt;
  }
  /// Kept by the index for the next question that asks the same (class_cache.h). Safe from several threads.
  Result<std::shared_ptr<const RowClasses>> on(const Bucket& bucket) const;

 private:
  /// A predicate with numbers for names.
  struct Node {
    EventPredicate::Kind kind = EventPredicate::Kind::all;
    std::vector<std::uint8_t> types;  ///< event: by type number
    std::size_t comparison = 0;
    std::vector<Node> children;
  };
  struct OfType {
    std::vector<std::uint8_t> holds;        ///< by predicate, where no comparison decides
    std::vector<std::size_t> open;          ///< predicates that comparisons decide
    std::vector<std::size_t> comparisons;  ///< these
  };
  class Classifier;
  Node compile(const EventPredicate& predicate);
  std::size_t comparison_of(const EventPredicate& predicate);
  /// What is known by the type alone; else the comparisons that decide are added.
  static std::optional<bool> known(const Node& node, std::size_t type, std::vector<std::size_t>& comparisons);
  template <class Holds>
  static bool evaluate(const Node& node, std::size_t type, const Holds& holds);

  const Index* index_;
  std::string key_;  ///< all of them
  std::vector<EventPredicate> asked_;
  std::vector<Node> nodes_;
  std::vector<EventPredicate> compared_;  ///< the different comparisons …
  std::vector<Filter> comparisons_;       ///< … as filters
  std::vector<OfType> types_;
};

}  // namespace cairn::journey
