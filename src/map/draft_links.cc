#include "map/draft_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "map/lexicon.h"

namespace cairn::map {
namespace {

constexpr std::size_t most_forks = 4;

/// The steps that are drawn: from → to by number.
using Drawn = std::set<std::pair<std::size_t, std::size_t>>;

bool is_step(const DraftTouchpoints& known, const JourneyMap& map, std::size_t i) {
  return !map.touchpoints[i].ends && !known.folded[i];
}

void draw_best_ways(const DraftTouchpoints& known, const JourneyMap& map, Drawn& drawn) {
  std::size_t n = map.touchpoints.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (!is_step(known, map, i)) continue;
    std::size_t in = n, out = n;
    for (std::size_t j = 0; j < n; ++j) {
      if (!is_step(known, map, j)) continue;
      if (j < i && known.steps.at(j, i) >= 3 && (in == n || known.steps.at(j, i) > known.steps.at(in, i))) in = j;
      if (j > i && known.steps.at(i, j) >= 3 && (out == n || known.steps.at(i, j) > known.steps.at(i, out))) out = j;
    }
    if (in < n) drawn.insert({in, i});
    if (out < n) drawn.insert({i, out});
  }
}

struct Way {
  std::size_t to;
  std::uint64_t cases;
};

/// Cases that pass each touchpoint, by where they get to next.
std::vector<std::uint64_t> passing(const Ways& ways) {
  auto all = ways.none;
  for (std::size_t from = 0; from < all.size(); ++from)
    for (std::size_t to = 0; to < all.size(); ++to) all[from] += ways.to.at(from, to);
  return all;
}

/// The ways of a fork that a tenth or more take and that exclude each other, most taken first. Where a third of those
/// who take one way come to the other next, the other is no alternative: it is only reached sooner by some.
std::vector<Way> ways_from(const DraftTouchpoints& known, const JourneyMap& map, const Ways& ways, std::size_t from,
                           const std::vector<std::uint64_t>& all) {
  std::vector<Way> list;
  for (std::size_t to = from + 1; to < map.touchpoints.size(); ++to) {
    std::uint64_t cases = ways.to.at(from, to);
    bool comes_later = std::any_of(list.begin(), list.end(),
                                   [&](const Way& sooner) { return ways.to.at(sooner.to, to) * 3 >= all[sooner.to]; });
    if (cases * 10 >= all[from] && cases > 0 && is_step(known, map, to) && !comes_later) list.push_back({to, cases});
  }
  std::stable_sort(list.begin(), list.end(), [](const Way& a, const Way& b) { return a.cases > b.cases; });
  if (list.size() > 4) list.resize(4);
  return list;
}

Decision decision_at(const JourneyMap& map, std::size_t from, const std::vector<Way>& ways, bool leaves,
                     std::size_t number) {
  const auto& touchpoint = map.touchpoints[from];
  Decision decision;
  decision.id = fmt::format("de_{}", number);
  decision.label = {touchpoint.label.zh_hans + "之后", touchpoint.label.zh_hant + "之後",
                    "After: " + touchpoint.label.en};
  decision.after = touchpoint.id;
  for (const auto& way : ways) {
    const auto& to = map.touchpoints[way.to];
    Label label = to.label;
    bool namesake = std::any_of(ways.begin(), ways.end(), [&](const Way& other) {
      return other.to != way.to && map.touchpoints[other.to].label == to.label;
    });
    if (namesake && !to.channel.empty()) {
      auto channel = channel_meaning(to.channel).label;
      label = {label.zh_hans + "（" + channel.zh_hans + "）", label.zh_hant + "（" + channel.zh_hant + "）",
               label.en + " (" + channel.en + ")"};
    }
    decision.branches.push_back({label, to.id});
  }
  if (leaves) decision.branches.push_back({{"离开", "離開", "Leaves"}, ""});
  return decision;
}

}  // namespace

double dependency(const Counts& steps, std::size_t a, std::size_t b) {
  auto there = static_cast<double>(steps.at(a, b)), back = static_cast<double>(steps.at(b, a));
  return (there - back) / (there + back + 1);
}

void add_links(const DraftTouchpoints& known, JourneyMap& map) {
  std::size_t n = map.touchpoints.size();
  Drawn drawn;
  draw_best_ways(known, map, drawn);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      if (a == b || !is_step(known, map, a) || !is_step(known, map, b)) continue;
      std::uint64_t there = known.steps.at(a, b);
      bool forward = a < b && dependency(known.steps, a, b) >= 0.3 && there * 12 >= known.visits[a];
      bool backward = a > b && there * 8 >= known.visits[a] && there >= 3;
      if (forward || backward) drawn.insert({a, b});
    }
  }
  for (const auto& [a, b] : drawn)
    map.links.push_back({map.touchpoints[a].id, map.touchpoints[b].id, a < b ? "follows" : "loops"});
  for (const auto& link : map.links)
    if (link.type == "loops")
      for (auto& touchpoint : map.touchpoints)
        if (touchpoint.id == link.from && touchpoint.expected == "may") touchpoint.expected = "loop";
}

void add_decisions(const DraftTouchpoints& known, const Ways& ways, std::size_t overview, JourneyMap& map) {
  struct Fork {
    double parting;  ///< entropy of the ways × cases
    std::size_t at;
    std::vector<Way> ways;
    bool leaves;
  };
  std::vector<Fork> forks;
  auto all = passing(ways);
  auto first_goal = static_cast<std::size_t>(std::find(known.goal.begin(), known.goal.end(), 1) - known.goal.begin());
  for (std::size_t i = 0; i < first_goal; ++i) {
    if (!is_step(known, map, i)) continue;
    auto list = ways_from(known, map, ways, i, all);
    bool leaves = ways.none[i] * 10 >= all[i];
    if (all[i] < 10 || list.size() < 2) continue;
    double parting = 0;
    for (const auto& way : list) {
      double share = static_cast<double>(way.cases) / static_cast<double>(all[i]);
      parting -= share * std::log(share) * static_cast<double>(all[i]);
    }
    forks.push_back({parting, i, std::move(list), leaves});
  }
  std::stable_sort(forks.begin(), forks.end(), [](const Fork& a, const Fork& b) { return a.parting > b.parting; });
  std::set<std::string> stages;
  std::vector<Fork> chosen, others;
  for (auto& fork : forks)
    (stages.insert(map.touchpoints[fork.at].stage).second ? chosen : others).push_back(std::move(fork));
  std::move(others.begin(), others.end(), std::back_inserter(chosen));
  if (chosen.size() > std::min(most_forks, overview)) chosen.resize(std::min(most_forks, overview));
  std::sort(chosen.begin(), chosen.end(), [](const Fork& a, const Fork& b) { return a.at < b.at; });
  for (const auto& fork : chosen)
    map.decisions.push_back(decision_at(map, fork.at, fork.ways, fork.leaves, map.decisions.size() + 1));
}

}  // namespace cairn::map
