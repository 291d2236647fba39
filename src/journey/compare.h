// Two groups of cases, side by side.
//
//   {"compare":{"a":"count(event = paid) >= 1","b":…}}     cases for which a predicate holds; one may be in both
//   {"compare":{"by":"channel","a":"app","b":"web"}}       cases whose first value of a property is that
//   … "over":"life"                                        customers for whose whole recorded life it holds
//   without "b"                                            b is everybody who is not in a
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journey/breakdown.h"
#include "journey/case_filter.h"
#include "journey/kind.h"

namespace cairn::journey {

class Comparison {
 public:
  /// None where the question has no `compare`.
  static Result<std::optional<Comparison>> of(const Asked& asked);

  /// Bit 0: the case is in a; bit 1: in b.
  using Sides = std::uint8_t;
  /// One for every case of the view.
  Result<std::vector<Sides>> sides(const CaseView& view) const;

 private:
  explicit Comparison(const Index& index) : index_(&index) {}
  Result<void> read_values(const Json& compare);
  Result<void> read_predicates(const Asked& asked);
  Result<std::vector<Sides>> by_value(const CaseView& view) const;
  Result<std::vector<Sides>> by_predicate(const CaseView& view) const;
  const Index* index_;
  std::string property_;             ///< empty: by predicates
  std::vector<std::string> values_;  ///< of a, of b
  std::vector<CaseFilter> filters_;
  bool over_life_ = false;  ///< the filters judge customers, not cases
};

/// Where the cases of a view belong: to groups of a breakdown, to sides of a comparison, or all to group 0.
class Membership {
 public:
  /// All three must outlive it.
  static Result<Membership> make(const std::optional<Comparison>& comparison, const Breakdown& breakdown,
                                 const CaseView& view);
  bool in_any(std::size_t c) const { return sides_.empty() || sides_[c] != 0; }
  bool in_both(std::size_t c) const { return !sides_.empty() && sides_[c] == 3; }
  /// Calls `each(group)`.
  template <class Each>
  void of(std::size_t c, const Each& each) const {
    if (sides_.empty()) return each(view_.group.empty() ? std::size_t{0} : breakdown_.place[view_.group[c]]);
    if (sides_[c] & 1) each(std::size_t{0});
    if (sides_[c] & 2) each(std::size_t{1});
  }

 private:
  Membership(const Breakdown& breakdown, const CaseView& view) : breakdown_(breakdown), view_(view) {}
  const Breakdown& breakdown_;
  const CaseView& view_;
  std::vector<Comparison::Sides> sides_;
};

/// The cases of the group that `at` names: of a breakdown, or "a" or "b" of a comparison; without one all that the
/// answer shows.
class MemberChoice {
 public:
  static Result<MemberChoice> make(const Asked& asked, const std::optional<Comparison>& comparison, const Json& at);
  /// One for every case of the view.
  Result<std::vector<bool>> on(const CaseView& view) const;

 private:
  explicit MemberChoice(const Asked& asked) : asked_(&asked) {}
  const Asked* asked_;
  GroupChoice groups_;
  std::optional<Comparison> comparison_;
  Comparison::Sides wanted_ = 3;
};

std::string note_of_both(std::uint64_t cases);

/// The columns of a comparison, after those that name the row.
void comparison_head(Answer& answer);
/// count_a, count_b, share_a, share_b, difference, low, high; what cannot be known is null.
void push_comparison(Json& row, std::uint64_t part_a, std::uint64_t whole_a, std::uint64_t part_b,
                     std::uint64_t whole_b);

}  // namespace cairn::journey
