// Which groups an answer shows: the largest by cases, then by name; the rest together as "(other)".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journey/kind.h"

namespace cairn::journey {

inline constexpr const char* other_name = "(other)";

struct Breakdown {
  std::vector<std::string> names;  ///< shown groups in order; without `by` one without a name
  std::vector<std::size_t> place;  ///< group number → position in names
  std::uint64_t folded = 0;        ///< groups inside "(other)"
  bool shown = false;              ///< false without `by`: no group column

  /// `cases[g]` counts the cases of group g.
  static Breakdown of(const Asked& asked, const std::vector<std::uint64_t>& cases);
  /// The same in a pass of its own, by the group of each case; no pass without `by`.
  static Result<Breakdown> of_cases(const Asked& asked);
  void head(Answer& answer) const;
  /// A row that begins with its group, where groups are shown.
  Json row(std::size_t group) const;
};

/// Partials of groups, folded into the shown ones. Group has merge(Group&&, Pace&).
template <class Group>
Result<std::vector<Group>> fold(const Asked& asked, const Breakdown& breakdown, std::vector<Group> groups) {
  std::vector<Group> folded(breakdown.names.size());
  Pace pace = asked.pace();
  for (std::size_t g = 0; g < groups.size() && pace.step(); ++g)
    if (breakdown.place[g] < folded.size()) folded[breakdown.place[g]].merge(std::move(groups[g]), pace);
  if (!pace.outcome()) return pace.outcome().error();
  return folded;
}

/// The element of a group, made when it is first needed.
template <class Group>
Group& at_group(std::vector<Group>& groups, std::size_t group) {
  if (group >= groups.size()) groups.resize(group + 1);
  return groups[group];
}

template <class Group>
void merge_groups(std::vector<Group>& into, std::vector<Group>&& from, Pace& pace) {
  if (from.size() > into.size()) into.resize(from.size());
  for (std::size_t g = 0; g < from.size() && pace.step(); ++g) into[g].merge(std::move(from[g]), pace);
}

/// The groups that `at` selects: one by name, "(other)", or all where `at` names none.
class GroupChoice {
 public:
  /// For "(other)" the answer itself is asked which groups it shows.
  static Result<GroupChoice> make(const Asked& asked, const Json& at);
  /// By group number, for the groups known so far: call it after the view (and row_groups) have been made.
  std::vector<bool> allowed(const Asked& asked) const;

 private:
  bool all_ = true, other_ = false;
  std::vector<std::string> names_;  ///< the one that is wanted; with other_ those that are not
};

}  // namespace cairn::journey
