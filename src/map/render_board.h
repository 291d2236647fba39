// What a rendering of a map shows, chosen and put in order once for text, SVG and HTML:
//
//   JourneyMap + Observed ──board()──▶ stages ─▶ touchpoints shown (≤ 12, ≤ 5 a stage, the rest "+n")
//                                        │        links among them: forward, back (loops), detours
//                                        └─▶ milestones, pains (P1 …), opportunities (O1 …)
//
// It points into the map and the observation, which must outlive it. Ids that lead nowhere are left out, so a map that
// map::check() would refuse still draws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "map/document.h"
#include "map/observed.h"
#include "map/words.h"

namespace cairn::map {

enum class Glyph { offline, online, wechat, external, unknown };  // unknown: no channel is given
Word word_of(Glyph glyph);
Glyph glyph_of(const JourneyMap& map, const Touchpoint& touchpoint);

struct BoardTouchpoint {
  const Touchpoint* touchpoint = nullptr;
  const TouchpointObserved* observed = nullptr;  ///< null: nothing known
  const Channel* channel = nullptr;              ///< null: none given
  std::size_t stage = 0;                         ///< position in Board::stages
  Glyph glyph = Glyph::online;
  bool detour = false;             ///< part of a detour
  std::vector<std::size_t> pains;  ///< positions in Board::pains
  /// Who leaves here, where leaving is loss: of its cases, those that end here; in the stage of the goal, of those that
  /// pass here before the goal, those that never reach it. NaN where silence is no loss, and where nothing is known.
  double leave_share = 0;
  std::uint64_t left = 0;  ///< the same as a count
  EmotionObserved emotion;
  double end_share() const;  ///< of its cases, that end here, loss or not; NaN when not known
};

struct BoardMilestone {
  const Milestone* milestone = nullptr;
  const MilestoneObserved* observed = nullptr;
};

struct BoardPromise {
  const Promise* promise = nullptr;
  const Touchpoint* touchpoint = nullptr;     ///< shown or not
  const PromiseObserved* observed = nullptr;  ///< null: nothing known
};

struct BoardPain {
  const Pain* pain = nullptr;
  const PainObserved* observed = nullptr;
  std::size_t stage = 0;
  std::string name;                      ///< "P1"
  std::vector<std::size_t> touchpoints;  ///< shown ones
};

struct BoardOpportunity {
  const Opportunity* opportunity = nullptr;
  std::size_t stage = 0;
  std::string name;   ///< "O1"
  std::string pains;  ///< "P1, P3"
};

struct BoardStage {
  const Stage* stage = nullptr;
  const StageObserved* observed = nullptr;
  bool last = false;
  std::vector<std::size_t> touchpoints;   ///< positions in Board::touchpoints
  std::vector<const Touchpoint*> folded;  ///< the "+n"
  std::vector<BoardMilestone> milestones;
  std::vector<const CountObserved*> counts;
  std::vector<BoardPromise> promises;
  std::vector<std::size_t> pains, opportunities, decisions;
  std::optional<std::size_t> worst;  ///< the touchpoint where most leave
  std::uint64_t known() const;       ///< moved on + left
  std::uint64_t judged() const;  ///< … + in progress; by milestones: those whose clock runs or ran, not who entered
};

struct BoardLink {
  std::size_t from = 0, to = 0;  ///< positions in Board::touchpoints
  const LinkObserved* observed = nullptr;
  bool back = false;  ///< to the same or an earlier touchpoint
  bool detour = false;
  bool fork = false;  ///< a branch of a decision
};

struct BoardBranch {
  const Branch* branch = nullptr;
  const BranchObserved* observed = nullptr;
  std::optional<std::size_t> to;  ///< a shown touchpoint
};
struct BoardDecision {
  const Decision* decision = nullptr;
  const DecisionObserved* observed = nullptr;
  std::size_t after = 0;              ///< position in Board::touchpoints
  std::vector<BoardBranch> branches;  ///< largest first; leaving comes last
};

struct Board {
  const JourneyMap* map = nullptr;
  const Observed* observed = nullptr;  ///< null: a map without data
  std::vector<BoardStage> stages;
  std::vector<BoardTouchpoint> touchpoints;  ///< in the order of the map
  std::vector<BoardLink> links;              ///< largest first
  std::vector<BoardDecision> decisions;
  std::vector<BoardPain> pains;  ///< by stage, then severity
  std::vector<BoardOpportunity> opportunities;
  std::optional<std::size_t> goal_stage;  ///< where the goal of the map is reached, if it names one
  std::uint64_t most_entered = 0;         ///< of any stage
  std::uint64_t most_cases = 0;           ///< of any touchpoint shown
  std::uint64_t most_steps = 0;           ///< of any link shown
};

struct BoardLimits {
  std::size_t touchpoints = 12;
  std::size_t per_stage = 5;
};

/// Where fewer of the decided cases reach a milestone than its target wants.
bool missed_target(const BoardMilestone& milestone);

/// A share of two counts; NaN when nothing is known.
double part_of(std::uint64_t part, std::uint64_t whole);

Board board(const JourneyMap& map, const Observed* observed, const BoardLimits& limits = {});

/// The label of a branch: its own, else that of the touchpoint it leads to, else "leaves".
std::string branch_text(const Board& board, const BoardBranch& branch, Language language);
/// "71 % kept · 12 % missed · 17 % in progress"; what is nothing is left out, but never all. Empty for no cases.
std::string outcome_text(std::uint64_t kept, std::uint64_t missed, std::uint64_t open, Language language);
/// Where a stage loses its customers, in words: "42 % leave at Checkout", "12 % leave"; empty where silence is no loss.
std::string leave_caption(const Board& board, const BoardStage& stage, Language language);
/// What became of the cases of a stage, in words: the leave caption, or for a stage judged by milestones
/// "71 % kept · 12 % missed · 17 % in progress". Empty when nothing is known.
std::string stage_caption(const Board& board, const BoardStage& stage, Language language);

}  // namespace cairn::map
