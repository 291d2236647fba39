#include "profile/asked.h"

#include <algorithm>

namespace cairn::profile {
namespace {

const EventPredicate always;
const EventPredicate never = [] {
  EventPredicate none;
  none.kind = EventPredicate::Kind::any;
  return none;
}();
bool is_never(const EventPredicate& predicate) {
  return predicate.kind == EventPredicate::Kind::any && predicate.children.empty();
}
const EventPredicate& constant(bool holds) { return holds ? always : never; }

/// The predicate for events of one type.
EventPredicate given(const EventPredicate& predicate, std::string_view type) {
  using Kind = EventPredicate::Kind;
  switch (predicate.kind) {
    case Kind::event:
      return constant(std::find(predicate.events.begin(), predicate.events.end(), type) != predicate.events.end());
    case Kind::comparison:
      return predicate;
    case Kind::negation: {
      auto child = given(predicate.children.front(), type);
      if (child.always() || is_never(child)) return constant(is_never(child));
      return EventPredicate::none_of(std::move(child));
    }
    case Kind::all:
    case Kind::any:
      break;
  }
  EventPredicate rest;
  rest.kind = predicate.kind;
  for (const auto& each : predicate.children) {
    auto child = given(each, type);
    const bool decides = predicate.kind == Kind::all ? is_never(child) : child.always();
    if (decides) return child;
    const bool is_neutral = child.always() || is_never(child);
    if (!is_neutral) rest.children.push_back(std::move(child));
  }
  return rest;
}

/// A life of one event that answers everything with yes: where time changes nothing for it, time never does.
struct AnyEvent {
  std::size_t rows() const { return 1; }
  std::int64_t ms(std::size_t) const { return 0; }
  bool is(std::size_t, std::size_t) const { return true; }
};

template <class T, class Same>
std::uint32_t place(std::vector<T>& list, T value, const Same& same) {
  auto found = std::find_if(list.begin(), list.end(), same);
  if (found == list.end()) found = list.insert(list.end(), std::move(value));
  return static_cast<std::uint32_t>(found - list.begin());
}

}  // namespace

Asked::Asked(const std::vector<CasePredicate>& segments, const std::vector<CasePlan>& plans) : segments_(plans.size()) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    auto& segment = segments_[i];
    for (const auto& atom : plans[i].atoms()) segment.atoms.push_back(number_of(atom.on));
    for (const auto& slot : plans[i].slots()) segment.slots.push_back(number_of(slot.property, slot.numeric));
    look_at(segments[i], segment);
    if (plans[i].changes_at(AnyEvent(), 0) != CasePlan::never) with_windows_ |= set_of(i);
  }
  first_slot_bit_ = (atoms_.size() + 63) / 64 * 64;
  for (auto& segment : segments_) {
    segment.looks_at.resize(words());
    for (auto atom : segment.decisive) put(segment.looks_at, atom);
    for (auto slot : segment.slots) put(segment.looks_at, first_slot_bit_ + slot);
  }
  auto read = [&](const std::string& name) {
    place(properties_, name, [&](const auto& each) { return each == name; });
  };
  for (const auto& atom : atoms_)
    for (const auto& name : properties_of(atom)) read(name);
  for (const auto& slot : slots_) read(slot.property);
}

std::uint32_t Asked::number_of(const EventPredicate& atom) {
  return place(atoms_, atom, [&](const auto& each) { return each == atom; });
}

std::uint32_t Asked::number_of(const std::string& property, bool numeric) {
  return place(slots_, Slot{property, numeric, {}},
               [&](const auto& each) { return each.property == property && each.numeric == numeric; });
}

void Asked::look_at(const CasePredicate& predicate, OfSegment& segment) {
  auto matters = [&](const EventPredicate& atom) { segment.decisive.push_back(number_of(atom)); };
  if (predicate.kind == CasePredicate::Kind::count) {
    matters(predicate.counted);
    if (predicate.after) matters(*predicate.after);
    segment.from_first |= predicate.within && !predicate.after;
  }
  if (predicate.kind == CasePredicate::Kind::measure) {
    const auto& measure = predicate.measure;
    if (measure.property.empty())
      matters(measure.where);
    else
      slots_[number_of(measure.property, is_numeric(measure.aggregate))].where.push_back(number_of(measure.where));
  }
  for (const auto& step : predicate.steps) {
    matters(step.on);
    if (step.without) matters(*step.without);
  }
  for (const auto& child : predicate.children) look_at(child, segment);
}

SegmentSet Asked::asking(const Bits& bits) const {
  SegmentSet set = 0;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto& segment = segments_[i];
    bool asks = segment.from_first;
    for (std::size_t word = 0; word < bits.size(); ++word) asks |= (bits[word] & segment.looks_at[word]) != 0;
    if (asks) set |= set_of(i);
  }
  return set;
}

const Asked::OfType& Asked::of_type(std::string_view type) {
  auto found = types_.find(type);
  if (found != types_.end()) return found->second;
  OfType of;
  of.certain.resize(words());
  std::vector<bool> may_hold(atoms_.size());
  for (std::uint32_t atom = 0; atom < atoms_.size(); ++atom) {
    auto rest = given(atoms_[atom], type);
    may_hold[atom] = !is_never(rest);
    if (rest.always())
      put(of.certain, atom);
    else if (may_hold[atom])
      of.open.push_back({atom, std::move(rest)});
  }
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const auto& where = slots_[slot].where;
    if (std::any_of(where.begin(), where.end(), [&](auto atom) { return may_hold[atom]; })) of.slots.push_back(slot);
  }
  return types_.emplace(type, std::move(of)).first->second;
}

bool Asked::ask(const EventView& event, Facts& facts) {
  const auto& known = of_type(event.type());
  facts.bits = known.certain;
  facts.values.clear();
  for (const auto& [atom, rest] : known.open)
    if (matches(rest, event)) put(facts.bits, atom);
  for (auto number : known.slots) {
    const auto& slot = slots_[number];
    auto holds = [&](std::uint32_t atom) { return has(facts.bits.data(), atom); };
    if (std::none_of(slot.where.begin(), slot.where.end(), holds)) continue;
    auto value = event.property(slot.property);
    if (!value || (slot.numeric && !value->number)) continue;
    put(facts.bits, first_slot_bit_ + number);
    facts.values.push_back(*std::move(value));
  }
  facts.segments = asking(facts.bits);
  return facts.segments != 0;
}

}  // namespace cairn::profile
