#include <algorithm>
#include <cmath>
#include <set>

#include "map/lane_words.h"
#include "map/observed.h"
#include "map/pain_words.h"
#include "map/words.h"

namespace cairn::map {
namespace {

/// The stage where most are lost, for maps whose pains say nothing.
Label stage_sentence(const JourneyMap& map, const Observed& observed) {
  const StageObserved* worst = nullptr;
  for (const auto& stage : observed.stages)
    if (stage.left > 0 && stage.left + stage.moved_on >= 10 && (worst == nullptr || stage.left > worst->left))
      worst = &stage;
  if (worst == nullptr) return {};
  const Stage* stage = map.stage(worst->id);
  std::string share = share_text(1 - worst->conversion), n = count_text(worst->moved_on + worst->left);
  return {stage->label.zh_hans + "阶段有 " + share + " 没有走下去（n = " + n + "）。",
          stage->label.zh_hant + "階段有 " + share + " 沒有走下去（n = " + n + "）。",
          "In the stage “" + stage->label.en + "” " + share + " go no further (n = " + n + ")."};
}

}  // namespace

std::vector<Label> findings(const JourneyMap& map, const Observed& observed, std::size_t most) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < std::min(map.pains.size(), observed.pains.size()); ++i)
    if (observed.pains[i].extra_loss > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return observed.pains[a].extra_loss > observed.pains[b].extra_loss;
  });
  // The worst of each kind first: three findings should say three different things.
  std::set<std::string> kinds;
  std::vector<std::size_t> again;
  std::vector<Label> found;
  for (std::size_t i : order) {
    if (!kinds.insert(map.pains[i].kind).second)
      again.push_back(i);
    else if (found.size() < most)
      found.push_back(pain_sentence(map, observed, i));
  }
  // A reader expects the largest loss first.
  Label stage = stage_sentence(map, observed);
  const bool begins_with_stage = found.empty() && most > 0 && !stage.en.empty();
  if (begins_with_stage) found.push_back(stage);
  // What was promised and not kept comes after the three gravest pains, before all that is less.
  std::size_t place = std::min<std::size_t>(found.size(), 3);
  for (const auto& seen : observed.promises) {
    const Touchpoint* touchpoint = map.touchpoint(seen.id);
    if (touchpoint == nullptr || !touchpoint->promise || place >= most) continue;
    Label sentence = promise_sentence(*touchpoint->promise, seen);
    if (sentence.en.empty()) continue;
    found.insert(found.begin() + static_cast<std::ptrdiff_t>(place++), std::move(sentence));
    if (found.size() > most) found.pop_back();
  }
  for (std::size_t i = 0; i < again.size() && found.size() < most; ++i)
    found.push_back(pain_sentence(map, observed, again[i]));
  if (found.size() < most && !begins_with_stage && !stage.en.empty()) found.push_back(std::move(stage));
  return found;
}

}  // namespace cairn::map
