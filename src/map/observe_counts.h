// What is counted while the cases of a map go by. Partials of any split of the customers merge to the same whole.
#pragma once

#include "journey/cases.h"
#include "journey/histogram.h"
#include "journey/pace.h"
#include "map/observe_setup.h"
#include "map/silence.h"
#include "map/visits.h"
#include "map/witness.h"

namespace cairn::map {

struct StageCount {
  std::uint64_t entered = 0, moved_on = 0, missed = 0, open = 0;
  Silence undecided;
  journey::Histogram dwell, silence_before_moving;  ///< ms
};
struct TouchpointCount {
  std::uint64_t events = 0, until = 0, cases = 0, failed = 0, repeated = 0, visits = 0;
  Silence ended;
  journey::Histogram wait;
};
struct LinkCount {
  std::uint64_t count = 0, cases = 0;
  journey::Histogram gap;
};
struct MilestoneCount {
  std::uint64_t reached = 0, missed = 0, open = 0;
  Silence undecided;
};

/// Of one case at one milestone.
enum class Verdict { no_clock, reached, missed, open, undecided };

struct ObserveCounts {
  std::uint64_t reached_goal = 0;
  journey::Histogram silence_before_goal;
  std::vector<StageCount> stages;
  std::vector<TouchpointCount> touchpoints;
  std::vector<LinkCount> links;
  std::vector<std::vector<std::uint64_t>> decisions;  ///< per branch, and last: no branch
  std::vector<MilestoneCount> milestones;
  PainCounts pains;
  Witnesses witnesses;
  // of the case at hand
  std::vector<Visit> visits;
  std::vector<std::size_t> stage;              ///< of each visit
  std::vector<std::int64_t> wait;              ///< ms from each visit to the next
  std::vector<std::size_t> first_of_stage;     ///< visit, or no_number
  std::vector<std::uint64_t> seen, seen_twice, seen_link;
  std::vector<Verdict> verdicts;
  std::vector<std::uint32_t> met;  ///< pains
  std::uint64_t cases = 0;

  explicit ObserveCounts(const ObserveSetup& setup)
      : stages(setup.map.stages.size()),
        touchpoints(setup.touchpoints()),
        links(setup.map.links.size()),
        milestones(setup.map.milestones.size()),
        pains(setup.pains),
        first_of_stage(stages.size()),
        seen(setup.touchpoints()),
        seen_twice(setup.touchpoints()),
        seen_link(links.size()),
        verdicts(milestones.size()) {
    for (const auto& branches : setup.branches) decisions.emplace_back(branches.size() + 1);
  }
  /// From visit to visit, anywhere.
  journey::Histogram waits() const;
  void merge(ObserveCounts&& other, journey::Pace&);
};

/// Counts one case after another.
class CaseCounter {
 public:
  CaseCounter(const ObserveSetup& setup, const journey::Plan& plan, const journey::CaseView& view,
              const journey::RowClasses& classes, std::span<const std::uint8_t> known, ObserveCounts& into)
      : setup_(setup), plan_(plan), view_(view), classes_(classes), known_(known), into_(into) {}
  void count(std::size_t c);

 private:
  const std::vector<Visit>& visits() const { return into_.visits; }
  std::size_t stage(std::size_t visit) const { return into_.stage[visit]; }
  std::int64_t wait(std::size_t visit) const { return into_.wait[visit]; }
  bool holds(journey::PredicateNumber predicate, std::size_t i) const {
    return classes_.holds(predicate, view_.bucket_row(i));
  }
  /// Looks at the rows of the case once: what is in none of them is not looked for later.
  void look(std::size_t c);
  /// False: the predicate holds in no row of the case.
  bool may_hold(journey::PredicateNumber predicate) const {
    return (marks_ & journey::RowClasses::mark_of(predicate)) != 0;
  }
  /// How long nothing has come, or forever where the case rule says that it is over.
  std::int64_t silence_of(std::size_t c) const;
  void count_touchpoints();
  void count_links();
  /// The way of a fork is the branch that comes first after the first visit, at once or later.
  void count_decisions();
  void count_stages();
  void count_stage(std::size_t s);
  void count_by_milestones(std::size_t s, bool touched, std::size_t first);
  /// A milestone looks beyond the case, at the customer's further life, for as long as its time lasts.
  Verdict judge(std::size_t m) const;
  void count_goal();
  bool first_time(std::uint64_t& mark) const;
  /// Writes the case down, where somebody asks for this number; `row` is of the view.
  void note(Behind::Element element, std::size_t number, Behind::What what, std::size_t row,
            std::int64_t silence = Witnesses::decided) {
    if (into_.witnesses.wants(element, number, what))
      into_.witnesses.add({view_.bucket->number, customer_, view_.ms(row), silence});
  }
  void note_pains(const CaseForPains& one);

  const ObserveSetup& setup_;
  const journey::Plan& plan_;
  const journey::CaseView& view_;
  const journey::RowClasses& classes_;
  std::span<const std::uint8_t> known_;  ///< per row of the bucket: what may be looked at beyond the case
  ObserveCounts& into_;
  std::size_t begin_ = 0, end_ = 0, customer_ = 0, goal_at_ = no_number;
  std::int64_t silence_ = 0;
  std::uint64_t marks_ = 0;  ///< of all its rows
  bool is_over_ = false;     ///< an event records its end
};

}  // namespace cairn::map
