// What customers really did on a map: computed from the index, never stored in the document.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "journey/index.h"
#include "map/document.h"
#include "map/trust.h"

namespace cairn::map {

/// Whole numbers are cases unless they say otherwise; durations are seconds; a share is 0..1 and NaN where nothing is
/// known.
/// What was bought, in one currency, before anything was given back.
struct RevenueObserved {
  std::string currency;  ///< may be empty: none is named
  double amount = 0;
  std::uint64_t orders = 0;
};

/// Answers of one type. Customers who answer often count with each answer; the interval knows that they are the same.
struct ScoreObserved {
  std::string type;  ///< csat, ces, nps, review
  /// Mean of the answers as they were given; nps: share of 9 and 10 minus share of 0 to 6, in points from -100 to 100.
  double value = 0, low = 0, high = 0;  ///< with its 95 % interval over customers; NaN for one customer alone
  double least = 1, most = 5;           ///< ends of the scale
  std::uint64_t n = 0, customers = 0;   ///< answers, and who gave them
  double response = 0;                  ///< of the customers seen there, those who answered
};

struct StageObserved {
  std::string id;
  std::uint64_t entered = 0;      ///< cases that touched it
  std::uint64_t moved_on = 0;     ///< of these: touched a later stage afterwards (by_milestones: reached its milestone)
  std::uint64_t left = 0;         ///< over, without moving on
  std::uint64_t in_progress = 0;  ///< may still move on
  double conversion = 0;          ///< moved_on / (moved_on + left)
  double dwell_median = 0, dwell_p95 = 0;     ///< first touch of this stage to first touch of a later one
  std::vector<RevenueObserved> revenue = {};  ///< by currency, most orders first; empty: nobody buys here
  std::vector<ScoreObserved> scores = {};     ///< by type, most answers first; of its touchpoints together
};

struct TouchpointObserved {
  std::string id;
  std::uint64_t events = 0;
  std::uint64_t cases = 0;
  std::uint64_t ended = 0;                    ///< cases that end here
  std::uint64_t failed = 0;                   ///< events that match `failure`
  double repeat_share = 0;                    ///< of its cases: those that come back to it after something else
  double wait_median = 0, wait_p95 = 0;       ///< to the next touchpoint of the case
  std::uint64_t passed = 0;                   ///< cases that pass it before the goal, decided ones
  double goal_share = 0;                      ///< of these: those that reach the goal
  std::vector<RevenueObserved> revenue = {};  ///< as of a stage
  std::vector<ScoreObserved> scores = {};
};

struct LinkObserved {
  std::string from, to;
  std::uint64_t count = 0, cases = 0;
  double share = 0;  ///< of all steps from `from`, endings included
  double gap_median = 0, gap_p95 = 0;
};

struct BranchObserved {
  std::string to;  ///< touchpoint id; empty: leaves
  std::uint64_t cases = 0;
  double share = 0;
};
struct DecisionObserved {
  std::string id;
  std::uint64_t cases = 0;
  std::vector<BranchObserved> branches;
};

/// Behind a pain: how many meet it, and how much worse they fare.
struct PainObserved {
  std::string id;
  std::uint64_t cases = 0;                       ///< that meet it
  double share = 0;                              ///< of the cases at its touchpoints
  double outcome_with = 0, outcome_without = 0;  ///< share that reaches the goal, with and without it
  double extra_loss = 0;                         ///< cases lost beyond what the others would lose
  double seconds = 0;                            ///< the wait, where it is one: nine of ten are over sooner
  std::uint64_t at = 0;       ///< cases that pass there, decided ones: leave counts its shares of these
  std::uint64_t others = 0;   ///< cases that it is compared with
  double seconds_others = 0;  ///< their wait
  double z = 0;               ///< of the difference of the outcomes (two proportions); above 3.3 is no chance
};

struct MilestoneObserved {
  std::string id;
  std::uint64_t reached = 0, missed = 0, open = 0;
};

/// What a stage is told in counts of nobody in particular: people passing, impressions, mentions.
struct CountObserved {
  std::string stage;
  Label label;
  std::string unit;  ///< may be empty
  double counted = 0;
  double identified_share = 0;  ///< cases that entered the stage, per one counted; NaN where nothing was counted
};

enum class EmotionMark { none, observed, inferred, assumed, target };  // none: a gap in the curve
struct EmotionObserved {
  std::string id;  ///< of the touchpoint
  EmotionMark mark = EmotionMark::none;
  double score = std::numeric_limits<double>::quiet_NaN();  ///< -2..2
  double low = std::numeric_limits<double>::quiet_NaN();    ///< 95 % interval over customers; observed only
  double high = std::numeric_limits<double>::quiet_NaN();
  bool asked = false;                                          ///< scores are looked for here
  std::uint64_t n = 0, min_n = 30;                             ///< answers, and how many it takes
  std::uint64_t customers = 0;                                 ///< who gave them
  double response = std::numeric_limits<double>::quiet_NaN();  ///< of the customers seen here, those who answered
};

struct PlaceObserved {
  std::uint64_t kept = 0, broken = 0;
};
/// Whole numbers are promises: one value of the promise's `by` of one customer.
struct PromiseObserved {
  std::string id;  ///< of the touchpoint
  std::uint64_t made = 0;
  std::uint64_t asked = 0, kept = 0, broken = 0, open = 0;         ///< inside the terms; open: no answer yet
  std::uint64_t late = 0, late_refused = 0, late_kept = 0;         ///< asked after the deadline; refused rightly
  std::uint64_t running = 0;                                       ///< not asked for, and may still be
  std::uint64_t unmatched = 0, unnamed = 0;                        ///< requests without a promise; no value of `by`
  PlaceObserved same, other;                                       ///< by where it was asked for, where that is known
  double kept_share = std::numeric_limits<double>::quiet_NaN();    ///< of those inside the terms that were answered
  double broken_share = std::numeric_limits<double>::quiet_NaN();  ///< the same
};

struct Observed {
  Time from, to;  ///< first and last event used
  std::uint64_t events = 0, cases = 0, customers = 0;
  double coverage = 0;                ///< share of events that a touchpoint of the map takes
  double overview_coverage = 0;       ///< share that the touchpoints of the overview take
  std::uint64_t reached_goal = 0;     ///< cases that reach the last purchase-like stage (the goal of the draft)
  std::vector<StageObserved> stages;  ///< parallel to the map's
  std::vector<TouchpointObserved> touchpoints;  ///< parallel to the map's
  std::vector<LinkObserved> links;              ///< parallel to the map's
  std::vector<DecisionObserved> decisions;
  std::vector<PainObserved> pains;
  std::vector<MilestoneObserved> milestones;
  std::vector<CountObserved> counts;      ///< by stage, in the order of the map
  std::optional<Trust> trust;             ///< what all this rests on, where it is known
  std::vector<EmotionObserved> emotions;  ///< parallel to the map's touchpoints
  std::vector<PromiseObserved> promises;  ///< one a promise of the map
};

/// Whom and what a map is seen for; by default everybody and everything.
///
///   customers   by their whole recorded lives (a segment, a persona)
///   journeys    cases that hold it, such as those that use a channel
///   where       of these, only such events
///
/// Where journeys or events are chosen, an answer (a score) counts when its customer is seen at the touchpoint among
/// them; a promise when its making is; what customers answered, and what became of promises, may be any event.
struct MapFilter {
  CasePredicate customers, journeys;
  EventPredicate where;
  bool narrows() const { return !journeys.always() || !where.always(); }
};

/// Which events a map leaves out: those that match, those before its period, and those at or after its end (which is
/// that of the last complete day, where the period ends later).
struct LeftOutOfMap {
  std::optional<EventPredicate> events;
  std::optional<Time> before, from;
  MapFilter only = {};
  std::optional<EventPredicate> purchase = {};  ///< which events bring revenue; none: those with an amount above 0
};

Result<Observed> observe(const journey::Index& index, const JourneyMap& map, const journey::AskOptions& options = {},
                         const LeftOutOfMap& left_out = {});
/// The emotion that a map says by itself, without data: set by hand, or nothing.
EmotionObserved assumed_emotion(const Touchpoint& touchpoint);
Json to_json(const Observed& observed);
/// Two proportions, pooled: how many standard errors `a` of `n` lies below `b` of `m`. 0 where one is empty.
double z_of_difference(double a, double n, double b, double m);

/// The findings in words, most important first (largest loss, slowest wait, worst loop …), each one sentence with its
/// figures; at most `most`.
std::vector<Label> findings(const JourneyMap& map, const Observed& observed, std::size_t most = 3);

}  // namespace cairn::map
