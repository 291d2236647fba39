#include "profile/life.h"

#include <cmath>

#include "journey/event_view.h"

namespace cairn::profile {
namespace {

/// A text that reads as a number is one.
std::optional<Literal> with_number(std::optional<Literal> value) {
  if (!value || value->number) return value;
  value->number = as_number(value->text);
  return value;
}

}  // namespace

Life::Life(std::span<const CustomerEvent> events, const CasePlan& plan) : rows_(events.size()) {
  for (const auto& event : events) ms_.push_back(ms_of(event.time));
  for (const auto& atom : plan.atoms()) {
    auto& is = atoms_.emplace_back();
    for (const auto& event : events) is.push_back(matches(atom.on, journey::CustomerEventView(event)));
  }
  for (const auto& slot : plan.slots()) {
    auto& values = slots_.emplace_back();
    for (const auto& event : events)
      values.push_back(with_number(journey::CustomerEventView(event).property(slot.property)));
  }
}

double Life::number(std::size_t slot, std::size_t row) const {
  const auto& value = slots_[slot][row];
  return value && value->number ? *value->number : std::nan("");
}

std::string_view Life::text(std::size_t slot, std::size_t row) const {
  const auto& value = slots_[slot][row];
  return value ? std::string_view(value->text) : std::string_view();
}

}  // namespace cairn::profile
