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
  /// `where` names the place for errors ("question.where").
  static Result<Filter> make(const Index& index, const EventPredicate& predicate, const std::string& where);
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

/// A CasePredicate checked against an index.
class CaseFilter {
 public:
  static Result<CaseFilter> make(const Index& index, const CasePredicate& predicate, const std::string& where);
  bool always() const { return predicate_.always(); }

  /// The predicate with the masks of one bucket; asked case by case.
  class OnBucket {
   public:
    /// row(i) for i in [begin, end) are the bucket rows of the case, in order.
    template <class Row>
    bool holds(std::size_t begin, std::size_t end, const Row& row) const {
      return holds(root_, begin, end, row);
    }

   private:
    friend class CaseFilter;
    struct Node {
      const CasePredicate* predicate = nullptr;
      Mask counted, after;
      std::vector<Node> children;
    };
    template <class Row>
    bool holds(const Node& node, std::size_t begin, std::size_t end, const Row& row) const;
    template <class Row>
    std::int64_t count(const Node& node, std::size_t begin, std::size_t end, const Row& row) const;
    const Bucket* bucket_ = nullptr;
    Node root_;
  };
  Result<OnBucket> on(const Bucket& bucket) const;

 private:
  struct Compiled {
    std::vector<Filter> counted, after;  ///< one or none
    std::vector<Compiled> children;
  };
  static Result<Compiled> compile(const Index& index, const CasePredicate& predicate, const std::string& where);
  static Result<OnBucket::Node> masks(const CasePredicate& predicate, const Compiled& compiled, const Bucket& bucket);
  CaseFilter(CasePredicate predicate, Compiled compiled)
      : predicate_(std::move(predicate)), compiled_(std::move(compiled)) {}
  CasePredicate predicate_;
  Compiled compiled_;
};

template <class Row>
std::int64_t CaseFilter::OnBucket::count(const Node& node, std::size_t begin, std::size_t end, const Row& row) const {
  std::size_t first = begin;  // the first row that counts
  std::int64_t since = begin < end ? bucket_->ms(row(begin)) : 0;
  if (node.predicate->after) {
    while (first < end && !node.after[row(first)]) ++first;
    if (first == end) return 0;
    since = bucket_->ms(row(first));
    ++first;  // strictly later in the order
  }
  std::int64_t found = 0;
  for (std::size_t i = first; i < end; ++i) {
    if (node.predicate->within && bucket_->ms(row(i)) - since > node.predicate->within->ms) break;
    found += node.counted[row(i)];
  }
  return found;
}

template <class Row>
bool CaseFilter::OnBucket::holds(const Node& node, std::size_t begin, std::size_t end, const Row& row) const {
  switch (node.predicate->kind) {
    case CasePredicate::Kind::all:
      for (const auto& child : node.children)
        if (!holds(child, begin, end, row)) return false;
      return true;
    case CasePredicate::Kind::any:
      for (const auto& child : node.children)
        if (holds(child, begin, end, row)) return true;
      return false;
    case CasePredicate::Kind::negation:
      return !holds(node.children.front(), begin, end, row);
    case CasePredicate::Kind::count:
      break;
  }
  std::int64_t found = count(node, begin, end, row), wanted = node.predicate->times;
  switch (node.predicate->comparator) {
    case Comparator::equal:
      return found == wanted;
    case Comparator::not_equal:
      return found != wanted;
    case Comparator::less:
      return found < wanted;
    case Comparator::less_equal:
      return found <= wanted;
    case Comparator::greater:
      return found > wanted;
    default:
      return found >= wanted;
  }
}

}  // namespace cairn::journey
