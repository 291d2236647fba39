#include "event/predicate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "event/predicate_parts.h"

namespace cairn {
namespace {

struct Symbol {
  Comparator comparator;
  std::string_view text;
};
constexpr Symbol symbols[] = {
    {Comparator::equal, "="},
    {Comparator::not_equal, "!="},
    {Comparator::less, "<"},
    {Comparator::less_equal, "<="},
    {Comparator::greater, ">"},
    {Comparator::greater_equal, ">="},
    {Comparator::in, "in"},
    {Comparator::contains, "contains"},
    {Comparator::starts_with, "starts with"},
    {Comparator::missing, "is missing"},
    {Comparator::present, "is present"},
};
constexpr std::string_view aggregates[] = {"count", "sum",  "average",  "min",          "max",
                                           "first", "last", "distinct", "most_frequent"};
}  // namespace

std::string_view name_of(Measure::Aggregate aggregate) { return aggregates[static_cast<std::size_t>(aggregate)]; }

std::optional<Measure::Aggregate> parse_aggregate(std::string_view name) {
  auto found = std::find(std::begin(aggregates), std::end(aggregates), name);
  if (found == std::end(aggregates)) return std::nullopt;
  return static_cast<Measure::Aggregate>(found - std::begin(aggregates));
}

std::optional<Comparator> comparator_of(std::string_view text) {
  if (text == "==") return Comparator::equal;
  for (const auto& each : symbols)
    if (each.text == text) return each.comparator;
  return std::nullopt;
}

std::optional<double> as_number(std::string_view text) {
  double number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}
Literal literal_of(std::string text) {
  auto number = as_number(text);
  return {std::move(text), number};
}

namespace {

template <class T>
bool ordered(const T& a, const T& b, Comparator comparator) {
  switch (comparator) {
    case Comparator::less:
      return a < b;
    case Comparator::less_equal:
      return a <= b;
    case Comparator::greater:
      return a > b;
    case Comparator::greater_equal:
      return a >= b;
    case Comparator::not_equal:
      return a != b;
    default:
      return a == b;
  }
}

/// Both sides as numbers where both read as numbers; a time literal against a number in µs; else as text.
bool compare_one(const Literal& found, Comparator comparator, const Literal& wanted) {
  if (comparator == Comparator::contains) return found.text.find(wanted.text) != std::string::npos;
  if (comparator == Comparator::starts_with) return found.text.starts_with(wanted.text);
  if (comparator == Comparator::in) comparator = Comparator::equal;
  if (found.number && wanted.number) return ordered(*found.number, *wanted.number, comparator);
  if (found.number || !wanted.number) {
    auto right = parse_time(wanted.text, TimeZone::utc());
    auto left = right ? parse_time(found.text, TimeZone::utc()) : std::nullopt;
    if (left && right) return ordered(left->us, right->us, comparator);
  }
  return ordered(found.text, wanted.text, comparator);
}

}  // namespace

std::string_view symbol_of(Comparator comparator) {
  for (const auto& each : symbols)
    if (each.comparator == comparator) return each.text;
  return "=";
}

EventPredicate EventPredicate::of_event(std::string name) {
  EventPredicate predicate;
  predicate.kind = Kind::event;
  predicate.events.push_back(std::move(name));
  return predicate;
}

EventPredicate EventPredicate::none_of(EventPredicate other) {
  EventPredicate predicate;
  predicate.kind = Kind::negation;
  predicate.children.push_back(std::move(other));
  return predicate;
}

EventPredicate EventPredicate::both(EventPredicate a, EventPredicate b) {
  if (a.always()) return b;
  if (b.always()) return a;
  EventPredicate predicate;
  predicate.children.push_back(std::move(a));
  predicate.children.push_back(std::move(b));
  return predicate;
}

bool compares(const std::optional<Literal>& found, Comparator comparator, const std::vector<Literal>& values) {
  if (comparator == Comparator::missing) return !found;
  if (comparator == Comparator::present) return found.has_value();
  if (!found) return false;
  return std::any_of(values.begin(), values.end(),
                     [&](const Literal& value) { return compare_one(*found, comparator, value); });
}

bool matches(const EventPredicate& predicate, const EventView& event) {
  using Kind = EventPredicate::Kind;
  auto holds = [&](const EventPredicate& child) { return matches(child, event); };
  switch (predicate.kind) {
    case Kind::all:
      return std::all_of(predicate.children.begin(), predicate.children.end(), holds);
    case Kind::any:
      return std::any_of(predicate.children.begin(), predicate.children.end(), holds);
    case Kind::negation:
      return !holds(predicate.children.front());
    case Kind::event:
      return std::find(predicate.events.begin(), predicate.events.end(), event.type()) != predicate.events.end();
    case Kind::comparison:
      return compares(event.property(predicate.property), predicate.comparator, predicate.values);
  }
  return false;
}

namespace {
void collect(const EventPredicate& predicate, std::vector<std::string>& properties, std::vector<std::string>& events) {
  auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
  };
  if (predicate.kind == EventPredicate::Kind::comparison) add(properties, predicate.property);
  for (const auto& name : predicate.events) add(events, name);
  for (const auto& child : predicate.children) collect(child, properties, events);
}
}  // namespace

std::vector<std::string> properties_of(const EventPredicate& predicate) {
  std::vector<std::string> properties, events;
  collect(predicate, properties, events);
  return properties;
}
std::vector<std::string> events_of(const EventPredicate& predicate) {
  std::vector<std::string> properties, events;
  collect(predicate, properties, events);
  return events;
}

}  // namespace cairn
