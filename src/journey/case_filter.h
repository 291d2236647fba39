// Predicates of cases compiled against an index, and run case by case: over `who` (the cases of a question) and over
// segments (the whole lives of customers).
//
//   count(paid) >= 2 within 7d after cart      two masks a bucket, one walk a case
//   sequence(cart then paid without coupon)    one word of steps a row, one walk a case (sequence.h)
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journey/filter.h"
#include "journey/sequence.h"

namespace cairn::journey {

/// A CasePredicate checked against an index.
class CaseFilter {
 public:
  /// `horizon_ms` (since 1930) is where `in last` ends; `where` names the place for errors ("question.who").
  static Result<CaseFilter> make(const Index& index, const CasePredicate& predicate, std::int64_t horizon_ms,
                                 const std::string& where);
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
      SequenceMasks sequence;
      std::vector<Node> children;
    };
    template <class Row>
    bool holds(const Node& node, std::size_t begin, std::size_t end, const Row& row) const;
    template <class Row>
    std::int64_t count(const Node& node, std::size_t begin, std::size_t end, const Row& row) const;
    template <class Row>
    std::int64_t most_in_any(const Node& node, std::size_t begin, std::size_t end, const Row& row) const;
    const Bucket* bucket_ = nullptr;
    std::int64_t horizon_ms_ = 0;
    Node root_;
  };
  Result<OnBucket> on(const Bucket& bucket) const;

 private:
  struct Compiled {
    std::vector<Filter> counted, after;  ///< one or none
    std::vector<Filter> steps;
    std::vector<std::optional<Filter>> without;  ///< of each step
    std::vector<Compiled> children;
  };
  static Result<Compiled> compile(const Index& index, const CasePredicate& predicate, const std::string& where);
  static Result<SequenceMasks> sequence_masks(const Compiled& compiled, const Bucket& bucket);
  static Result<OnBucket::Node> masks(const CasePredicate& predicate, const Compiled& compiled, const Bucket& bucket);
  CaseFilter(CasePredicate predicate, Compiled compiled, std::int64_t horizon_ms)
      : predicate_(std::move(predicate)), compiled_(std::move(compiled)), horizon_ms_(horizon_ms) {}
  CasePredicate predicate_;
  Compiled compiled_;
  std::int64_t horizon_ms_;
};

/// Of all stretches of the length `in_any`, the most rows of [begin, end) that count.
template <class Row>
std::int64_t CaseFilter::OnBucket::most_in_any(const Node& node, std::size_t begin, std::size_t end,
                                               const Row& row) const {
  std::int64_t length = node.predicate->in_any->ms, inside = 0, most = 0;
  std::size_t oldest = begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (!node.counted[row(i)]) continue;
    ++inside;
    for (; bucket_->ms(row(i)) - bucket_->ms(row(oldest)) > length; ++oldest) inside -= node.counted[row(oldest)];
    most = std::max(most, inside);
  }
  return most;
}

template <class Row>
std::int64_t CaseFilter::OnBucket::count(const Node& node, std::size_t begin, std::size_t end, const Row& row) const {
  const CasePredicate& predicate = *node.predicate;
  std::size_t first = begin;  // the first row that counts
  std::int64_t since = begin < end ? bucket_->ms(row(begin)) : 0;
  if (predicate.after) {
    while (first < end && !node.after[row(first)]) ++first;
    if (first == end) return 0;
    since = bucket_->ms(row(first));
    ++first;  // strictly later in the order
  }
  if (predicate.in_last)
    while (first < end && horizon_ms_ - bucket_->ms(row(first)) > predicate.in_last->ms) ++first;
  std::size_t last = end;  // the first row that is too late
  if (predicate.within) {
    last = first;
    while (last < end && bucket_->ms(row(last)) - since <= predicate.within->ms) ++last;
  }
  if (predicate.in_any) return most_in_any(node, first, last, row);
  std::int64_t found = 0;
  for (std::size_t i = first; i < last; ++i) found += node.counted[row(i)];
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
    case CasePredicate::Kind::sequence:
      return takes(node.predicate->steps, node.sequence, begin, end, row,
                   [&](std::size_t r) { return bucket_->ms(r); });
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
