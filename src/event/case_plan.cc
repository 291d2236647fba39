#include "event/case_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace cairn {

std::size_t CasePlan::atom_of(const EventPredicate& predicate, Unknown unknown, std::string where) {
  auto found = std::find_if(atoms_.begin(), atoms_.end(),
                            [&](const Atom& atom) { return atom.on == predicate && atom.unknown == unknown; });
  if (found == atoms_.end()) found = atoms_.insert(found, {predicate, unknown, std::move(where)});
  return static_cast<std::size_t>(found - atoms_.begin());
}

std::size_t CasePlan::slot_of(Slot slot) {
  auto found = std::find(slots_.begin(), slots_.end(), slot);
  if (found == slots_.end()) found = slots_.insert(found, std::move(slot));
  return static_cast<std::size_t>(found - slots_.begin());
}

CasePlan::Node CasePlan::node_of(const Measure& measure, Unknown unknown) {
  Node node;
  node.kind = CasePredicate::Kind::measure;
  node.aggregate = measure.aggregate;
  node.in_last = measure.in_last;
  node.counted = atom_of(measure.where, unknown);
  if (!measure.property.empty()) node.slot = slot_of({measure.property, is_numeric(measure.aggregate), unknown});
  return node;
}

Result<CasePlan::Node> CasePlan::node_of(const CasePredicate& predicate, const std::string& where) {
  using enum CasePredicate::Kind;
  if (predicate.kind == trait || predicate.kind == segment)
    return Error{
        ErrorCode::invalid,
        fmt::format("the {} '{}' is not known here", predicate.kind == trait ? "trait" : "segment", predicate.name),
        where, "cairn segment, or the setting 'profile' of a workspace, defines traits and segments"};
  Node node;
  if (predicate.kind == measure) {
    node = node_of(predicate.measure, predicate.unknown);
    node.comparator = predicate.comparator;
    node.values = predicate.values;
    return node;
  }
  node.kind = predicate.kind;
  for (const auto& child : predicate.children) {
    CAIRN_TRY(auto part, node_of(child, where));
    node.children.push_back(std::move(part));
  }
  node.steps = predicate.steps;
  for (std::size_t i = 0; i < predicate.steps.size(); ++i) {
    const auto& step = predicate.steps[i];
    const auto at = fmt::format(".sequence[{}]", i);
    node.on.push_back(atom_of(step.on, predicate.unknown, at));
    node.without.push_back(step.without ? atom_of(*step.without, predicate.unknown, at + ".without") : none);
  }
  if (std::count(node.without.begin(), node.without.end(), none) == std::ssize(node.without)) node.without.clear();
  if (predicate.kind != count) return node;
  node.comparator = predicate.comparator;
  node.times = predicate.times;
  node.within = predicate.within;
  node.in_last = predicate.in_last;
  node.before_last = predicate.before_last;
  node.in_any = predicate.in_any;
  node.counted = atom_of(predicate.counted, predicate.unknown);
  if (predicate.after) node.after = atom_of(*predicate.after, predicate.unknown, ".after");
  return node;
}

Result<CasePlan> CasePlan::make(const CasePredicate& predicate, const std::string& where) {
  CasePlan plan;
  CAIRN_TRY(plan.root_, plan.node_of(predicate, where));
  return plan;
}

CasePlan CasePlan::of(const Measure& measure, Unknown unknown) {
  CasePlan plan;
  plan.root_ = plan.node_of(measure, unknown);
  return plan;
}

bool CasePlan::compares_count(std::int64_t found, Comparator comparator, std::int64_t wanted) {
  switch (comparator) {
    case Comparator::equal:
      return found == wanted;
    case Comparator::not_equal:
      return found != wanted;
    case Comparator::less:
      return found < wanted;
    case Comparator::less_equal:
      return found <= wanted;
    case Comparator::greater:
      return found > wanted;
    default:
      return found >= wanted;
  }
}

}  // namespace cairn
