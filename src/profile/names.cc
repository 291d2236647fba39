#include "profile/names.h"

#include <algorithm>

namespace cairn::profile {
namespace {

void collect(const CasePredicate& predicate, CasePredicate::Kind kind, std::vector<std::string>& names) {
  bool is_new = std::find(names.begin(), names.end(), predicate.name) == names.end();
  if (predicate.kind == kind && is_new) names.push_back(predicate.name);
  for (const auto& child : predicate.children) collect(child, kind, names);
}

}  // namespace

Result<CasePredicate> resolve_names(const CasePredicate& predicate, const Document& document,
                                    const std::string& where) {
  return resolved(predicate, document.names(), where);
}

Measure measure_of_trait(const std::string& trait, const Document& document) {
  return meaning_of(trait, document.names()).measure;
}

std::vector<std::string> segments_in(const CasePredicate& predicate) {
  std::vector<std::string> names;
  collect(predicate, CasePredicate::Kind::segment, names);
  return names;
}

std::vector<std::string> traits_in(const CasePredicate& predicate) {
  std::vector<std::string> names;
  collect(predicate, CasePredicate::Kind::trait, names);
  return names;
}

}  // namespace cairn::profile
