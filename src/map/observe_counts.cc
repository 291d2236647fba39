#include "map/observe_counts.h"

#include <algorithm>

namespace cairn::map {

using Element = Behind::Element;
using What = Behind::What;

void ObserveCounts::merge(ObserveCounts&& other, journey::Pace&) {
  reached_goal += other.reached_goal;
  silence_before_goal.merge(other.silence_before_goal);
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
  witnesses.merge(std::move(other.witnesses));
}

journey::Histogram ObserveCounts::waits() const {
  journey::Histogram all;
  for (const auto& touchpoint : touchpoints) all.merge(touchpoint.wait);
  return all;
}

void CaseCounter::count(std::size_t c) {
  ++into_.cases;
  begin_ = view_.offsets[c];
  end_ = view_.offsets[c + 1];
  customer_ = view_.customer_of(c);
  look(c);
  silence_ = is_over_ ? Silence::forever : silence_of(c);
  goal_at_ = no_number;
  for (std::size_t i = begin_; may_hold(setup_.goal) && i < end_ && goal_at_ == no_number; ++i)
    if (holds(setup_.goal, i)) goal_at_ = i;
  count_touchpoints();
  count_links();
  count_decisions();
  count_stages();
  count_goal();
}

void CaseCounter::look(std::size_t c) {
  visits_of(view_, c, setup_.ends, into_.visits);
  marks_ = 0;
  is_over_ = false;
  for (std::size_t i = begin_; i < end_; ++i) marks_ |= classes_.marks(classes_.class_of(view_.bucket_row(i)));
  for (std::size_t i = begin_; setup_.any_ends && i < end_ && !is_over_; ++i)
    is_over_ = setup_.ends[view_.symbol(i)] != 0;
  const std::size_t n = visits().size();
  into_.stage.resize(n);
  into_.wait.resize(n);
  std::fill(into_.first_of_stage.begin(), into_.first_of_stage.end(), no_number);
  for (std::size_t v = n; v-- > 0;) {
    into_.stage[v] = setup_.stage_of[visits()[v].touchpoint];
    into_.first_of_stage[into_.stage[v]] = v;
    if (v + 1 < n) into_.wait[v] = view_.ms(visits()[v + 1].first) - view_.ms(visits()[v].last);
  }
}

std::int64_t CaseCounter::silence_of(std::size_t c) const {
  if (!plan_.open_case(view_, c)) return Silence::forever;
  if (!view_.state.empty() || setup_.map.cases.by == journey::CaseBy::session) return 0;
  return plan_.horizon_ms() - view_.ms(end_ - 1);
}

void CaseCounter::count_touchpoints() {
  const bool may_fail = (marks_ & setup_.failure_marks) != 0;
  for (std::size_t i = begin_; i < end_; ++i) {
    auto symbol = view_.symbol(i);
    TouchpointCount& touchpoint = into_.touchpoints[symbol];
    ++touchpoint.events;
    if (may_fail && holds(setup_.failure[symbol], i)) {
      ++touchpoint.failed;
      note(Element::touchpoint, symbol, What::failed, i);
    }
    if (!setup_.ends[symbol] || !first_time(into_.seen[symbol])) continue;
    ++touchpoint.cases;
    note(Element::touchpoint, symbol, What::cases, i);
  }
  for (std::size_t v = 0; v < visits().size(); ++v) {
    std::size_t symbol = visits()[v].touchpoint;
    TouchpointCount& touchpoint = into_.touchpoints[symbol];
    ++touchpoint.visits;
    if (first_time(into_.seen[symbol])) {
      ++touchpoint.cases;
      note(Element::touchpoint, symbol, What::cases, visits()[v].first);
    } else {
      touchpoint.repeated += first_time(into_.seen_twice[symbol]);
    }
    if (v + 1 == visits().size()) {
      touchpoint.ended.add(silence_);
      note(Element::touchpoint, symbol, What::left, visits()[v].last, silence_);
    } else {
      touchpoint.wait.add(static_cast<std::uint64_t>(wait(v)));
    }
  }
}

void CaseCounter::count_links() {
  for (std::size_t v = 0; v + 1 < visits().size(); ++v) {
    std::uint32_t link = setup_.link_at[visits()[v].touchpoint * setup_.touchpoints() + visits()[v + 1].touchpoint];
    if (link == 0) continue;
    LinkCount& count = into_.links[link - 1];
    ++count.count;
    count.cases += first_time(into_.seen_link[link - 1]);
    count.gap.add(static_cast<std::uint64_t>(wait(v)));
  }
}

void CaseCounter::count_decisions() {
  for (std::size_t d = 0; d < setup_.branches.size(); ++d) {
    const auto& branches = setup_.branches[d];
    if (setup_.decision_at[d] == no_number || into_.seen[setup_.decision_at[d]] != into_.cases) continue;
    std::size_t v = 0;
    while (v < visits().size() && visits()[v].touchpoint != setup_.decision_at[d]) ++v;
    if (v == visits().size()) continue;
    auto way = branches.end();
    for (++v; v < visits().size() && way == branches.end(); ++v)
      way = std::find(branches.begin(), branches.end(), std::size_t{visits()[v].touchpoint});
    if (way == branches.end()) way = std::find(branches.begin(), branches.end(), no_number);
    ++into_.decisions[d][static_cast<std::size_t>(way - branches.begin())];
  }
}

void CaseCounter::count_stages() {
  for (std::size_t m = 0; m < into_.verdicts.size(); ++m) {
    into_.verdicts[m] = judge(m);
    MilestoneCount& count = into_.milestones[m];
    switch (into_.verdicts[m]) {
      case Verdict::no_clock:
        break;
      case Verdict::reached:
        ++count.reached;
        note(Element::milestone, m, What::cases, begin_);
        break;
      case Verdict::missed:
        ++count.missed;
        note(Element::milestone, m, What::left, end_ - 1);
        break;
      case Verdict::open:
        ++count.open;
        break;
      case Verdict::undecided:
        count.undecided.add(silence_);
        note(Element::milestone, m, What::left, end_ - 1, silence_);
        break;
    }
  }
  for (std::size_t s = 0; s < into_.stages.size(); ++s) count_stage(s);
}

void CaseCounter::count_stage(std::size_t s) {
  StageCount& count = into_.stages[s];
  const std::size_t entry = std::min(into_.first_of_stage[s], visits().size());
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
  std::size_t first = touched ? visits()[entry].first : begin_;
  if (setup_.map.stages[s].by_milestones) return count_by_milestones(s, touched, first);
  if (!touched) return;
  ++count.entered;
  note(Element::stage, s, What::cases, first);
  if (moved) {
    ++count.moved_on;
    note(Element::stage, s, What::moved_on, visits()[later].first);
    return;
  }
  count.undecided.add(silence_);
  // Nothing comes after the last stage: who is there has not left.
  if (s + 1 < into_.stages.size()) note(Element::stage, s, What::left, end_ - 1, silence_);
}

void CaseCounter::count_by_milestones(std::size_t s, bool touched, std::size_t first) {
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
  bool follows_goal = setup_.goal_stage != no_number && s == setup_.goal_stage + 1;
  if (touched || reached || (follows_goal && started)) {
    ++count.entered;
    note(Element::stage, s, What::cases, first);
  }
  if (!started) return;
  if (missed) {
    ++count.missed;
    note(Element::stage, s, What::left, end_ - 1);
  } else if (open) {
    ++count.open;
  } else if (undecided) {
    count.undecided.add(silence_);
    note(Element::stage, s, What::left, end_ - 1, silence_);
  } else {
    ++count.moved_on;
    note(Element::stage, s, What::moved_on, first);
  }
}

Verdict CaseCounter::judge(std::size_t m) const {
  const Milestone& milestone = setup_.map.milestones[m];
  std::size_t start = no_number;
  if (milestone.after) {
    if (!may_hold(setup_.milestone_after[m])) return Verdict::no_clock;
    for (std::size_t i = begin_; i < end_ && start == no_number; ++i)
      if (holds(setup_.milestone_after[m], i)) start = i;
  } else {
    const auto at = setup_.milestone_stage[m];
    if (at != no_number && into_.first_of_stage[at] != no_number) start = visits()[into_.first_of_stage[at]].first;
  }
  if (start == no_number) return Verdict::no_clock;
  auto met = milestone.absent ? Verdict::missed : Verdict::reached;
  std::size_t skip = milestone.after ? 1 : 0;
  if (!milestone.within) {
    for (std::size_t i = start + skip; i < end_; ++i)
      if (holds(setup_.milestone_on[m], i)) return met;
    return Verdict::undecided;
  }
  std::int64_t limit = view_.ms(start) + milestone.within->ms;
  std::size_t end_of_life = view_.bucket->offsets[customer_ + 1];
  for (std::size_t row = view_.bucket_row(start) + skip; row < end_of_life; ++row) {
    if (!classes_.holds(setup_.milestone_on[m], row)) continue;
    if (view_.bucket->ms(row) > limit) break;
    if (known_[row]) return met;
  }
  if (plan_.horizon_ms() < limit) return Verdict::open;
  return milestone.absent ? Verdict::reached : Verdict::missed;
}

void CaseCounter::count_goal() {
  CaseForPains one{view_, visits(), classes_, setup_.signal, visits().size(), goal_at_ != no_number, silence_};
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
  if (into_.witnesses.asked()) one.met = &into_.met;
  into_.met.clear();
  into_.pains.add(one);
  note_pains(one);
}

void CaseCounter::note_pains(const CaseForPains& one) {
  for (std::uint32_t pain : into_.met) {
    const auto& at = setup_.pains.rules()[pain].at;
    std::size_t v = 0;
    while (v + 1 < one.before && std::find(at.begin(), at.end(), visits()[v].touchpoint) == at.end()) ++v;
    note(Element::pain, pain, What::cases, visits()[v].first, one.goal ? Witnesses::decided : silence_);
  }
}

bool CaseCounter::first_time(std::uint64_t& mark) const {
  if (mark == into_.cases) return false;
  mark = into_.cases;
  return true;
}

}  // namespace cairn::map
