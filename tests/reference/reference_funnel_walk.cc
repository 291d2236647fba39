#include "reference_funnel_walk.h"

#include <algorithm>

namespace cairn::reference {
namespace {

bool is_any(const Json& step, const Item& item) {
  if (!step.is_object()) return is_element(step, item);
  if (step.contains("step")) return is_any(step["step"], item);
  Json bare = step;
  bare.erase("optional");
  bare.erase("first_time");
  if (bare.size() != 1 || !bare.contains("any")) return is_element(bare, item);
  return std::any_of(bare["any"].begin(), bare["any"].end(), [&](const Json& each) { return is_element(each, item); });
}

}  // namespace

std::set<std::size_t> steps_of(const Funnel& funnel, const Item& item) {
  std::set<std::size_t> steps;
  for (std::size_t k = 1; k <= funnel.steps; ++k) {
    const Json& step = funnel.question["steps"][k - 1];
    if (!is_any(step, item)) continue;
    if (step.is_object() && step.value("first_time", false)) {
      const auto& life = funnel.cases.accepted.at(item.event->customer);
      auto first = std::find_if(life.begin(), life.end(), [&](const Item& each) { return is_any(step, each); });
      if (first->event != item.event) continue;
    }
    steps.insert(k);
  }
  return steps;
}

namespace {

/// Steps from which an event keeps an attempt from going on.
std::set<std::size_t> barred_by(const Funnel& funnel, const Item& item) {
  std::set<std::size_t> barred;
  for (const auto& exclusion : funnel.question.value("exclusions", Json::array())) {
    Json element = exclusion;
    for (const char* field : {"from", "to"}) element.erase(field);
    if (element.contains("element")) element = element["element"];
    if (!is_element(element, item)) continue;
    for (std::size_t k = exclusion.value("from", std::size_t{1}); k < exclusion.value("to", funnel.steps); ++k)
      barred.insert(k);
  }
  return barred;
}

}  // namespace

std::vector<Instant> instants_of(const Funnel& funnel, const Allows& allows) {
  std::vector<Instant> instants;
  for (std::size_t i = 0; i < funnel.one.items.size(); ++i) {
    const Item& item = funnel.one.items[i];
    Happening happening{steps_of(funnel, item), barred_by(funnel, item), "", i};
    if (funnel.question.contains("by")) {
      std::vector<Item> alone{item};
      const Json& by = funnel.question["by"];
      happening.value = by.is_string() ? first_value(alone, by.get<std::string>()) : funnel.one.group;
    }
    bool kept = true;
    if (allows) allows(happening, kept);
    if (!kept) continue;
    if (instants.empty() || instants.back().at != item.event->ms) instants.push_back({item.event->ms, {}, {}});
    instants.back().all.push_back(happening);
    if (!happening.steps.empty()) instants.back().matching.push_back(happening);
  }
  return instants;
}

namespace {

/// True when the steps can be filled by different events.
bool fillable(std::vector<std::size_t> steps, const std::vector<Happening>& events, std::set<std::size_t> used = {}) {
  if (steps.empty()) return true;
  auto step = steps.back();
  steps.pop_back();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (used.count(i) || !events[i].steps.count(step)) continue;
    auto more = used;
    more.insert(i);
    if (fillable(steps, events, more)) return true;
  }
  return false;
}

// ---- plain: every chain of different events ----

struct Chain {
  std::vector<std::int64_t> times;
  /// The better chain goes further; arrives earlier; began later; took its other steps earlier.
  bool better(const Chain& other) const {
    if (times.size() != other.times.size()) return times.size() > other.times.size();
    if (times.empty()) return false;
    if (times.back() != other.times.back()) return times.back() < other.times.back();
    if (times.front() != other.times.front()) return times.front() > other.times.front();
    return times < other.times;
  }
};

Walked try_chains(const Funnel& funnel, const std::vector<Instant>& instants) {
  std::vector<std::pair<std::int64_t, std::set<std::size_t>>> events;
  for (const auto& instant : instants)
    for (const auto& event : instant.matching) events.emplace_back(instant.at, event.steps);
  Chain best, chain;
  std::vector<bool> used(events.size());
  std::function<void()> extend = [&] {
    if (chain.better(best)) best = chain;
    std::size_t k = chain.times.size();
    for (std::size_t i = 0; i < events.size() && k < funnel.steps; ++i) {
      auto now = events[i].first;
      if (used[i] || !events[i].second.count(k + 1)) continue;
      if (k > 0 && (now < chain.times.back() || !funnel.in_time(chain.times.front(), now))) continue;
      used[i] = true;
      chain.times.push_back(now);
      extend();
      chain.times.pop_back();
      used[i] = false;
    }
  };
  extend();
  Walked walked;
  walked.furthest = best.times.size();
  for (std::size_t k = 1; k <= walked.furthest; ++k) walked.times[k] = best.times[k - 1];
  for (const auto& [at, steps] : events)
    if (steps.count(1) && funnel.in_time(at, funnel.cases.horizon)) walked.in_progress = true;
  return walked;
}

// ---- optional steps, strict, exclusions: every attempt ----

struct Attempt {
  std::int64_t entry = 0, arrived = 0;
  std::map<std::size_t, std::int64_t> times;
  bool alive = true, spoiled = false;
  bool counts = false;               ///< came first, with most steps, as the youngest, to where it is
  std::size_t spoiled_furthest = 0;  ///< the step it took although it was spoiled
  std::size_t level() const { return times.empty() ? 0 : times.rbegin()->first; }
};

/// The steps an attempt takes at an instant: as far as possible, then as many as possible, then the earlier ones.
std::vector<std::size_t> gain(const Funnel& funnel, std::size_t level, const Instant& instant, bool one_only) {
  std::vector<std::size_t> best;
  for (std::size_t bits = 1; bits < std::size_t{1} << (funnel.steps - level); ++bits) {
    std::vector<std::size_t> steps;
    for (std::size_t k = level + 1; k <= funnel.steps; ++k)
      if (bits >> (k - level - 1) & 1) steps.push_back(k);
    bool skips_required = false;
    for (std::size_t k = level + 1; k < steps.back(); ++k)
      skips_required |= !funnel.optional[k - 1] && std::find(steps.begin(), steps.end(), k) == steps.end();
    if (skips_required || (one_only && steps.size() > 1) || !fillable(steps, instant.matching)) continue;
    bool further = best.empty() || steps.back() > best.back();
    bool as_far = !best.empty() && steps.back() == best.back();
    if (further || (as_far && (steps.size() > best.size() || (steps.size() == best.size() && steps < best))))
      best = steps;
  }
  return best;
}

Walked try_attempts(const Funnel& funnel, const std::vector<Instant>& instants) {
  std::vector<Attempt> attempts;
  for (const auto& instant : instants) {
    for (auto& attempt : attempts) attempt.alive = attempt.alive && funnel.in_time(attempt.entry, instant.at);
    bool any_step = !instant.matching.empty();
    if (any_step) {
      attempts.push_back({instant.at, 0, {}, true, false, false, 0});
      std::map<std::size_t, std::vector<Attempt*>> arrivals;
      for (auto& attempt : attempts) {
        if (!attempt.alive) continue;
        auto steps = gain(funnel, attempt.level(), instant, attempt.spoiled);
        if (steps.empty()) continue;
        if (attempt.spoiled) {
          attempt.spoiled_furthest = std::max(attempt.spoiled_furthest, steps.back());
          continue;
        }
        for (auto k : steps) attempt.times[k] = instant.at;
        attempt.arrived = instant.at;
        attempt.counts = false;
        arrivals[attempt.level()].push_back(&attempt);
      }
      for (auto& [level, those] : arrivals) {
        Attempt* best = those.front();
        for (auto* each : those)
          if (each->times.size() > best->times.size() ||
              (each->times.size() == best->times.size() && each->entry > best->entry))
            best = each;
        best->counts = true;
      }
      if (attempts.back().times.empty()) attempts.pop_back();
    } else {
      for (auto& attempt : attempts)
        for (const auto& happening : instant.all)
          if (attempt.alive && happening.barred.count(attempt.level())) attempt.spoiled = true;
    }
    if (funnel.order == "strict" && (!any_step || !instant.differing()))
      for (auto& attempt : attempts) {
        bool again = std::any_of(instant.matching.begin(), instant.matching.end(),
                                 [&](const Happening& each) { return each.steps.count(attempt.level()); });
        attempt.alive = attempt.alive && again;
      }
    // Who has taken the last step cleanly is done.
    if (std::any_of(attempts.begin(), attempts.end(),
                    [&](const Attempt& each) { return each.counts && !each.spoiled && each.level() == funnel.steps; }))
      break;
  }
  Walked walked;
  for (const auto& attempt : attempts) {
    walked.furthest = std::max({walked.furthest, attempt.level(), attempt.spoiled_furthest});
    walked.in_progress |= attempt.alive && !attempt.spoiled && funnel.in_time(attempt.entry, funnel.cases.horizon);
  }
  const Attempt* best = nullptr;
  for (const auto& attempt : attempts) {
    if (!attempt.counts || attempt.spoiled || attempt.level() != walked.furthest) continue;
    if (best == nullptr || attempt.arrived < best->arrived) best = &attempt;
  }
  if (best != nullptr) walked.times = best->times;
  walked.excluded = walked.furthest > 0 && best == nullptr;
  return walked;
}

// ---- any order: every run ----

/// How many steps the events can fill.
std::size_t filled(const Funnel& funnel, const std::vector<Happening>& events) {
  std::size_t most = 0;
  for (std::size_t bits = 0; bits < std::size_t{1} << funnel.steps; ++bits) {
    std::vector<std::size_t> steps;
    for (std::size_t k = 1; k <= funnel.steps; ++k)
      if (bits >> (k - 1) & 1) steps.push_back(k);
    if (steps.size() > most && fillable(steps, events)) most = steps.size();
  }
  return most;
}

Walked try_runs(const Funnel& funnel, const std::vector<Instant>& instants, const std::string* value) {
  Walked best;
  std::vector<std::int64_t> best_times;
  for (std::size_t begin = 0; begin < instants.size(); ++begin) {
    const auto& matching = instants[begin].matching;
    bool begins = std::any_of(matching.begin(), matching.end(),
                              [&](const Happening& each) { return value == nullptr || each.value == *value; });
    if (!begins) continue;
    std::int64_t entry = instants[begin].at;
    std::vector<std::int64_t> times;
    std::vector<Happening> events;
    bool cut = false, open = funnel.in_time(entry, funnel.cases.horizon);
    for (std::size_t i = begin; i < instants.size() && times.size() < funnel.steps; ++i) {
      bool barred =
          instants[i].matching.empty() && std::any_of(instants[i].all.begin(), instants[i].all.end(),
                                                      [](const Happening& each) { return !each.barred.empty(); });
      if (barred) {
        cut |= funnel.in_time(entry, instants[i].at);
        open = false;
        break;
      }
      if (!funnel.in_time(entry, instants[i].at)) continue;
      events.insert(events.end(), instants[i].matching.begin(), instants[i].matching.end());
      for (auto count = filled(funnel, events); times.size() < count;) times.push_back(instants[i].at);
    }
    best.in_progress |= open && times.size() < funnel.steps;
    if (cut) times.resize(1);
    if (times.size() > best_times.size() || (times.size() == best_times.size() && times.back() < best_times.back()))
      best_times = times;
  }
  best.furthest = best_times.size();
  for (std::size_t k = 1; k <= best.furthest; ++k) best.times[k] = best_times[k - 1];
  return best;
}

}  // namespace

Walked walk_funnel(const Funnel& funnel, const Allows& allows, const std::string* first_value_of_run) {
  auto instants = instants_of(funnel, allows);
  auto walked = funnel.order == "unordered" ? try_runs(funnel, instants, first_value_of_run)
                : funnel.plain()            ? try_chains(funnel, instants)
                                            : try_attempts(funnel, instants);
  walked.converted = !walked.excluded && walked.furthest >= funnel.goal();
  walked.in_progress =
      walked.in_progress && funnel.one.open && !walked.excluded && !walked.converted && walked.furthest > 0;
  return walked;
}

}  // namespace cairn::reference
