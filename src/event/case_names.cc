#include "event/case_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn {
namespace {

constexpr int most_nested_names = 32;
constexpr const char* defined_where = "cairn segment, or the setting 'profile' of the workspace, defines segments";

class Resolver {
 public:
  Resolver(const CaseNames& names, const std::string& where) : names_(names), where_(where) {}

  Result<CasePredicate> of(const CasePredicate& predicate, Unknown unknown, int depth) const {
    if (predicate.kind == CasePredicate::Kind::segment) return segment(predicate.name, depth);
    CasePredicate whole = predicate;
    whole.unknown = std::max(predicate.unknown, unknown);
    if (predicate.kind == CasePredicate::Kind::trait) {
      auto [measure, allowed] = meaning_of(predicate.name, names_);
      whole.kind = CasePredicate::Kind::measure;
      whole.measure = std::move(measure);
      whole.unknown = std::max(allowed, unknown);
      whole.name.clear();
    }
    for (auto& child : whole.children) {
      CAIRN_TRY(auto part, of(child, unknown, depth));
      child = std::move(part);
    }
    return whole;
  }

 private:
  Result<CasePredicate> segment(const std::string& name, int depth) const {
    auto found = names_.segments.find(name);
    if (found == names_.segments.end()) {
      std::vector<std::string> known;
      for (const auto& [each, definition] : names_.segments) known.push_back(each);
      return Error{ErrorCode::not_found, fmt::format("no segment is named '{}'", name), where_,
                   known.empty() ? defined_where : suggest(name, known)};
    }
    if (depth > most_nested_names)
      return Error{ErrorCode::invalid, fmt::format("the segment '{}' is defined by itself", name), where_,
                   defined_where};
    return of(found->second, Unknown::allowed, depth + 1);
  }

  const CaseNames& names_;
  const std::string& where_;
};

}  // namespace

const std::vector<std::string>& stating_events() {
  static const std::vector<std::string> events{"identify", "profile_stated", "profile_set"};
  return events;
}

bool only_states(std::string_view event_type) {
  const auto& stating = stating_events();
  return event_type == "tag_added" || event_type == "tag_removed" ||
         std::find(stating.begin(), stating.end(), event_type) != stating.end();
}

TraitMeaning meaning_of(const std::string& trait, const CaseNames& names) {
  if (auto computed = names.traits.find(trait); computed != names.traits.end())
    return {computed->second, Unknown::allowed};
  Measure stated;
  stated.aggregate = Measure::Aggregate::last;
  stated.property = trait;
  stated.where.kind = EventPredicate::Kind::event;
  stated.where.events = stating_events();
  return {std::move(stated), Unknown::events_allowed};
}

Result<CasePredicate> resolved(const CasePredicate& predicate, const CaseNames& names, const std::string& where) {
  return Resolver(names, where).of(predicate, Unknown::refused, 0);
}

}  // namespace cairn
