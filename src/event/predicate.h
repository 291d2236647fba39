// The one predicate language over events and over the cases that they form. Questions, segments, bindings and (later)
// mappings and guides all use it. It has a JSON form for documents and a text form for the command line; both give the
// same tree. docs/predicates.md teaches it.
//
//   of an event                                          text
//     {"event":"paid"} · {"event":["paid","won"]}         event = paid · event in (paid, won)
//     {"where":[["amount",">=",100]]}                     amount >= 100
//     {"all":[…]} {"any":[…]} {"not":…}                   … and … · … or … · not …
//   of a case (a customer, session, order or episode)
//     {"event":…,"count":[">=",2]}                        count(event = paid) >= 2
//     {"event":…} · {"event":…,"count":["=",0]}           did(paid) · never(paid)
//     …,"within":"P7D","after":{"event":"seen"}           count(paid) >= 1 within 7d after (seen)
//     …,"in_last":"P30D" · …,"in_any":"P30D"              did(paid) in last 30d · count(paid) >= 3 in any 30d
//     …,"before_last":"P30D"                              never(paid) before last 30d
//     {"sequence":[{"event":"cart"},                      sequence(cart then paid within 7d without coupon)
//        {"event":"paid","within":"P7D","without":…}]}
//     {"measure":"sum","of":"amount",                     sum(amount of paid) >= 1000 in last 90d
//      "where":…,"in_last":"P90D","compare":[">=",1000]}
//     {"trait":"city","compare":["=","上海"]}              trait.city = 上海
//     {"segment":"vip"}                                   segment(vip)
//
// Inside the brackets of a predicate of cases, a name alone is an event. Everything about `count` counts the events of
// the case that match and
//   after     are later in the order than the first event that matches this
//   within    lie at most so long after that event (after the first event of the case, without `after`)
//   in_last   lie at most so long before the horizon, the last instant of which anything is known
//   before_last  lie longer than so long before it
//   in_any    the most that lie in any stretch of this length (from an event to this much later, inclusive)
// A sequence is a set of different events, one a step, whose times do not fall: of events of one instant it does not
// matter which arrived first. A step's `within` counts from the step before (inclusive); its `without` refuses events
// strictly between the instants of the step before and of this one.
//
// A measure is one value of the case: of its events that match `where`, or all; count, sum, average, min, max (of
// numbers), first, last, distinct, most_frequent (of any values; a tie goes to the one that came last latest). Where no
// event has a value it is missing, a count or distinct is 0. Traits and segments are names that are replaced by their
// definitions (src/profile) before a predicate is used.
//
// Comparisons: = != < <= > >= in contains "starts with" "is missing" "is present". Names with blanks or operators go in
// backticks (`order no`), text values in single or double quotes where they are not plain words.
//
// A comparison with a missing value is false, also != (as in SQL); "is missing" asks for it. Text is compared by bytes,
// number with number, time with time ("time >= 2026-01-01"); a text property that is compared with a number is
// compared as a number where it reads as one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace cairn {

enum class Comparator {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  contains,
  starts_with,
  missing,
  present
};
std::string_view symbol_of(Comparator comparator);

/// The whole text as a number.
std::optional<double> as_number(std::string_view text);

/// A value as written. Booleans are the texts "true" and "false".
struct Literal {
  std::string text;
  std::optional<double> number;  ///< when it reads as a number
  bool operator==(const Literal&) const = default;
};

/// True or false of one event.
struct EventPredicate {
  enum class Kind { all, any, negation, event, comparison };
  Kind kind = Kind::all;                 ///< an empty `all` is true
  std::vector<EventPredicate> children;  ///< all, any; negation has one
  std::vector<std::string> events;       ///< event: any of these types
  std::string
      property;  ///< comparison: a property, or customer, channel, source, session, amount, currency, value, time
  Comparator comparator = Comparator::equal;
  std::vector<Literal> values;  ///< one; several for `in`; none for missing and present

  bool always() const { return kind == Kind::all && children.empty(); }
  static EventPredicate of_event(std::string name);
  static EventPredicate none_of(EventPredicate other);
  static EventPredicate both(EventPredicate a, EventPredicate b);
  bool operator==(const EventPredicate&) const = default;
};

/// A step of a sequence; the first has neither `within` nor `without`.
struct SequenceStep {
  EventPredicate on;
  std::optional<Duration> within;
  std::optional<EventPredicate> without;
  bool operator==(const SequenceStep&) const = default;
};

/// One value out of the events of a case.
struct Measure {
  enum class Aggregate { count, sum, average, min, max, first, last, distinct, most_frequent };
  Aggregate aggregate = Aggregate::count;
  std::string property;             ///< count may have none: it then counts events
  EventPredicate where;             ///< which events
  std::optional<Duration> in_last;  ///< and at most so long before the horizon
  bool operator==(const Measure&) const = default;
};
std::string_view name_of(Measure::Aggregate aggregate);
std::optional<Measure::Aggregate> parse_aggregate(std::string_view name);
/// {"measure","of"?,"where"?,"in_last"?}
Result<Measure> measure_from(const Json& json, const std::string& where);
Json to_json(const Measure& measure);

/// What is made of names that the data do not have: refused, so that a misspelling is never an empty answer, or taken
/// for events that never happen and values that are missing, in definitions that were not written for these data.
enum class Unknown { refused, events_allowed, allowed };

/// True or false of one case: of its events in order.
struct CasePredicate {
  enum class Kind { all, any, negation, count, sequence, measure, trait, segment };
  Kind kind = Kind::all;
  std::vector<CasePredicate> children;
  EventPredicate counted;  ///< count: how many events match …
  Comparator comparator = Comparator::greater_equal;
  std::int64_t times = 1;
  std::optional<EventPredicate> after;  ///< … strictly later in the order than the first event that matches this
  std::optional<Duration>
      within;  ///< … and at most so long after it (after the first event of the case without `after`)
  std::optional<Duration> in_last;      ///< … and at most so long before the horizon
  std::optional<Duration> before_last;  ///< … and longer than so long before it
  std::optional<Duration> in_any;       ///< … and the most of them in any stretch of this length
  std::vector<SequenceStep> steps;      ///< sequence: 2 to 32
  Measure measure;                      ///< measure: compared with `values`
  std::string name;                     ///< trait: compared with `values`; segment
  std::vector<Literal> values;          ///< one; several for `in`; none for missing and present
  Unknown unknown = Unknown::refused;

  bool always() const { return kind == Kind::all && children.empty(); }
  bool operator==(const CasePredicate&) const = default;
};

/// From a document. `where` names the place for errors ("question.where"). A plain string is read as the text form.
Result<EventPredicate> event_predicate_from(const Json& json, const std::string& where);
Result<CasePredicate> case_predicate_from(const Json& json, const std::string& where);
/// From the text form. Errors point into the text with a caret.
Result<EventPredicate> parse_event_predicate(std::string_view text);
Result<CasePredicate> parse_case_predicate(std::string_view text);
Json to_json(const EventPredicate& predicate);
Json to_json(const CasePredicate& predicate);
std::string to_text(const EventPredicate& predicate);

/// What a predicate asks of one event; used by the naive reference and wherever events come one at a time.
class EventView {
 public:
  virtual ~EventView() = default;
  virtual std::string_view type() const = 0;
  /// The value of a property as written, nullopt when missing. Numbers and times also as number (times in µs).
  virtual std::optional<Literal> property(const std::string& name) const = 0;
};
bool matches(const EventPredicate& predicate, const EventView& event);
/// The one rule of comparison, shared with the engine.
bool compares(const std::optional<Literal>& found, Comparator comparator, const std::vector<Literal>& values);

/// Every property that the predicate looks at, once each.
std::vector<std::string> properties_of(const EventPredicate& predicate);
std::vector<std::string> events_of(const EventPredicate& predicate);

}  // namespace cairn
