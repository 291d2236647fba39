// The journey map: a document (schema/journey.schema.json, "cairn.journey/1") that a team draws or Cairn drafts, and
// that is bound to events. Numbers never stand in it: what customers did is computed (observed.h).
//
//   stage ──has──▶ touchpoint ──bind.on──▶ events        link  touchpoint ─▶ touchpoint
//                      │                                  decision  after a touchpoint, with branches
//                      └── pains ◀── opportunities        milestone  reached at an event, judges stages after a
//                      purchase
//
// The document is kept as JSON with whatever else it holds; this is the typed view of the parts that Cairn works with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "event/predicate.h"
#include "journey/question.h"
#include "map/emotion.h"
#include "map/promise.h"

namespace cairn::map {

/// Counts of nobody in particular that a stage is shown with: rows of the table of counts.
struct StageCounts {
  std::string measure, place, unit;  ///< place, unit empty: all of them together
  Label label;                       ///< empty: the measure, and the place where one is given
};

struct Stage {
  std::string id;
  Label label;
  int order = 0;
  /// "touchpoints": left when no later touchpoint follows; "milestones": judged by its milestones, never by silence.
  bool by_milestones = false;
  std::vector<StageCounts> counts = {};
};

struct Channel {
  std::string id;  ///< the value of `channel` in events
  Label label;
  bool offline = false;
};

struct Touchpoint {
  std::string id;
  Label label;
  std::string stage;
  int order = 0;                       ///< over the whole map, from 1
  std::string channel;                 ///< id; may be empty
  std::string initiator = "customer";  ///< customer, brand, staff, third-party
  bool external = false;
  std::string expected = "may";  ///< must, may, loop
  bool overview = true;          ///< shown in the overview; else folded into "+n"
  bool ends = false;             ///< only records that the journey is over; passing it is never moving on
  EventPredicate on;
  std::optional<EventPredicate> failure;
  std::optional<EventPredicate> until;  ///< its end, where start and end are separate events (bind.dwellUntil)
  std::vector<Label> actions;           ///< what the customer does, in the customer's voice
  std::vector<std::string> pains;
  std::optional<Emotion> emotion;
  std::optional<Promise> promise;
};

struct Link {
  std::string from, to;
  std::string type = "follows";  ///< follows, triggers, loops
};

struct Milestone {
  std::string id;
  Label label;
  std::string stage;
  EventPredicate on;                    ///< reached at such an event, or, with `absent`, by its absence
  bool absent = false;                  ///< e.g. "not returned in 30 days"
  std::optional<EventPredicate> after;  ///< what starts the clock (a purchase); without it entering the stage does
  std::optional<Duration> within;       ///< on the clock; before that a case is in progress
  std::optional<double> target = std::nullopt;  ///< the share of the decided cases that is wanted
};

struct Branch {
  Label label;
  std::string to;  ///< touchpoint id; empty: leaves
};
struct Decision {
  std::string id;
  Label label;
  std::string after;  ///< touchpoint id
  std::vector<Branch> branches;
};

struct Pain {
  std::string id;
  Label text;
  int severity = 3;                      ///< 1..5
  std::string kind;                      ///< leave, wait, fail, loop, detour, other
  std::vector<std::string> at;           ///< touchpoint ids; for a loop all of it, its head first
  std::optional<EventPredicate> signal;  ///< which events at its touchpoints meet it; without it all
  int rounds = 0;                        ///< loop, detour: coming back to the head so often or more
  std::optional<Duration> longer_than;   ///< wait: a longer way to the next touchpoint meets it
  std::vector<std::string> evidence;
};

struct Evidence {
  std::string id;
  std::string kind = "analytics";
  Label quote;  ///< the finding in words with its figures
  std::uint64_t n = 0;
};

struct Opportunity {
  std::string id;
  Label text;
  std::vector<std::string> pains;
};

struct JourneyMap {
  std::string id;
  Label title;
  Label purpose;     ///< goal.purpose
  Label scenario;    ///< goal.scenario: what one journey is, and which goal was chosen and why
  std::string goal;  ///< goal.scope.end: id of the milestone that is the goal; may be empty
  std::string basis = "as-is";
  int version = 1;
  journey::CaseRule cases;  ///< what counts as one lived journey
  std::vector<Channel> channels;
  std::vector<Stage> stages;            ///< by order
  std::vector<Touchpoint> touchpoints;  ///< by order
  std::vector<Link> links;
  std::vector<Milestone> milestones;
  std::vector<Decision> decisions;
  std::vector<Pain> pains;
  std::vector<Opportunity> opportunities;
  std::vector<Evidence> evidence;
  Json source;  ///< the whole document, unknown fields included

  const Touchpoint* touchpoint(const std::string& id) const;
  const Stage* stage(const std::string& id) const;
  const Milestone* goal_milestone() const;               ///< null: the map names none
  std::size_t stage_index(const std::string& id) const;  ///< position in `stages`; CHECKs that it exists
};

/// One fault of a document: "map.json:12:5: …".
struct Fault {
  std::string pointer;  ///< JSON pointer
  int line = 0, column = 0;
  std::string message;  ///< found and expected
  std::string hint;
};

/// Every fault of a document, against the schema and against itself (unknown ids, doubles, broken predicates), in order
/// of place. Empty: it can be read. Not valid JSON is one fault.
std::vector<Fault> check(std::string_view text);

/// The faults of a JSON value against schema/journey.schema.json, with pointer and words but without line and column.
std::vector<Fault> schema_faults(const Json& document);

/// The typed view; fails with the first fault of check().
Result<JourneyMap> read_map(std::string_view text, const std::string& name);
/// The document, from the typed view; keeps what `source` holds besides.
Json write_map(const JourneyMap& map);

/// Touchpoints (or stages) as symbols, for journey::ask and journey::Plan; symbol i = touchpoints[i] (stages[i]).
journey::Relabelling relabel(const JourneyMap& map, const std::string& level);

/// The designed journey at a level, as the fields `model` and `promises` of a question of kind conformance.
///   touchpoint   `design`, else the bound touchpoints by order: must once, may once or not at all, loop as often as
///                they like; those that only end a journey may come last; promised times from links, failures from
///                bind.failure
///   stage        the stages in order, each as often as they like; one without a touchpoint that must be may be left
///   out
Json designed(const JourneyMap& map, const std::string& level);

}  // namespace cairn::map
