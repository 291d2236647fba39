// Names of traits and segments in predicates, and what they stand for. Whoever keeps the definitions makes one of these
// (src/profile); questions and whoever keeps customers up to date replace the names by it.
//
//   segment(vip) and trait.city = Shanghai
//        ╰─ sum(amount of paid) >= 1000       ╰─ last(city of event in (identify, profile_stated)) = Shanghai
#pragma once

#include <map>
#include <string>
#include <vector>

#include "event/predicate.h"

namespace cairn {

struct CaseNames {
  std::map<std::string, CasePredicate, std::less<>> segments;  ///< may use further names; no cycles
  std::map<std::string, Measure, std::less<>> traits;          ///< computed ones; any other is a stated property
};

/// Events that only state what somebody is; a trait that is not computed is the last value that one of them states.
const std::vector<std::string>& stating_events();
/// These, and those that put a tag on a customer or take it off: no steps of a journey.
bool only_states(std::string_view event_type);

/// What a trait stands for, with how its unknown names are taken.
struct TraitMeaning {
  Measure measure;
  Unknown unknown;
};
TraitMeaning meaning_of(const std::string& trait, const CaseNames& names);

/// The predicate without names. An unknown segment is an error with near misses.
Result<CasePredicate> resolved(const CasePredicate& predicate, const CaseNames& names, const std::string& where);

}  // namespace cairn
