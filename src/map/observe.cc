#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "journey/filter.h"
#include "journey/kind.h"
#include "map/observed.h"
#include "map/pain_count.h"
#include "map/silence.h"
#include "map/visits.h"

// One pass over the cases of each bucket into partials that merge exactly; what needs all cases (windows, quantiles,
// shares) is worked out at the end.

namespace cairn::map {
namespace {

using journey::CaseView;
using journey::Filter;
using journey::Histogram;
using journey::Mask;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

double share(std::uint64_t part, std::uint64_t whole) { return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : unknown; }
double seconds(const Histogram& ms, double q) { return ms.n() > 0 ? ms.quantile(q) / 1000 : unknown; }

/// What is fixed before the pass.
struct Setup {
  const JourneyMap& map;
  std::vector<std::size_t> stage_of;         ///< per touchpoint
  std::vector<std::uint8_t> ends;            ///< per touchpoint
  std::size_t goal_stage = none;
  std::optional<Filter> goal;
  std::vector<std::optional<Filter>> failure, until;   ///< per touchpoint
  std::vector<Filter> milestone_on;
  std::vector<std::optional<Filter>> milestone_after;
  std::vector<std::vector<std::size_t>> milestones_of; ///< per stage
  std::vector<std::optional<Filter>> signal;           ///< per pain
  std::vector<std::uint32_t> link_at;                  ///< from × to → link + 1
  std::vector<std::vector<std::size_t>> branches;      ///< per decision, touchpoint numbers; none: leaves
  std::vector<std::size_t> decision_at;                ///< touchpoint number
  PainRules pains;

  Setup(const journey::Index& index, const JourneyMap& of);
  std::size_t touchpoints() const { return map.touchpoints.size(); }
  std::size_t number(const std::string& touchpoint) const {
    const auto* found = map.touchpoint(touchpoint);
    return found == nullptr ? none : static_cast<std::size_t>(found - map.touchpoints.data());
  }
};

std::vector<std::uint8_t> before_goal(const JourneyMap& map) {
  const auto* goal = map.goal_milestone();
  std::size_t last = goal != nullptr && map.stage(goal->stage) != nullptr ? map.stage_index(goal->stage) : map.stages.size();
  std::vector<std::uint8_t> before;
  for (const auto& touchpoint : map.touchpoints) before.push_back(map.stage_index(touchpoint.stage) <= last && !touchpoint.ends);
  return before;
}

Setup::Setup(const journey::Index& index, const JourneyMap& of) : map(of), pains(of, before_goal(of)) {
  auto optional = [&](const std::optional<EventPredicate>& predicate) {
    return predicate ? std::optional(Filter::lenient(index, *predicate)) : std::nullopt;
  };
  for (const auto& touchpoint : map.touchpoints) {
    stage_of.push_back(map.stage_index(touchpoint.stage));
    ends.push_back(touchpoint.ends);
    failure.push_back(optional(touchpoint.failure));
    until.push_back(optional(touchpoint.until));
  }
  milestones_of.resize(map.stages.size());
  for (const auto& milestone : map.milestones) {
    if (map.stage(milestone.stage) != nullptr) milestones_of[map.stage_index(milestone.stage)].push_back(milestone_on.size());
    milestone_on.push_back(Filter::lenient(index, milestone.on));
    milestone_after.push_back(optional(milestone.after));
  }
  if (const auto* milestone = map.goal_milestone()) {
    goal = Filter::lenient(index, milestone->on);
    if (map.stage(milestone->stage) != nullptr) goal_stage = map.stage_index(milestone->stage);
  }
  for (const auto& pain : map.pains) signal.push_back(optional(pain.signal));
  link_at.resize(touchpoints() * touchpoints());
  for (std::size_t i = 0; i < map.links.size(); ++i) {
    std::size_t from = number(map.links[i].from), to = number(map.links[i].to);
    if (from != none && to != none) link_at[from * touchpoints() + to] = static_cast<std::uint32_t>(i + 1);
  }
  for (const auto& decision : map.decisions) {
    decision_at.push_back(number(decision.after));
    branches.emplace_back();
    for (const auto& branch : decision.branches) branches.back().push_back(branch.to.empty() ? none : number(branch.to));
  }
}

/// The masks of one bucket.
struct Masks {
  Mask goal;
  std::vector<Mask> failure, milestone_on, milestone_after, signal;  ///< empty where there is none

  static Result<Masks> make(const Setup& setup, const journey::Bucket& bucket) {
    Masks masks;
    auto all = [&](const auto& filters, std::vector<Mask>& into) -> Result<void> {
      for (const auto& filter : filters) {
        into.emplace_back();
        if (!filter) continue;
        CAIRN_TRY(into.back(), filter->mask(bucket));
      }
      return {};
    };
    if (setup.goal) {
      CAIRN_TRY(masks.goal, setup.goal->mask(bucket));
    }
    CAIRN_TRY_VOID(all(setup.failure, masks.failure));
    CAIRN_TRY_VOID(all(setup.milestone_after, masks.milestone_after));
    CAIRN_TRY_VOID(all(setup.signal, masks.signal));
    for (const auto& filter : setup.milestone_on) {
      CAIRN_TRY(auto mask, filter.mask(bucket));
      masks.milestone_on.push_back(std::move(mask));
    }
    return masks;
  }
};

struct StageCount {
  std::uint64_t entered = 0, moved_on = 0, missed = 0, open = 0;
  Silence undecided;
  Histogram dwell, silence_before_moving;  ///< ms
};
struct TouchpointCount {
  std::uint64_t events = 0, until = 0, cases = 0, failed = 0, repeated = 0, visits = 0;
  Silence ended;
  Histogram wait;
};
struct LinkCount {
  std::uint64_t count = 0, cases = 0;
  Histogram gap;
};
struct MilestoneCount {
  std::uint64_t reached = 0, missed = 0, open = 0;
  Silence undecided;
};

enum class Verdict { no_clock, reached, missed, open, undecided };

struct Partial {
  std::uint64_t reached_goal = 0;
  Histogram silence_before_goal, waits;
  std::vector<StageCount> stages;
  std::vector<TouchpointCount> touchpoints;
  std::vector<LinkCount> links;
  std::vector<std::vector<std::uint64_t>> decisions;  ///< per branch, and last: no branch
  std::vector<MilestoneCount> milestones;
  PainCounts pains;
  // of the case at hand
  std::vector<Visit> visits;
  std::vector<std::uint64_t> seen, seen_twice, seen_link;
  std::vector<Verdict> verdicts;
  std::uint64_t cases = 0;

  explicit Partial(const Setup& setup)
      : stages(setup.map.stages.size()), touchpoints(setup.touchpoints()), links(setup.map.links.size()),
        milestones(setup.map.milestones.size()), pains(setup.pains), seen(setup.touchpoints()), seen_twice(setup.touchpoints()),
        seen_link(links.size()), verdicts(milestones.size()) {
    for (const auto& branches : setup.branches) decisions.emplace_back(branches.size() + 1);
  }
  void merge(Partial&& other);
};

void Partial::merge(Partial&& other) {
  reached_goal += other.reached_goal;
  silence_before_goal.merge(other.silence_before_goal);
  waits.merge(other.waits);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    StageCount &mine = stages[i], &theirs = other.stages[i];
    mine.entered += theirs.entered;
    mine.moved_on += theirs.moved_on;
    mine.missed += theirs.missed;
    mine.open += theirs.open;
    mine.undecided.merge(theirs.undecided);
    mine.dwell.merge(theirs.dwell);
    mine.silence_before_moving.merge(theirs.silence_before_moving);
  }
  for (std::size_t i = 0; i < touchpoints.size(); ++i) {
    TouchpointCount &mine = touchpoints[i], &theirs = other.touchpoints[i];
    mine.events += theirs.events;
    mine.until += theirs.until;
    mine.cases += theirs.cases;
    mine.failed += theirs.failed;
    mine.repeated += theirs.repeated;
    mine.visits += theirs.visits;
    mine.ended.merge(theirs.ended);
    mine.wait.merge(theirs.wait);
  }
  for (std::size_t i = 0; i < links.size(); ++i) {
    links[i].count += other.links[i].count;
    links[i].cases += other.links[i].cases;
    links[i].gap.merge(other.links[i].gap);
  }
  for (std::size_t i = 0; i < decisions.size(); ++i)
    for (std::size_t b = 0; b < decisions[i].size(); ++b) decisions[i][b] += other.decisions[i][b];
  for (std::size_t i = 0; i < milestones.size(); ++i) {
    milestones[i].reached += other.milestones[i].reached;
    milestones[i].missed += other.milestones[i].missed;
    milestones[i].open += other.milestones[i].open;
    milestones[i].undecided.merge(other.milestones[i].undecided);
  }
  pains.merge(std::move(other.pains));
}

/// Counts one case after another into a partial.
class CaseCounter {
 public:
  CaseCounter(const Setup& setup, const journey::Plan& plan, const CaseView& view, const Masks& masks, Partial& into)
      : setup_(setup), plan_(plan), view_(view), masks_(masks), into_(into) {}

  void count(std::size_t c) {
    ++into_.cases;
    begin_ = view_.offsets[c];
    end_ = view_.offsets[c + 1];
    customer_ = view_.customer_of(c);
    visits_of(view_, c, setup_.ends, into_.visits);
    silence_ = is_over() ? Silence::forever : silence_of(c);
    goal_at_ = none;
    for (std::size_t i = begin_; i < end_ && goal_at_ == none && !masks_.goal.empty(); ++i)
      if (masks_.goal[view_.bucket_row(i)]) goal_at_ = i;
    count_touchpoints();
    count_links();
    count_decisions();
    count_stages();
    count_goal();
  }

 private:
  const std::vector<Visit>& visits() const { return into_.visits; }
  std::size_t stage(std::size_t visit) const { return setup_.stage_of[visits()[visit].touchpoint]; }
  std::int64_t wait(std::size_t visit) const { return view_.ms(visits()[visit + 1].first) - view_.ms(visits()[visit].last); }

  /// Whether the case has an event that records its end.
  bool is_over() const {
    for (std::size_t i = begin_; i < end_; ++i)
      if (setup_.ends[view_.symbol(i)]) return true;
    return false;
  }

  /// How long nothing has come, or forever where the case rule says that it is over.
  std::int64_t silence_of(std::size_t c) const {
    if (!plan_.open_case(view_, c)) return Silence::forever;
    if (!view_.state.empty() || setup_.map.cases.by == journey::CaseBy::session) return 0;
    return plan_.horizon_ms() - view_.ms(end_ - 1);
  }

  void count_touchpoints() {
    for (std::size_t i = begin_; i < end_; ++i) {
      auto symbol = view_.symbol(i);
      TouchpointCount& touchpoint = into_.touchpoints[symbol];
      ++touchpoint.events;
      const Mask& failure = masks_.failure[symbol];
      touchpoint.failed += !failure.empty() && failure[view_.bucket_row(i)];
      if (setup_.ends[symbol] && first_time(into_.seen[symbol])) ++touchpoint.cases;
    }
    for (std::size_t v = 0; v < visits().size(); ++v) {
      std::size_t symbol = visits()[v].touchpoint;
      TouchpointCount& touchpoint = into_.touchpoints[symbol];
      ++touchpoint.visits;
      if (first_time(into_.seen[symbol]))
        ++touchpoint.cases;
      else
        touchpoint.repeated += first_time(into_.seen_twice[symbol]);
      if (v + 1 == visits().size()) {
        touchpoint.ended.add(silence_);
      } else {
        touchpoint.wait.add(static_cast<std::uint64_t>(wait(v)));
        into_.waits.add(static_cast<std::uint64_t>(wait(v)));
      }
    }
  }

  void count_links() {
    for (std::size_t v = 0; v + 1 < visits().size(); ++v) {
      std::uint32_t link = setup_.link_at[visits()[v].touchpoint * setup_.touchpoints() + visits()[v + 1].touchpoint];
      if (link == 0) continue;
      LinkCount& count = into_.links[link - 1];
      ++count.count;
      count.cases += first_time(into_.seen_link[link - 1]);
      count.gap.add(static_cast<std::uint64_t>(wait(v)));
    }
  }

  /// The way of a fork is the branch that comes first after the first visit, at once or later.
  void count_decisions() {
    for (std::size_t d = 0; d < setup_.branches.size(); ++d) {
      const auto& branches = setup_.branches[d];
      std::size_t v = 0;
      while (v < visits().size() && visits()[v].touchpoint != setup_.decision_at[d]) ++v;
      if (v == visits().size()) continue;
      auto way = branches.end();
      for (++v; v < visits().size() && way == branches.end(); ++v) way = std::find(branches.begin(), branches.end(), std::size_t{visits()[v].touchpoint});
      if (way == branches.end()) way = std::find(branches.begin(), branches.end(), none);
      ++into_.decisions[d][static_cast<std::size_t>(way - branches.begin())];
    }
  }

  void count_stages() {
    for (std::size_t m = 0; m < into_.verdicts.size(); ++m) {
      into_.verdicts[m] = judge(m);
      MilestoneCount& count = into_.milestones[m];
      switch (into_.verdicts[m]) {
        case Verdict::no_clock: break;
        case Verdict::reached: ++count.reached; break;
        case Verdict::missed: ++count.missed; break;
        case Verdict::open: ++count.open; break;
        case Verdict::undecided: count.undecided.add(silence_); break;
      }
    }
    for (std::size_t s = 0; s < into_.stages.size(); ++s) count_stage(s);
  }

  void count_stage(std::size_t s) {
    StageCount& count = into_.stages[s];
    std::size_t entry = 0;
    while (entry < visits().size() && stage(entry) != s) ++entry;
    bool touched = entry < visits().size();
    std::size_t later = entry;
    std::int64_t longest = 0;
    while (later < visits().size() && stage(later) <= s) {
      if (later + 1 < visits().size()) longest = std::max(longest, wait(later));
      ++later;
    }
    bool moved = touched && later < visits().size();
    if (moved) {
      count.dwell.add(static_cast<std::uint64_t>(view_.ms(visits()[later].first) - view_.ms(visits()[entry].first)));
      count.silence_before_moving.add(static_cast<std::uint64_t>(longest));
    }
    if (setup_.map.stages[s].by_milestones) return count_by_milestones(s, touched);
    count.entered += touched;
    if (moved)
      ++count.moved_on;
    else if (touched)
      count.undecided.add(silence_);
  }

  void count_by_milestones(std::size_t s, bool touched) {
    StageCount& count = into_.stages[s];
    bool started = false, reached = false, missed = false, open = false, undecided = false;
    for (std::size_t m : setup_.milestones_of[s]) {
      Verdict verdict = into_.verdicts[m];
      started = started || verdict != Verdict::no_clock;
      reached = reached || (verdict == Verdict::reached && !setup_.map.milestones[m].absent);
      missed = missed || verdict == Verdict::missed;
      open = open || verdict == Verdict::open;
      undecided = undecided || verdict == Verdict::undecided;
    }
    // Who has bought is in the stage after the purchase, also in silence; a later one is entered by touching it.
    bool follows_goal = setup_.goal_stage != none && s == setup_.goal_stage + 1;
    count.entered += touched || reached || (follows_goal && started);
    if (!started) return;
    if (missed)
      ++count.missed;
    else if (open)
      ++count.open;
    else if (undecided)
      count.undecided.add(silence_);
    else
      ++count.moved_on;
  }

  /// A milestone looks beyond the case, at the customer's further life, for as long as its time lasts.
  Verdict judge(std::size_t m) const {
    const Milestone& milestone = setup_.map.milestones[m];
    std::size_t start = none;
    if (milestone.after) {
      for (std::size_t i = begin_; i < end_ && start == none; ++i)
        if (masks_.milestone_after[m][view_.bucket_row(i)]) start = i;
    } else {
      for (std::size_t v = 0; v < visits().size() && start == none; ++v)
        if (setup_.map.stages[stage(v)].id == milestone.stage) start = visits()[v].first;
    }
    if (start == none) return Verdict::no_clock;
    std::size_t first = view_.bucket_row(start) + (milestone.after ? 1 : 0);
    std::size_t last = milestone.within ? view_.bucket->offsets[customer_ + 1] : view_.bucket_row(end_ - 1) + 1;
    std::int64_t limit = milestone.within ? view_.ms(start) + milestone.within->ms : std::numeric_limits<std::int64_t>::max();
    for (std::size_t row = first; row < last && view_.bucket->ms(row) <= limit; ++row)
      if (masks_.milestone_on[m][row]) return milestone.absent ? Verdict::missed : Verdict::reached;
    if (!milestone.within) return Verdict::undecided;
    if (plan_.horizon_ms() < limit) return Verdict::open;
    return milestone.absent ? Verdict::reached : Verdict::missed;
  }

  void count_goal() {
    CaseForPains one{view_, visits(), visits().size(), goal_at_ != none, silence_};
    if (one.goal) {
      ++into_.reached_goal;
      std::size_t v = 0;
      std::int64_t longest = 0;
      // A run that holds the goal may have begun before it.
      for (; v < visits().size() && visits()[v].last < goal_at_; ++v)
        if (v + 1 < visits().size()) longest = std::max(longest, wait(v));
      one.before = std::min(v + (v < visits().size() && visits()[v].first < goal_at_), visits().size());
      if (one.before > 0) into_.silence_before_goal.add(static_cast<std::uint64_t>(longest));
    }
    into_.pains.add(one, masks_.signal);
  }

  bool first_time(std::uint64_t& mark) const {
    if (mark == into_.cases) return false;
    mark = into_.cases;
    return true;
  }

  const Setup& setup_;
  const journey::Plan& plan_;
  const CaseView& view_;
  const Masks& masks_;
  Partial& into_;
  std::size_t begin_ = 0, end_ = 0, customer_ = 0, goal_at_ = none;
  std::int64_t silence_ = 0;
};

/// Events that end a touchpoint are its events too, though they are no steps of their own.
Result<void> count_until(const Setup& setup, const journey::Bucket& bucket, Partial& into) {
  for (std::size_t t = 0; t < setup.touchpoints(); ++t) {
    if (!setup.until[t]) continue;
    CAIRN_TRY(auto mask, setup.until[t]->mask(bucket));
    into.touchpoints[t].until += static_cast<std::uint64_t>(std::count(mask.begin(), mask.end(), 1));
  }
  return {};
}

/// How long others were silent at most and still went on: 95 % of them. Where nobody went on, the longest usual wait.
std::int64_t window_of(const Histogram& silence, const Histogram& fallback) {
  const Histogram& use = silence.n() >= 10 ? silence : fallback;
  return use.n() > 0 ? static_cast<std::int64_t>(use.quantile(0.95)) : 0;
}

void finish_stages(const Setup& setup, const Partial& all, Observed& observed) {
  for (std::size_t s = 0; s < all.stages.size(); ++s) {
    const StageCount& count = all.stages[s];
    StageObserved stage;
    std::int64_t window = window_of(s == setup.goal_stage ? all.silence_before_goal : count.silence_before_moving, all.waits);
    stage.id = setup.map.stages[s].id;
    stage.entered = count.entered;
    stage.moved_on = count.moved_on;
    stage.left = count.missed + count.undecided.lost(window);
    stage.in_progress = count.open + count.undecided.in_progress(window);
    stage.conversion = share(stage.moved_on, stage.moved_on + stage.left);
    // Nothing comes after the last stage, so silence there says nothing.
    bool last = s + 1 == all.stages.size();
    if (last && !setup.map.stages[s].by_milestones) stage.conversion = unknown, stage.in_progress += stage.left, stage.left = 0;
    stage.dwell_median = seconds(count.dwell, 0.5);
    stage.dwell_p95 = seconds(count.dwell, 0.95);
    observed.stages.push_back(std::move(stage));
  }
  for (std::size_t m = 0; m < all.milestones.size(); ++m) {
    const MilestoneCount& count = all.milestones[m];
    std::int64_t window = window_of(all.silence_before_goal, all.waits);
    observed.milestones.push_back({setup.map.milestones[m].id, count.reached, count.missed + count.undecided.lost(window),
                                   count.open + count.undecided.in_progress(window)});
  }
}

void finish_touchpoints(const Setup& setup, const Partial& all, Observed& observed) {
  std::int64_t window = window_of(all.silence_before_goal, all.waits);
  for (std::size_t t = 0; t < all.touchpoints.size(); ++t) {
    const TouchpointCount& count = all.touchpoints[t];
    TouchpointObserved one;
    one.id = setup.map.touchpoints[t].id;
    one.events = count.events;
    one.cases = count.cases;
    one.ended = count.ended.lost(window);
    one.failed = count.failed;
    one.repeat_share = share(count.repeated, count.cases);
    one.wait_median = seconds(count.wait, 0.5);
    one.wait_p95 = seconds(count.wait, 0.95);
    observed.touchpoints.push_back(std::move(one));
  }
  for (std::size_t l = 0; l < all.links.size(); ++l) {
    const LinkCount& count = all.links[l];
    const Link& link = setup.map.links[l];
    std::size_t from = setup.number(link.from);
    observed.links.push_back({link.from, link.to, count.count, count.cases, share(count.count, from == none ? 0 : all.touchpoints[from].visits),
                              seconds(count.gap, 0.5), seconds(count.gap, 0.95)});
  }
}

void finish_decisions(const Setup& setup, const Partial& all, Observed& observed) {
  for (std::size_t d = 0; d < all.decisions.size(); ++d) {
    DecisionObserved decision{setup.map.decisions[d].id, 0, {}};
    for (auto count : all.decisions[d]) decision.cases += count;
    for (std::size_t b = 0; b < setup.branches[d].size(); ++b)
      decision.branches.push_back({setup.map.decisions[d].branches[b].to, all.decisions[d][b], share(all.decisions[d][b], decision.cases)});
    observed.decisions.push_back(std::move(decision));
  }
}

void finish_coverage(const Setup& setup, const Partial& all, const journey::Basis& basis, Observed& observed) {
  std::uint64_t on = 0, until = 0, overview = 0;
  for (std::size_t t = 0; t < all.touchpoints.size(); ++t) {
    on += all.touchpoints[t].events;
    until += all.touchpoints[t].until;
    if (setup.map.touchpoints[t].overview) overview += all.touchpoints[t].events + all.touchpoints[t].until;
  }
  std::uint64_t whole = on + basis.left_out.unmatched_events;
  observed.coverage = share(std::min(on + until, whole), whole);
  observed.overview_coverage = share(std::min(overview, whole), whole);
}

Time time_of(std::int64_t ms_since_1930) { return {(ms_since_1930 + journey::epoch_1930_ms) * 1000}; }

}  // namespace

Result<Observed> observe(const journey::Index& index, const JourneyMap& map, const journey::AskOptions& options) {
  auto relabelling = relabel(map, "touchpoint");
  journey::AskOptions with_map = options;
  with_map.relabelling = &relabelling;
  journey::Scope scope;
  scope.level = "touchpoint";
  scope.cases = map.cases;
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, with_map));
  Json question{{"kind", "map"}};
  journey::Asked asked{index, question, with_map, std::move(scope), std::move(plan)};
  Setup setup(index, map);
  journey::Basis basis;
  CAIRN_TRY(auto all, journey::over_buckets(asked, basis, Partial(setup), [&](const CaseView& view, Partial& into) -> Result<void> {
    CAIRN_TRY(auto masks, Masks::make(setup, *view.bucket));
    CAIRN_TRY_VOID(count_until(setup, *view.bucket, into));
    CaseCounter counter(setup, asked.plan, view, masks, into);
    for (std::size_t c = 0; c < view.cases(); ++c) counter.count(c);
    return {};
  }));
  Observed observed;
  bool any = basis.last_ms >= basis.first_ms;
  observed.from = any ? time_of(basis.first_ms) : Time{};
  observed.to = any ? time_of(basis.last_ms) : Time{};
  observed.events = basis.events;
  observed.cases = basis.cases;
  observed.customers = basis.customers;
  observed.reached_goal = all.reached_goal;
  finish_coverage(setup, all, basis, observed);
  finish_stages(setup, all, observed);
  finish_touchpoints(setup, all, observed);
  finish_decisions(setup, all, observed);
  std::int64_t window = window_of(all.silence_before_goal, all.waits);
  all.pains.finish_passing(observed.touchpoints, window);
  observed.pains = all.pains.finish(map, window);
  return observed;
}

}  // namespace cairn::map
