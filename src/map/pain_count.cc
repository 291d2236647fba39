#include "map/pain_count.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cairn::map {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool shares_event(const EventPredicate& a, const EventPredicate& b) {
  auto first = events_of(a), second = events_of(b);
  return std::any_of(first.begin(), first.end(),
                     [&](const auto& name) { return std::find(second.begin(), second.end(), name) != second.end(); });
}

/// With whom those who leave at a touchpoint are compared.
std::vector<std::size_t> comparable(const JourneyMap& map, std::size_t touchpoint,
                                    const std::vector<std::uint8_t>& before_goal) {
  std::vector<std::size_t> same, all;
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i) {
    if (i == touchpoint || !before_goal[i]) continue;
    all.push_back(i);
    const auto& other = map.touchpoints[i];
    if (other.stage == map.touchpoints[touchpoint].stage && shares_event(other.on, map.touchpoints[touchpoint].on))
      same.push_back(i);
  }
  return same.empty() ? all : same;
}

std::vector<std::size_t> stage_mates(const JourneyMap& map, std::size_t touchpoint,
                                     const std::vector<std::uint8_t>& before_goal) {
  std::vector<std::size_t> mates;
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i)
    if (i != touchpoint && before_goal[i] && map.touchpoints[i].stage == map.touchpoints[touchpoint].stage)
      mates.push_back(i);
  return mates;
}

std::vector<std::uint8_t> targets_of_links(const JourneyMap& map, const std::vector<std::size_t>& from) {
  std::vector<std::uint8_t> targets;
  for (const auto& touchpoint : map.touchpoints)
    targets.push_back(std::any_of(map.links.begin(), map.links.end(), [&](const Link& link) {
      bool here =
          std::any_of(from.begin(), from.end(), [&](std::size_t i) { return map.touchpoints[i].id == link.from; });
      return here && link.type != "loops" && link.to == touchpoint.id;
    }));
  return targets;
}

std::vector<std::size_t> sources_of_links(const JourneyMap& map, const std::vector<std::size_t>& to) {
  std::vector<std::size_t> from;
  auto is_target = [&](const std::string& id) {
    return std::any_of(to.begin(), to.end(), [&](std::size_t i) { return map.touchpoints[i].id == id; });
  };
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i) {
    bool leads = std::any_of(map.links.begin(), map.links.end(), [&](const Link& link) {
      return link.from == map.touchpoints[i].id && link.type != "loops" && is_target(link.to);
    });
    if (leads && std::find(to.begin(), to.end(), i) == to.end()) from.push_back(i);
  }
  return from;
}

PainRules::Rule::Kind kind_of(const Pain& pain) {
  using Kind = PainRules::Rule::Kind;
  if (pain.kind == "leave") return Kind::leave;
  if (pain.kind == "wait" && (pain.signal || pain.longer_than)) return Kind::wait;
  if (pain.kind == "fail") return Kind::fail;
  if ((pain.kind == "loop" || pain.kind == "detour") && pain.at.size() > 1) return Kind::loop;
  return Kind::other;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : unknown;
}

}  // namespace

double z_of_difference(double a, double n, double b, double m) {
  if (n <= 0 || m <= 0) return 0;
  double pooled = (a + b) / (n + m);
  double error = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return error > 0 ? (b / m - a / n) / error : 0;
}

PainRules::PainRules(const JourneyMap& map, std::vector<std::uint8_t> before_goal)
    : rules_at_(map.touchpoints.size()), before_goal_(std::move(before_goal)) {
  for (const auto& pain : map.pains) {
    Rule rule;
    rule.kind = kind_of(pain);
    for (const auto& id : pain.at)
      if (const auto* touchpoint = map.touchpoint(id))
        rule.at.push_back(static_cast<std::size_t>(touchpoint - map.touchpoints.data()));
    if (rule.at.empty()) rule.kind = Rule::Kind::other;
    if (rule.kind == Rule::Kind::leave) {
      rule.from = comparable(map, rule.at.front(), before_goal_);
      rule.mates = stage_mates(map, rule.at.front(), before_goal_);
    }
    if (rule.kind == Rule::Kind::wait) rule.next = targets_of_links(map, rule.at);
    if (rule.kind == Rule::Kind::fail) rule.from = sources_of_links(map, rule.at);
    rule.rounds = std::max(pain.rounds, 1);
    rule.longer_ms = pain.longer_than ? pain.longer_than->ms : 0;
    rule.signal = pain.signal.has_value();
    for (std::size_t touchpoint : rule.at) rules_at_[touchpoint].push_back(static_cast<std::uint32_t>(rules_.size()));
    if (rule.kind == Rule::Kind::fail)
      for (std::size_t touchpoint : rule.from)
        rules_at_[touchpoint].push_back(static_cast<std::uint32_t>(rules_.size()));
    rules_.push_back(std::move(rule));
  }
}

PainCounts::PainCounts(const PainRules& rules)
    : rules_(&rules), sides_(rules.rules().size()), passing_(rules.touchpoints()), here_(rules.touchpoints()) {}

void PainCounts::add_side(std::size_t pain, bool with, const CaseForPains& one) {
  (with ? sides_[pain].with : sides_[pain].without).add(one.goal, one.silence_ms);
  if (with && one.met != nullptr) one.met->push_back(static_cast<std::uint32_t>(pain));
}

void PainCounts::add_passing(const CaseForPains& one) {
  std::size_t furthest = 0;
  for (std::uint32_t touchpoint : touched_) {
    passing_[touchpoint].outcome.add(one.goal, one.silence_ms);
    furthest = std::max<std::size_t>(furthest, touchpoint);
  }
  if (one.goal) return;
  passing_[furthest].furthest.add(one.silence_ms);
  if (one.met == nullptr) return;
  for (std::uint32_t pain : rules_->at(furthest)) {
    const auto& rule = rules_->rules()[pain];
    if (rule.kind == PainRules::Rule::Kind::leave && rule.at.front() == furthest) one.met->push_back(pain);
  }
}

void PainCounts::add_wait(std::size_t pain, const CaseForPains& one) {
  const auto& rule = rules_->rules()[pain];
  bool met = false, went_on = false;
  std::int64_t longest = -1;
  for (std::size_t v = 0; v < one.before; ++v) {
    const Visit& visit = one.visits[v];
    if (std::find(rule.at.begin(), rule.at.end(), visit.touchpoint) == rule.at.end()) continue;
    for (std::size_t i = visit.first; i <= visit.last && rule.signal; ++i)
      met = met || one.classes.holds(one.signals[pain], one.view.bucket_row(i));
    // Only a way that leads on is a wait; who turns to something else has given up or takes a break.
    if (v + 1 >= one.visits.size() || !rule.next[one.visits[v + 1].touchpoint]) continue;
    went_on = true;
    longest = std::max(longest, one.view.ms(one.visits[v + 1].first) - one.view.ms(visit.last));
  }
  if (!rule.signal) {
    // Who left here has no wait to judge by.
    if (!went_on) return;
    met = longest > rule.longer_ms;
  }
  add_side(pain, met, one);
  if (longest >= 0) (met ? sides_[pain].wait_with : sides_[pain].wait_without).add(static_cast<std::uint64_t>(longest));
}

void PainCounts::add_loop(std::size_t pain, const CaseForPains& one) {
  const auto& rule = rules_->rules()[pain];
  int rounds = 0;
  bool head = false, away = false;
  for (std::size_t v = 0; v < one.before; ++v) {
    std::size_t touchpoint = one.visits[v].touchpoint;
    if (touchpoint == rule.at.front()) {
      rounds += head && away;
      head = true;
      away = false;
    } else if (std::find(rule.at.begin() + 1, rule.at.end(), touchpoint) != rule.at.end()) {
      away = true;
    }
  }
  if (head) add_side(pain, rounds >= rule.rounds, one);
}

void PainCounts::add(const CaseForPains& one) {
  touched_.clear();
  for (std::size_t v = 0; v < one.before; ++v) {
    std::uint16_t touchpoint = one.visits[v].touchpoint;
    if (here_[touchpoint] || !rules_->before_goal()[touchpoint]) continue;
    here_[touchpoint] = 1;
    touched_.push_back(touchpoint);
  }
  if (touched_.empty()) return;
  add_passing(one);
  using Kind = PainRules::Rule::Kind;
  for (std::uint32_t touchpoint : touched_) {
    for (std::uint32_t pain : rules_->at(touchpoint)) {
      const auto& rule = rules_->rules()[pain];
      // Each pain once a case: at the first of its touchpoints that the case has.
      auto among = [&](const std::vector<std::size_t>& list) {
        return std::find_if(list.begin(), list.end(), [&](std::size_t i) { return here_[i] != 0; });
      };
      auto at = among(rule.at);
      bool here = at != rule.at.end();
      if (here ? *at != touchpoint : *among(rule.from) != touchpoint) continue;
      switch (rule.kind) {
        case Kind::leave:
          break;
        case Kind::wait:
          add_wait(pain, one);
          break;
        case Kind::fail:
          add_side(pain, here, one);
          break;
        case Kind::loop:
          add_loop(pain, one);
          break;
        case Kind::other:
          add_side(pain, true, one);
          break;
      }
    }
  }
  for (std::uint32_t touchpoint : touched_) here_[touchpoint] = 0;
}

void PainCounts::merge(PainCounts&& other) {
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    sides_[i].with.merge(other.sides_[i].with);
    sides_[i].without.merge(other.sides_[i].without);
    sides_[i].wait_with.merge(other.sides_[i].wait_with);
    sides_[i].wait_without.merge(other.sides_[i].wait_without);
  }
  for (std::size_t i = 0; i < passing_.size(); ++i) {
    passing_[i].outcome.merge(other.passing_[i].outcome);
    passing_[i].furthest.merge(other.passing_[i].furthest);
  }
}

PainCounts::Sum PainCounts::sum_of(const std::vector<std::size_t>& touchpoints, std::int64_t window_ms) const {
  Sum sum;
  for (std::size_t i : touchpoints) {
    sum.reached += passing_[i].outcome.reached;
    sum.passed += passing_[i].outcome.reached + passing_[i].outcome.silent.lost(window_ms);
    sum.left += passing_[i].furthest.lost(window_ms);
  }
  return sum;
}

PainObserved PainCounts::finish_leave(const PainRules::Rule& rule, std::int64_t window_ms) const {
  PainObserved observed;
  Sum here = sum_of({rule.at.front()}, window_ms), others = sum_of(rule.from, window_ms),
      mates = sum_of(rule.mates, window_ms);
  observed.cases = here.left;
  observed.at = here.passed;
  observed.others = others.passed;
  observed.share = share(here.left, here.passed);
  observed.outcome_with = share(here.reached, here.passed);
  double stay = 1 - observed.share, others_stay = 1 - share(others.left, others.passed);
  observed.outcome_without = stay > 0 ? std::min(1.0, observed.outcome_with * others_stay / stay) : others_stay;
  observed.extra_loss = static_cast<double>(observed.at) * (observed.outcome_without - observed.outcome_with);
  auto real = [](std::uint64_t count) { return static_cast<double>(count); };
  observed.z = z_of_difference(real(here.passed - here.left), real(here.passed), real(others.passed - others.left),
                               real(others.passed));
  // Where the rest of the stage fares no better, leaving here is no worse than passing elsewhere.
  if (mates.passed >= 30)
    observed.z = std::min(
        observed.z, z_of_difference(real(here.reached), real(here.passed), real(mates.reached), real(mates.passed)));
  return observed;
}

PainObserved PainCounts::finish_sides(const Sides& sides, std::int64_t window_ms) const {
  PainObserved observed;
  observed.cases = sides.with.reached + sides.with.silent.lost(window_ms);
  observed.others = sides.without.reached + sides.without.silent.lost(window_ms);
  observed.at = observed.cases + observed.others;
  observed.share = share(observed.cases, observed.at);
  observed.outcome_with = share(sides.with.reached, observed.cases);
  observed.outcome_without = share(sides.without.reached, observed.others);
  observed.extra_loss = static_cast<double>(observed.cases) * (observed.outcome_without - observed.outcome_with);
  observed.z = z_of_difference(static_cast<double>(sides.with.reached), static_cast<double>(observed.cases),
                               static_cast<double>(sides.without.reached), static_cast<double>(observed.others));
  observed.seconds = sides.wait_with.quantile(0.9) / 1000;
  observed.seconds_others = sides.wait_without.quantile(0.9) / 1000;
  return observed;
}

void PainCounts::finish_passing(std::vector<TouchpointObserved>& touchpoints, std::int64_t window_ms) const {
  for (std::size_t i = 0; i < touchpoints.size(); ++i) {
    const Outcome& outcome = passing_[i].outcome;
    touchpoints[i].passed = outcome.reached + outcome.silent.lost(window_ms);
    touchpoints[i].goal_share = share(outcome.reached, touchpoints[i].passed);
  }
}

std::vector<PainObserved> PainCounts::finish(const JourneyMap& map, std::int64_t window_ms) const {
  std::vector<PainObserved> list;
  for (std::size_t i = 0; i < map.pains.size(); ++i) {
    const auto& rule = rules_->rules()[i];
    bool leave = rule.kind == PainRules::Rule::Kind::leave;
    list.push_back(leave ? finish_leave(rule, window_ms) : finish_sides(sides_[i], window_ms));
    list.back().id = map.pains[i].id;
    if (!std::isfinite(list.back().extra_loss)) list.back().extra_loss = 0;
  }
  return list;
}

}  // namespace cairn::map
