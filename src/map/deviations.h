// A map's design against what customers did: what was missing, ad hoc or out of order at each touchpoint, where they
// wandered, with how many customers, how much time and money. Each case is judged by the engine's own judge
// (journey/conformance_case.h), so these numbers are those of a question of kind conformance.
//
//   design   enter ─▶ try ─▶ pay          detour   enter · ASK · try      something else between two designed steps
//                                         loop     enter · try · ENTER · pay   back to what was passed already
//
// An event that only repeats a step at once (enter enter try) is ad hoc, and neither a detour nor a loop.
#pragma once

#include <string>
#include <vector>

#include "map/observed.h"
#include "map/witness.h"

namespace cairn::map {

/// In cases, of those that could be aligned; failed_events in events.
struct TouchpointDeviation {
  std::string id;
  std::uint64_t reached = 0, missing = 0, ad_hoc = 0, out_of_order = 0, failed = 0, failed_events = 0;
};

struct Wandering {
  std::string after, before;             ///< the designed steps around it
  std::vector<std::string> touchpoints;  ///< at most six, then "…"
  std::uint64_t cases = 0, customers = 0;
  double seconds_median = 0;  ///< from the one step to the other
  double amount = 0;          ///< bought in these cases, in Deviations::currency
};

struct LinkWalked {
  std::string from, to;
  std::uint64_t cases = 0;
  bool designed = false;  ///< a link of the map, or the design goes from the one to the other
};

struct Deviations {
  std::uint64_t cases = 0, fitting = 0, deviating = 0, in_progress = 0, not_aligned = 0;
  std::string currency;                          ///< in which most is bought
  std::vector<TouchpointDeviation> touchpoints;  ///< those of the design
  std::vector<Wandering> detours, loops;         ///< most customers first
  std::uint64_t detours_in_all = 0, loops_in_all = 0;
  std::vector<LinkWalked> links;  ///< most cases first; every pair that a case went
};

Result<Deviations> deviations(const journey::Index& index, const JourneyMap& map,
                              const journey::AskOptions& options = {}, const LeftOutOfMap& left_out = {},
                              std::size_t most = 20);
Json to_json(const Deviations& deviations);

/// The cases behind one of them.
struct DeviationWanted {
  std::string element;                                                     ///< a touchpoint …
  enum class What { missing, ad_hoc, out_of_order } what = What::missing;  ///< … and this of it
};
Result<std::vector<Witnesses::Case>> behind(const journey::Index& index, const JourneyMap& map,
                                            const DeviationWanted& wanted, const journey::AskOptions& options = {},
                                            const LeftOutOfMap& left_out = {});

}  // namespace cairn::map
