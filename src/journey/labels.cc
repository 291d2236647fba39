#include "journey/labels.h"

#include <algorithm>

namespace cairn::journey {
namespace {

using Form = EventPredicate::Kind;

/// Which types can match at all, and what is asked of them beside that.
struct Parted {
  std::vector<std::uint8_t> types;
  EventPredicate rest;
};

Parted part(const Index& index, const EventPredicate& predicate) {
  const auto& names = index.event_types();
  Parted parted{std::vector<std::uint8_t>(names.size(), 1), {}};
  auto narrow = [&](const EventPredicate& event) {
    for (std::size_t type = 0; type < names.size(); ++type)
      parted.types[type] &= static_cast<std::uint8_t>(
          std::find(event.events.begin(), event.events.end(), names[type]) != event.events.end());
  };
  if (predicate.kind == Form::event) {
    narrow(predicate);
  } else if (predicate.kind == Form::all) {
    for (const auto& child : predicate.children)
      child.kind == Form::event ? narrow(child) : parted.rest.children.push_back(child);
  } else {
    parted.rest = predicate;
  }
  return parted;
}

}  // namespace

Labels::Labels(const Index& index, const std::vector<Relabelling::Rule>& rules) : of_type_(index.event_types().size()) {
  for (const auto& rule : rules) add(index, rule.on, static_cast<std::uint16_t>(rule.symbol));
}

void Labels::add(const Index& index, const EventPredicate& predicate, std::uint16_t label) {
  if (predicate.kind == Form::any) {  // as many rules of one label
    for (const auto& child : predicate.children) add(index, child, label);
    return;
  }
  const Parted parted = part(index, predicate);
  const std::int32_t rest = parted.rest.always() ? -1 : rest_of(index, parted.rest);
  for (std::size_t type = 0; type < of_type_.size(); ++type)
    if (parted.types[type]) of_type_[type].push_back({label, rest});
}

std::int32_t Labels::rest_of(const Index& index, const EventPredicate& predicate) {
  const auto known = std::find(asked_.begin(), asked_.end(), predicate);
  if (known != asked_.end()) return static_cast<std::int32_t>(known - asked_.begin());
  asked_.push_back(predicate);
  rests_.push_back(Filter::lenient(index, predicate));
  return static_cast<std::int32_t>(rests_.size() - 1);
}

Result<std::vector<std::uint16_t>> Labels::on(const Bucket& bucket) const {
  std::vector<Mask> masks;
  for (const auto& rest : rests_) {
    CAIRN_TRY(auto mask, rest.mask(bucket));
    masks.push_back(std::move(mask));
  }
  std::vector<std::uint16_t> labels(bucket.rows(), none);
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (const Rule& rule : of_type_[bucket.type(i)])
      if (rule.rest < 0 || masks[static_cast<std::size_t>(rule.rest)][i]) {
        labels[i] = rule.label;
        break;
      }
  return labels;
}

}  // namespace cairn::journey
