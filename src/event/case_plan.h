// Predicates of cases, evaluated: the one place that says what they mean, for whoever has the events of a case.
//
//   count(paid) >= 2 in last 30d and sequence(cart then paid)      the predicate
//     atoms   0: event = paid   1: event = cart                    each asked once an event
//   a Life    rows 0 … n-1 in order, their times, whether an atom is true of a row, values of a row
//
// An index makes Lives of its columns (journey/case_filter.h); whoever keeps customers up to date, of what they
// remember of each event. A Life has
//   std::size_t rows() const;
//   std::int64_t ms(std::size_t row) const;                       never falling
//   bool is(std::size_t atom, std::size_t row) const;
//   double number(std::size_t slot, std::size_t row) const;       NaN: missing
//   std::string_view text(std::size_t slot, std::size_t row) const;  no data(): missing
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/measure_value.h"
#include "event/predicate.h"
#include "event/sequence.h"

namespace cairn {

class CasePlan {
 public:
  struct Atom {
    EventPredicate on;
    Unknown unknown = Unknown::refused;
    std::string where;  ///< for errors: where in the predicate it stood first (".sequence[1]")
  };
  /// A property whose values measures look at.
  struct Slot {
    std::string property;
    bool numeric = false;  ///< asked for by number(), else by text()
    Unknown unknown = Unknown::refused;
    bool operator==(const Slot&) const = default;
  };
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  /// An error where names of traits or segments are left: they are replaced before.
  static Result<CasePlan> make(const CasePredicate& predicate, const std::string& where = "predicate");
  /// Of a measure alone: then value() is asked for.
  static CasePlan of(const Measure& measure, Unknown unknown = Unknown::refused);

  bool always() const { return root_.kind == CasePredicate::Kind::all && root_.children.empty(); }
  /// Different ones, in the order of the predicate.
  std::span<const Atom> atoms() const { return atoms_; }
  std::span<const Slot> slots() const { return slots_; }

  /// `horizon_ms` is where `in last` ends, on the clock of the Life.
  template <class Life>
  bool holds(const Life& life, std::int64_t horizon_ms) const {
    return holds(root_, life, horizon_ms);
  }
  /// The earliest later horizon at which the outcome may be another one without new events; never: none.
  template <class Life>
  std::int64_t changes_at(const Life& life, std::int64_t horizon_ms) const {
    return changes_at(root_, life, horizon_ms);
  }
  /// Of a plan made of a measure alone; nullopt: missing.
  template <class Life>
  std::optional<Literal> value(const Life& life, std::int64_t horizon_ms) const {
    return value(root_, life, horizon_ms);
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  struct Node {
    CasePredicate::Kind kind = CasePredicate::Kind::all;
    std::vector<Node> children;
    Comparator comparator = Comparator::greater_equal;
    std::int64_t times = 1;
    std::optional<Duration> within, in_last, before_last, in_any;
    std::size_t counted = none, after = none;  ///< atoms; of a measure `counted` is its `where`
    std::vector<SequenceStep> steps;           ///< only their `within` is looked at
    std::vector<std::size_t> on, without;      ///< atoms of the steps; no `without` at all: empty
    Measure::Aggregate aggregate = Measure::Aggregate::count;
    std::size_t slot = none;
    std::vector<Literal> values;
  };

  Result<Node> node_of(const CasePredicate& predicate, const std::string& where);
  Node node_of(const Measure& measure, Unknown unknown);
  std::size_t atom_of(const EventPredicate& predicate, Unknown unknown, std::string where = "");
  std::size_t slot_of(Slot slot);
  static bool compares_count(std::int64_t found, Comparator comparator, std::int64_t wanted);

  template <class Life>
  static bool holds(const Node& node, const Life& life, std::int64_t horizon_ms);
  template <class Life>
  static std::int64_t counted(const Node& node, const Life& life, std::int64_t horizon_ms);
  template <class Life>
  static std::int64_t most_in_any(const Node& node, const Life& life, std::size_t begin, std::size_t end);
  template <class Life>
  static bool takes_steps(const Node& node, const Life& life);
  template <class Life>
  static std::int64_t changes_at(const Node& node, const Life& life, std::int64_t horizon_ms);
  template <class Life>
  static std::optional<Literal> value(const Node& node, const Life& life, std::int64_t horizon_ms);

  std::vector<Atom> atoms_;
  std::vector<Slot> slots_;
  Node root_;
};

/// Of all stretches of the length `in_any`, the most rows of [begin, end) that count.
template <class Life>
std::int64_t CasePlan::most_in_any(const Node& node, const Life& life, std::size_t begin, std::size_t end) {
  std::int64_t inside = 0, most = 0;
  std::size_t oldest = begin;
  for (std::size_t i = begin; i < end; ++i) {
    if (!life.is(node.counted, i)) continue;
    ++inside;
    for (; life.ms(i) - life.ms(oldest) > node.in_any->ms; ++oldest) inside -= life.is(node.counted, oldest);
    most = std::max(most, inside);
  }
  return most;
}

template <class Life>
std::int64_t CasePlan::counted(const Node& node, const Life& life, std::int64_t horizon_ms) {
  const std::size_t rows = life.rows();
  std::size_t first = 0;  // the first row that counts
  std::int64_t since = rows > 0 ? life.ms(0) : 0;
  if (node.after != none) {
    while (first < rows && !life.is(node.after, first)) ++first;
    if (first == rows) return 0;
    since = life.ms(first);
    ++first;  // strictly later in the order
  }
  if (node.in_last)
    while (first < rows && horizon_ms - life.ms(first) > node.in_last->ms) ++first;
  std::size_t last = rows;  // the first row that is too late
  if (node.within) {
    last = first;
    while (last < rows && life.ms(last) - since <= node.within->ms) ++last;
  }
  if (node.before_last)
    while (last > first && horizon_ms - life.ms(last - 1) <= node.before_last->ms) --last;
  if (node.in_any) return most_in_any(node, life, first, last);
  std::int64_t found = 0;
  for (std::size_t i = first; i < last; ++i) found += life.is(node.counted, i);
  return found;
}

template <class Life>
bool CasePlan::takes_steps(const Node& node, const Life& life) {
  auto word = [&](const std::vector<std::size_t>& atoms, std::size_t row) {
    std::uint32_t bits = 0;
    for (std::size_t step = 0; step < atoms.size(); ++step)
      if (atoms[step] != none && life.is(atoms[step], row)) bits |= std::uint32_t{1} << step;
    return bits;
  };
  return takes(
      node.steps, life.rows(), [&](std::size_t row) { return word(node.on, row); },
      [&](std::size_t row) { return word(node.without, row); }, [&](std::size_t row) { return life.ms(row); });
}

template <class Life>
std::optional<Literal> CasePlan::value(const Node& node, const Life& life, std::int64_t horizon_ms) {
  MeasureValue value(node.aggregate);
  for (std::size_t row = 0; row < life.rows(); ++row) {
    if (node.in_last && horizon_ms - life.ms(row) > node.in_last->ms) continue;
    if (!life.is(node.counted, row)) continue;
    if (node.slot == none)
      value.add_event();
    else if (is_numeric(node.aggregate))
      value.add(life.number(node.slot, row));
    else
      value.add(life.text(node.slot, row));
  }
  return value.result();
}

template <class Life>
bool CasePlan::holds(const Node& node, const Life& life, std::int64_t horizon_ms) {
  using enum CasePredicate::Kind;
  switch (node.kind) {
    case all:
      for (const auto& child : node.children)
        if (!holds(child, life, horizon_ms)) return false;
      return true;
    case any:
      for (const auto& child : node.children)
        if (holds(child, life, horizon_ms)) return true;
      return false;
    case negation:
      return !holds(node.children.front(), life, horizon_ms);
    case sequence:
      return takes_steps(node, life);
    case measure:
      return compares(value(node, life, horizon_ms), node.comparator, node.values);
    default:
      return compares_count(counted(node, life, horizon_ms), node.comparator, node.times);
  }
}

/// As time goes on rows only leave `in last` and come before `before last`, and only rows that count matter.
template <class Life>
std::int64_t CasePlan::changes_at(const Node& node, const Life& life, std::int64_t horizon_ms) {
  std::int64_t next = never;
  for (const auto& child : node.children) next = std::min(next, changes_at(child, life, horizon_ms));
  for (const auto& edge : {node.in_last, node.before_last}) {
    if (!edge) continue;
    for (std::size_t row = 0; row < life.rows(); ++row) {
      const auto passes = life.ms(row) + edge->ms + 1;
      if (passes <= horizon_ms || !life.is(node.counted, row)) continue;
      next = std::min(next, passes);
      break;
    }
  }
  return next;
}

}  // namespace cairn
