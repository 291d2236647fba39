#include "map/draft_pains.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "map/draft_contexts.h"
#include "map/lexicon.h"
#include "map/pain_words.h"

namespace cairn::map {
namespace {

constexpr std::size_t most_pains = 8;
constexpr std::size_t most_of_a_kind = 3;

bool before_goal(const JourneyMap& map, const Touchpoint& touchpoint) {
  const auto* goal = map.goal_milestone();
  return goal != nullptr && !touchpoint.ends && map.stage_index(touchpoint.stage) <= map.stage_index(goal->stage);
}

bool is_goal(const JourneyMap& map, const Touchpoint& touchpoint) {
  const auto* goal = map.goal_milestone();
  if (goal == nullptr) return false;
  auto names = events_of(goal->on), mine = events_of(touchpoint.on);
  return std::any_of(mine.begin(), mine.end(),
                     [&](const auto& name) { return std::find(names.begin(), names.end(), name) != names.end(); });
}

Pain candidate(const char* kind, std::vector<std::string> at) {
  Pain pain;
  pain.kind = kind;
  pain.at = std::move(at);
  return pain;
}

/// Pairs of touchpoints between which customers go to and fro, most steps back first; either may be the head.
void add_loops(const JourneyMap& map, const DraftPlace& place, std::vector<Pain>& pains) {
  struct Pair {
    std::uint64_t back;
    std::size_t a, b;
  };
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < map.touchpoints.size(); ++a) {
    for (std::size_t b = a + 1; b < map.touchpoints.size(); ++b) {
      bool fit = before_goal(map, map.touchpoints[a]) && before_goal(map, map.touchpoints[b]) &&
                 !is_goal(map, map.touchpoints[a]) && !is_goal(map, map.touchpoints[b]);
      std::uint64_t back = place.steps.at(b, a);
      if (fit && back >= 30) pairs.push_back({back, a, b});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.back > y.back; });
  if (pairs.size() > 20) pairs.resize(20);
  for (const auto& pair : pairs) {
    const std::string &a = map.touchpoints[pair.a].id, &b = map.touchpoints[pair.b].id;
    for (int rounds = 1; rounds <= 4; ++rounds) {
      for (const auto& at : {std::vector<std::string>{b, a}, std::vector<std::string>{a, b}}) {
        Pain loop = candidate("loop", at);
        loop.rounds = rounds;
        pains.push_back(std::move(loop));
      }
    }
  }
}

std::vector<Pain> candidates(const JourneyMap& map, const DraftPlace& place, const std::vector<SlowContext>& slow) {
  std::vector<Pain> pains;
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i) {
    const auto& touchpoint = map.touchpoints[i];
    if (!before_goal(map, touchpoint) || is_goal(map, touchpoint)) continue;
    bool failure = (place.signs[i] & sign_failure) != 0;
    pains.push_back(candidate(failure ? "fail" : "leave", {touchpoint.id}));
  }
  for (const auto& context : slow) {
    Pain wait = candidate("wait", {map.touchpoints[context.touchpoint].id});
    wait.signal = context.signal;
    if (context.longer_ms > 0) wait.longer_than = Duration{context.longer_ms};
    pains.push_back(std::move(wait));
  }
  add_loops(map, place, pains);
  for (std::size_t i = 0; i < pains.size(); ++i) pains[i].id = fmt::format("candidate_{}", i);
  return pains;
}

/// Worse by more than chance, also when many candidates were tried, and by enough to matter.
bool is_pain(const Pain& pain, const PainObserved& seen, std::size_t tried) {
  // Normal quantile of 0.005 / tried: 3.3 for ten, 3.9 for a hundred.
  double certain = std::sqrt(2 * std::log(static_cast<double>(std::max<std::size_t>(tried, 1)) * 80));
  bool enough = seen.cases >= 20 && seen.others >= 30 && seen.extra_loss >= 5;
  bool matters = seen.outcome_without - seen.outcome_with >= 0.03 ||
                 (pain.kind == "leave" && seen.outcome_with <= 0.97 * seen.outcome_without);
  return enough && matters && seen.z >= certain;
}

bool overlap(const Pain& a, const Pain& b) {
  return std::any_of(a.at.begin(), a.at.end(),
                     [&](const auto& id) { return std::find(b.at.begin(), b.at.end(), id) != b.at.end(); });
}

int severity_of(double extra_loss, std::uint64_t reached_goal) {
  double share = extra_loss / (extra_loss + static_cast<double>(reached_goal));
  return share >= 0.10 ? 5 : share >= 0.05 ? 4 : share >= 0.02 ? 3 : share >= 0.005 ? 2 : 1;
}

/// Of loops that share a touchpoint, and of waits at one, the clearest; then the largest loss first, a few of each
/// kind.
std::vector<std::size_t> choose(const JourneyMap& map, const Observed& observed) {
  std::map<std::string, std::size_t> tried, of_kind;
  for (const auto& pain : map.pains) ++tried[pain.kind];
  std::vector<std::size_t> sure, clearest, chosen;
  for (std::size_t i = 0; i < map.pains.size(); ++i)
    if (is_pain(map.pains[i], observed.pains[i], tried[map.pains[i].kind])) sure.push_back(i);
  std::stable_sort(sure.begin(), sure.end(),
                   [&](std::size_t a, std::size_t b) { return observed.pains[a].z > observed.pains[b].z; });
  for (std::size_t i : sure) {
    bool taken = std::any_of(clearest.begin(), clearest.end(), [&](std::size_t other) {
      return map.pains[other].kind == map.pains[i].kind && overlap(map.pains[other], map.pains[i]);
    });
    if (!taken) clearest.push_back(i);
  }
  std::stable_sort(clearest.begin(), clearest.end(), [&](std::size_t a, std::size_t b) {
    return observed.pains[a].extra_loss > observed.pains[b].extra_loss;
  });
  for (std::size_t i : clearest)
    if (chosen.size() < most_pains && of_kind[map.pains[i].kind]++ < most_of_a_kind) chosen.push_back(i);
  return chosen;
}

}  // namespace

Result<void> add_pains(const journey::Index& index, const DraftPlace& place, int threads, JourneyMap& map) {
  if (map.goal_milestone() == nullptr) return {};
  CAIRN_TRY(auto slow, slow_contexts(index, map, place.signs, place.service, threads));
  JourneyMap trial = map;
  trial.pains = candidates(map, place, slow);
  journey::AskOptions options;
  options.threads = threads;
  CAIRN_TRY(auto observed, observe(index, trial, options));
  for (std::size_t i : choose(trial, observed)) {
    std::size_t number = map.pains.size() + 1;
    Pain pain = trial.pains[i];
    Label sentence = pain_sentence(trial, observed, i);
    pain.id = fmt::format("pa_{}", number);
    pain.text = pain_text(map, pain);
    pain.severity = severity_of(observed.pains[i].extra_loss, observed.reached_goal);
    pain.evidence = {fmt::format("ev_{}", number)};
    map.evidence.push_back({pain.evidence.front(), "analytics", sentence, observed.pains[i].at});
    map.opportunities.push_back({fmt::format("op_{}", number), opportunity_text(map, pain), {pain.id}});
    for (auto& touchpoint : map.touchpoints)
      if (std::find(pain.at.begin(), pain.at.end(), touchpoint.id) != pain.at.end())
        touchpoint.pains.push_back(pain.id);
    map.pains.push_back(std::move(pain));
  }
  return {};
}

}  // namespace cairn::map
