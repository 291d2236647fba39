// Names in predicates, replaced by what a document says they stand for (event/case_names.h does the work).
//
//   segment(vip) and trait.city = 上海   ─▶   sum(amount) >= 1000 in last 90d and last(city of …) = 上海
#pragma once

#include "profile/document.h"

namespace cairn::profile {

/// The predicate without names; `where` names its place for errors.
Result<CasePredicate> resolve_names(const CasePredicate& predicate, const Document& document, const std::string& where);
/// What {"trait": NAME} stands for: a computed trait's measure, or the last value that was stated.
Measure measure_of_trait(const std::string& trait, const Document& document);

/// Segments that a predicate names itself, each once.
std::vector<std::string> segments_in(const CasePredicate& predicate);
std::vector<std::string> traits_in(const CasePredicate& predicate);

}  // namespace cairn::profile
