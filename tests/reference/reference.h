// A naive reference of every kind of question: plain loops over plain vectors, written from the rules in words and not
// from the engine. It is slow and has no idea of buckets, columns, masks or threads. What it shares with the engine:
// the readers of documents, `matches` of one event (event/predicate.h) and the histogram that defines quantiles.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journey/question.h"

namespace cairn::reference {

struct Event {
  std::string customer;
  std::string type;
  std::int64_t ms = 0;  ///< since 1970
  std::map<std::string, Literal> properties;
};

/// One event of a case under the name that the question gives it.
struct Item {
  const Event* event;
  std::string symbol;
};

struct Case {
  std::string customer;
  std::vector<Item> items;
  journey::CaseRule rule;
  enum class State { complete, lost, in_progress } state = State::complete;
  bool open = true;  ///< may still get events
  std::string group;
  std::int64_t first() const { return items.front().event->ms; }
  std::int64_t last() const { return items.back().event->ms; }
};

struct Cases {
  std::vector<Case> cases;
  std::map<std::string, std::vector<Item>> accepted;  ///< what each customer ever did that `where` lets pass
  std::int64_t horizon = 0;
  std::map<std::string, std::uint64_t> left_out;
  std::map<std::string, std::vector<Item>> lives;  ///< everything of each customer
  std::int64_t earliest = 0, latest = -1;          ///< of all events
};

/// Events in the order of arrival; those of one customer and instant keep it.
Cases cases_of(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling);

/// {"rows","totals","basis"} and where there are any "bins" and "parts": to be equal to what journey::ask says.
Json answer(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling);

/// True where an event is an element (step, from, to) of a question.
bool is_element(const Json& element, const Item& item);

/// The first value of a property that is there; "" where there is none.
std::string first_value(const std::vector<Item>& items, const std::string& property);

// One function a kind; `groups` are the shown groups in order.
struct Table {
  Json rows = Json::array(), totals = Json::object(), bins, parts = Json::array();
};
Table transitions(const Cases& cases, const Json& question);
Table variants(const Cases& cases, const Json& question);
Table funnel(const Cases& cases, const Json& question);
Table timing(const Cases& cases, const Json& question);
Table paths(const Cases& cases, const Json& question);
Table step_matrix(const Cases& cases, const Json& question);
Table retention(const Cases& cases, const Json& question);
Table lifecycle(const Cases& cases, const Json& question);
Table conformance(const Cases& cases, const Json& question);
Table customers(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling);

/// How often a case counts into the row `at` of the answer to `question`, groups aside.
std::uint64_t occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
std::uint64_t funnel_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
std::uint64_t timing_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
std::uint64_t path_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
/// The item of a name by the rules of a question of kind paths or step_matrix; none: excluded.
std::optional<std::string> item_of(const std::string& raw, const Json& question);
/// What is wrong with the sums of the columns of such an answer; empty: nothing, or another kind.
std::string columns_fault(const Json& answer);
/// Whether a case predicate holds for a case, and its first value of a property; "" without one.
bool holds_of(const std::vector<Item>& items, const Json& predicate, std::int64_t horizon);
std::string first_value(const Case& one, const std::string& property);
std::uint64_t calendar_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
/// Whether a question looks at what was before its period.
bool looks_back(const Json& question);
std::uint64_t conformance_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at);
/// The group of a case; a funnel has its own.
std::string group_of(const Case& one, const Json& question);

/// Group name → shown name, and the shown names in order; without `by` one group "".
struct Groups {
  std::vector<std::string> shown;
  std::map<std::string, std::string> shown_as;
};
Groups groups_of(const Cases& cases, const Json& question);

}  // namespace cairn::reference
