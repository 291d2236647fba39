#include "map/render_board.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "map/words.h"

namespace cairn::map {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

template <class T>
std::unordered_map<std::string, const T*> by_id(const std::vector<T>& things) {
  std::unordered_map<std::string, const T*> found;
  for (const T& thing : things) found.emplace(thing.id, &thing);
  return found;
}

template <class Map, class Key>
auto find_or_null(const Map& map, const Key& key) -> typename Map::mapped_type {
  auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return text.find(word) != std::string_view::npos; });
}

/// Fills a board step by step; each step relies on those before it.
class Builder {
 public:
  Builder(const JourneyMap& map, const Observed* observed, const BoardLimits& limits) : map_(map), limits_(limits) {
    board_.map = &map;
    board_.observed = observed;
  }

  Board build() {
    add_stages();
    add_touchpoints();
    add_pains();
    add_opportunities();
    add_decisions();
    add_links();
    add_milestones();
    add_counts();
    add_promises();
    find_leaving();
    return std::move(board_);
  }

 private:
  void add_stages() {
    auto seen = board_.observed ? by_id(board_.observed->stages) : decltype(by_id(board_.observed->stages)){};
    for (const Stage& stage : map_.stages) {
      stage_at_.emplace(stage.id, board_.stages.size());
      BoardStage& added = board_.stages.emplace_back();
      added.stage = &stage;
      added.observed = find_or_null(seen, stage.id);
      if (added.observed) board_.most_entered = std::max(board_.most_entered, added.observed->entered);
    }
    if (!board_.stages.empty()) board_.stages.back().last = true;
  }

  /// Those of the overview, first where something hurts, then most visited: one for each stage, then while there is
  /// room.
  std::vector<bool> choose() const {
    const auto& all = map_.touchpoints;
    std::vector<std::size_t> ranked(all.size());
    std::iota(ranked.begin(), ranked.end(), 0U);
    auto cases = [&](std::size_t i) { return observed_[i] ? observed_[i]->cases : 0; };
    auto hurts = [&](const Touchpoint& touchpoint) {
      return !touchpoint.pains.empty() || std::any_of(map_.pains.begin(), map_.pains.end(), [&](const Pain& pain) {
        return std::find(pain.at.begin(), pain.at.end(), touchpoint.id) != pain.at.end();
      });
    };
    std::stable_sort(ranked.begin(), ranked.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(!all[a].overview, !hurts(all[a]), cases(b)) <
             std::tuple(!all[b].overview, !hurts(all[b]), cases(a));
    });
    std::vector<bool> chosen(all.size(), false);
    std::vector<std::size_t> in_stage(board_.stages.size(), 0);
    std::size_t count = 0;
    auto take = [&](std::size_t most_in_stage) {
      for (std::size_t i : ranked) {
        auto stage = stage_at_.find(all[i].stage);
        if (chosen[i] || stage == stage_at_.end() || count >= limits_.touchpoints) continue;
        if (in_stage[stage->second] >= most_in_stage || (most_in_stage > 1 && !all[i].overview)) continue;
        chosen[i] = true;
        ++in_stage[stage->second];
        ++count;
      }
    };
    take(1);
    take(limits_.per_stage);
    return chosen;
  }

  void add_touchpoints() {
    auto seen = board_.observed ? by_id(board_.observed->touchpoints) : decltype(by_id(board_.observed->touchpoints)){};
    auto channels = by_id(map_.channels);
    for (const Touchpoint& touchpoint : map_.touchpoints) observed_.push_back(find_or_null(seen, touchpoint.id));
    std::vector<bool> chosen = choose();
    // Stage by stage, so that what stands side by side on the map is side by side here.
    for (std::size_t s = 0; s < board_.stages.size(); ++s) {
      for (std::size_t i = 0; i < map_.touchpoints.size(); ++i) {
        const Touchpoint& touchpoint = map_.touchpoints[i];
        if (touchpoint.stage != board_.stages[s].stage->id) continue;
        if (!chosen[i]) {
          board_.stages[s].folded.push_back(&touchpoint);
          continue;
        }
        touchpoint_at_.emplace(touchpoint.id, board_.touchpoints.size());
        board_.stages[s].touchpoints.push_back(board_.touchpoints.size());
        BoardTouchpoint& added = board_.touchpoints.emplace_back();
        added.touchpoint = &touchpoint;
        added.observed = observed_[i];
        added.emotion = emotion_at(touchpoint);
        added.channel = find_or_null(channels, touchpoint.channel);
        added.stage = s;
        added.glyph = glyph_of(map_, touchpoint);
        if (observed_[i]) board_.most_cases = std::max(board_.most_cases, observed_[i]->cases);
      }
    }
  }

  /// A pain stands at the first touchpoint it names, also when that one is folded.
  std::optional<std::size_t> stage_of(const std::vector<std::string>& touchpoints) const {
    for (const auto& id : touchpoints)
      for (const Touchpoint& touchpoint : map_.touchpoints)
        if (touchpoint.id == id)
          if (auto stage = stage_at_.find(touchpoint.stage); stage != stage_at_.end()) return stage->second;
    return std::nullopt;
  }

  void add_pains() {
    auto seen = board_.observed ? by_id(board_.observed->pains) : decltype(by_id(board_.observed->pains)){};
    for (const Pain& pain : map_.pains) {
      std::vector<std::string> at = pain.at;
      for (const Touchpoint& touchpoint : map_.touchpoints)
        if (std::find(touchpoint.pains.begin(), touchpoint.pains.end(), pain.id) != touchpoint.pains.end() &&
            std::find(at.begin(), at.end(), touchpoint.id) == at.end())
          at.push_back(touchpoint.id);
      auto stage = stage_of(at);
      if (!stage) continue;
      BoardPain found{
          .pain = &pain, .observed = find_or_null(seen, pain.id), .stage = *stage, .name = {}, .touchpoints = {}};
      for (const auto& id : at)
        if (auto place = touchpoint_at_.find(id); place != touchpoint_at_.end())
          if (std::find(found.touchpoints.begin(), found.touchpoints.end(), place->second) == found.touchpoints.end())
            found.touchpoints.push_back(place->second);
      board_.pains.push_back(std::move(found));
    }
    std::stable_sort(board_.pains.begin(), board_.pains.end(), [](const BoardPain& a, const BoardPain& b) {
      return std::pair(a.stage, -a.pain->severity) < std::pair(b.stage, -b.pain->severity);
    });
    for (std::size_t p = 0; p < board_.pains.size(); ++p) {
      BoardPain& pain = board_.pains[p];
      pain.name = fmt::format("P{}", p + 1);
      board_.stages[pain.stage].pains.push_back(p);
      for (std::size_t t : pain.touchpoints) {
        board_.touchpoints[t].pains.push_back(p);
        if (pain.pain->kind == "detour") board_.touchpoints[t].detour = true;
      }
    }
  }

  void add_opportunities() {
    for (const Opportunity& opportunity : map_.opportunities) {
      BoardOpportunity found{.opportunity = &opportunity, .stage = 0, .name = {}, .pains = {}};
      bool placed = false;
      for (const BoardPain& pain : board_.pains) {
        const auto& ids = opportunity.pains;
        if (std::find(ids.begin(), ids.end(), pain.pain->id) == ids.end()) continue;
        if (!placed) found.stage = pain.stage;
        placed = true;
        found.pains += (found.pains.empty() ? "" : ", ") + pain.name;
      }
      if (placed) board_.opportunities.push_back(std::move(found));
    }
    std::stable_sort(board_.opportunities.begin(), board_.opportunities.end(),
                     [](const auto& a, const auto& b) { return a.stage < b.stage; });
    for (std::size_t o = 0; o < board_.opportunities.size(); ++o) {
      board_.opportunities[o].name = fmt::format("O{}", o + 1);
      board_.stages[board_.opportunities[o].stage].opportunities.push_back(o);
    }
  }

  void add_decisions() {
    auto seen = board_.observed ? by_id(board_.observed->decisions) : decltype(by_id(board_.observed->decisions)){};
    for (const Decision& decision : map_.decisions) {
      auto after = touchpoint_at_.find(decision.after);
      if (after == touchpoint_at_.end()) continue;
      BoardDecision found{
          .decision = &decision, .observed = find_or_null(seen, decision.id), .after = after->second, .branches = {}};
      for (const Branch& branch : decision.branches) {
        BoardBranch one{.branch = &branch, .observed = nullptr, .to = std::nullopt};
        if (found.observed)
          for (const BranchObserved& seen_branch : found.observed->branches)
            if (seen_branch.to == branch.to) one.observed = &seen_branch;
        if (auto to = touchpoint_at_.find(branch.to); to != touchpoint_at_.end()) one.to = to->second;
        found.branches.push_back(one);
      }
      std::stable_sort(found.branches.begin(), found.branches.end(), [](const BoardBranch& a, const BoardBranch& b) {
        auto cases = [](const BoardBranch& branch) { return branch.observed ? branch.observed->cases : 0; };
        return std::pair(a.branch->to.empty(), cases(b)) < std::pair(b.branch->to.empty(), cases(a));
      });
      board_.stages[board_.touchpoints[found.after].stage].decisions.push_back(board_.decisions.size());
      board_.decisions.push_back(std::move(found));
    }
  }

  void add_links() {
    std::unordered_map<std::string, const LinkObserved*> seen;
    if (board_.observed)
      for (const LinkObserved& link : board_.observed->links) seen.emplace(link.from + '\n' + link.to, &link);
    for (const Link& link : map_.links) {
      auto from = touchpoint_at_.find(link.from), to = touchpoint_at_.find(link.to);
      if (from == touchpoint_at_.end() || to == touchpoint_at_.end()) continue;
      BoardLink found{
          .from = from->second, .to = to->second, .observed = find_or_null(seen, link.from + '\n' + link.to)};
      found.back = link.type == "loops" || found.to <= found.from;
      found.detour = board_.touchpoints[found.from].detour && board_.touchpoints[found.to].detour;
      for (const BoardDecision& decision : board_.decisions)
        for (const BoardBranch& branch : decision.branches)
          if (decision.after == found.from && branch.to == found.to) found.fork = true;
      if (found.observed) board_.most_steps = std::max(board_.most_steps, found.observed->count);
      board_.links.push_back(found);
    }
    std::stable_sort(board_.links.begin(), board_.links.end(), [](const BoardLink& a, const BoardLink& b) {
      return (a.observed ? a.observed->count : 0) > (b.observed ? b.observed->count : 0);
    });
  }

  void add_counts() {
    if (board_.observed == nullptr) return;
    for (const CountObserved& each : board_.observed->counts)
      for (BoardStage& stage : board_.stages)
        if (stage.stage->id == each.stage) stage.counts.push_back(&each);
  }

  void add_milestones() {
    auto seen = board_.observed ? by_id(board_.observed->milestones) : decltype(by_id(board_.observed->milestones)){};
    for (const Milestone& milestone : map_.milestones)
      if (auto stage = stage_at_.find(milestone.stage); stage != stage_at_.end())
        board_.stages[stage->second].milestones.push_back({&milestone, find_or_null(seen, milestone.id)});
  }

  EmotionObserved emotion_at(const Touchpoint& touchpoint) const {
    if (board_.observed)
      for (const auto& seen : board_.observed->emotions)
        if (seen.id == touchpoint.id) return seen;
    return assumed_emotion(touchpoint);
  }

  void add_promises() {
    auto seen = board_.observed ? by_id(board_.observed->promises) : decltype(by_id(board_.observed->promises)){};
    for (const Touchpoint& touchpoint : map_.touchpoints)
      if (auto stage = stage_at_.find(touchpoint.stage); touchpoint.promise && stage != stage_at_.end())
        board_.stages[stage->second].promises.push_back(
            {&*touchpoint.promise, &touchpoint, find_or_null(seen, touchpoint.id)});
  }

  void find_leaving() {
    for (const Milestone& milestone : map_.milestones)
      if (auto stage = stage_at_.find(milestone.stage); milestone.id == map_.goal && stage != stage_at_.end())
        board_.goal_stage = stage->second;
    for (std::size_t s = 0; s < board_.stages.size(); ++s) {
      BoardStage& stage = board_.stages[s];
      for (std::size_t t : stage.touchpoints) {
        BoardTouchpoint& each = board_.touchpoints[t];
        each.leave_share = unknown;
        const TouchpointObserved* seen = each.observed;
        if (seen == nullptr || each.touchpoint->ends) continue;
        if (!stage.stage->by_milestones && !stage.last) {
          each.leave_share = std::min(each.end_share(), 1.0);
          each.left = std::min(seen->ended, seen->cases);
        } else if (board_.goal_stage == s && seen->passed > 0 && std::isfinite(seen->goal_share)) {
          each.leave_share = std::clamp(1 - seen->goal_share, 0.0, 1.0);
          each.left = static_cast<std::uint64_t>(std::llround(each.leave_share * static_cast<double>(seen->passed)));
        }
        if (each.left > 0 && (!stage.worst || each.left > board_.touchpoints[*stage.worst].left)) stage.worst = t;
      }
    }
  }

  const JourneyMap& map_;
  BoardLimits limits_;
  Board board_;
  std::unordered_map<std::string, std::size_t> stage_at_, touchpoint_at_;
  std::vector<const TouchpointObserved*> observed_;  // parallel to map_.touchpoints
};

}  // namespace

Word word_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::offline:
      return Word::offline;
    case Glyph::wechat:
      return Word::wechat;
    case Glyph::external:
      return Word::external;
    case Glyph::unknown:
      return Word::channel_unknown;
    case Glyph::online:
      break;
  }
  return Word::online;
}

Glyph glyph_of(const JourneyMap& map, const Touchpoint& touchpoint) {
  if (touchpoint.external) return Glyph::external;
  for (const Channel& channel : map.channels)
    if (channel.id == touchpoint.channel && channel.offline) return Glyph::offline;
  if (touchpoint.channel.empty()) return Glyph::unknown;
  if (mentions(to_lower(touchpoint.channel), {"wechat", "weixin", "wecom", "miniprogram", "mini_program",
                                              "mini-program", "微信", "小程序", "公众号", "公眾號", "企微"}))
    return Glyph::wechat;
  return Glyph::online;
}

bool missed_target(const BoardMilestone& milestone) {
  const auto* seen = milestone.observed;
  return milestone.milestone->target && seen != nullptr && seen->reached + seen->missed > 0 &&
         part_of(seen->reached, seen->reached + seen->missed) < *milestone.milestone->target;
}

double part_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? unknown : static_cast<double>(part) / static_cast<double>(whole);
}

double BoardTouchpoint::end_share() const {
  return observed == nullptr ? unknown : part_of(observed->ended, observed->cases);
}

std::uint64_t BoardStage::judged() const { return observed ? known() + observed->in_progress : 0; }
std::uint64_t BoardStage::known() const { return observed ? observed->moved_on + observed->left : 0; }

Board board(const JourneyMap& map, const Observed* observed, const BoardLimits& limits) {
  return Builder(map, observed, limits).build();
}

std::string branch_text(const Board& board, const BoardBranch& branch, Language language) {
  if (const std::string& own = branch.branch->label.in(language); !own.empty()) return own;
  if (branch.to) return board.touchpoints[*branch.to].touchpoint->label.in(language);
  for (const Touchpoint& touchpoint : board.map->touchpoints)
    if (touchpoint.id == branch.branch->to) return touchpoint.label.in(language);
  return word(Word::leaves, language);
}

std::string outcome_text(std::uint64_t kept, std::uint64_t missed, std::uint64_t open, Language language) {
  std::uint64_t all = kept + missed + open;
  if (all == 0) return "";
  std::vector<std::string> parts;
  if (kept > 0 || open < all) parts.push_back(phrase(Word::share_kept, language, share_text(part_of(kept, all))));
  if (missed > 0) parts.push_back(phrase(Word::share_missed, language, share_text(part_of(missed, all))));
  if (open > 0) parts.push_back(phrase(Word::share_in_progress, language, share_text(part_of(open, all))));
  return join(parts, " · ");
}

std::string leave_caption(const Board& board, const BoardStage& stage, Language language) {
  const StageObserved* seen = stage.observed;
  if (seen == nullptr || seen->entered == 0) return "";
  if (stage.worst && stage.touchpoints.size() > 1) {
    const BoardTouchpoint& worst = board.touchpoints[*stage.worst];
    if (worst.left * 2 >= seen->left)
      return phrase(Word::leave_at, language, share_text(worst.leave_share), worst.touchpoint->label.in(language));
  }
  if (stage.stage->by_milestones || stage.last || stage.known() == 0 || seen->left == 0) return "";
  return phrase(Word::share_leave, language, share_text(part_of(seen->left, stage.known())));
}

std::string stage_caption(const Board& board, const BoardStage& stage, Language language) {
  const StageObserved* seen = stage.observed;
  if (seen == nullptr || seen->entered == 0) return "";
  if (!stage.stage->by_milestones)
    return stage.last ? word(Word::end_of_map, language) : leave_caption(board, stage, language);
  std::string caption = outcome_text(seen->moved_on, seen->left, seen->in_progress, language);
  std::string leaving = leave_caption(board, stage, language);
  return leaving.empty() ? caption : caption + " · " + leaving;
}

}  // namespace cairn::map
