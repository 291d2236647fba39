// How a pain is counted: the cases that meet it against those that could have met it and did not, each by whether it
// reached the goal. Only what lies before the (first) goal of a case counts.
//
//   kind            meets it                                           compared with
//   leave           gets no further than this touchpoint               the same event in other channels, else every
//                                                                      other touchpoint before the goal; and its
//                                                                      outcome with that of the rest of its stage
//   wait            an event here that matches `signal`; or the way     passes here, and neither
//                   along a link takes longer than `longer_than`
//   fail            passes here                                        passes where the links come from, not here
//   loop, detour    comes back from the rest of it to the head          passes the head, fewer rounds
//                   `rounds` times or more
//
// "Gets no further": no goal, and of all touchpoints before the goal this is the last in the map's order. For a leave
// the outcome without it is what it would be if customers left here as often as in the comparison.
#pragma once

#include <memory>
#include <vector>

#include "journey/filter_set.h"
#include "journey/histogram.h"
#include "map/observed.h"
#include "map/silence.h"
#include "map/visits.h"

namespace cairn::map {

/// One side of a comparison.
struct Outcome {
  std::uint64_t reached = 0;
  Silence silent;
  void add(bool goal, std::int64_t silence_ms) { goal ? void(++reached) : silent.add(silence_ms); }
  void merge(const Outcome& other) {
    reached += other.reached;
    silent.merge(other.silent);
  }
};

/// What is fixed for a map: which touchpoints stand before the goal and what each pain looks at.
class PainRules {
 public:
  PainRules(const JourneyMap& map, std::vector<std::uint8_t> before_goal);

  struct Rule {
    enum class Kind { leave, wait, fail, loop, other } kind = Kind::other;
    std::vector<std::size_t> at;     ///< touchpoint numbers; a loop's head first
    std::vector<std::size_t> from;   ///< fail: where the links come from. leave: the comparison
    std::vector<std::size_t> mates;  ///< leave: the rest of its stage
    std::vector<std::uint8_t> next;  ///< wait: touchpoints that a link leads to
    int rounds = 0;
    std::int64_t longer_ms = 0;
    bool signal = false;
  };
  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<std::uint8_t>& before_goal() const { return before_goal_; }
  std::size_t touchpoints() const { return before_goal_.size(); }
  /// Pains that look at a touchpoint.
  const std::vector<std::uint32_t>& at(std::size_t touchpoint) const { return rules_at_[touchpoint]; }

 private:
  std::vector<Rule> rules_;
  std::vector<std::vector<std::uint32_t>> rules_at_;
  std::vector<std::uint8_t> before_goal_;
};

/// One case as the pains see it.
struct CaseForPains {
  const journey::CaseView& view;
  const std::vector<Visit>& visits;  ///< all of them
  const journey::RowClasses& classes;
  const std::vector<journey::PredicateNumber>& signals;  ///< of each pain
  std::size_t before = 0;            ///< so many stand before the goal
  bool goal = false;
  std::int64_t silence_ms = 0;
  std::vector<std::uint32_t>* met = nullptr;  ///< where somebody asks: the pains that it meets, or meets if it is lost
};

/// The mergeable counts of all pains.
class PainCounts {
 public:
  explicit PainCounts(const PainRules& rules);
  void add(const CaseForPains& one);
  void merge(PainCounts&& other);
  /// `passed` and `goal_share` of every touchpoint.
  void finish_passing(std::vector<TouchpointObserved>& touchpoints, std::int64_t window_ms) const;
  std::vector<PainObserved> finish(const JourneyMap& map, std::int64_t window_ms) const;

 private:
  struct Sides {
    Outcome with, without;
    journey::Histogram wait_with, wait_without;  ///< ms
  };
  struct Sum {
    std::uint64_t passed = 0, reached = 0, left = 0;
  };
  struct Passing {
    Outcome outcome;   ///< of the cases that pass
    Silence furthest;  ///< of those that get no further
  };
  void add_passing(const CaseForPains& one);
  void add_wait(std::size_t pain, const CaseForPains& one);
  void add_loop(std::size_t pain, const CaseForPains& one);
  void add_side(std::size_t pain, bool with, const CaseForPains& one);
  Sum sum_of(const std::vector<std::size_t>& touchpoints, std::int64_t window_ms) const;
  PainObserved finish_leave(const PainRules::Rule& rule, std::int64_t window_ms) const;
  PainObserved finish_sides(const Sides& sides, std::int64_t window_ms) const;

  const PainRules* rules_;
  std::vector<Sides> sides_;
  std::vector<Passing> passing_;
  std::vector<std::uint8_t> here_;  ///< touchpoints of the current case before its goal
  std::vector<std::uint32_t> touched_;
};

}  // namespace cairn::map
