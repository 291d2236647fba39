// What a draft needs to know of its symbols: what comes first, what follows what, where cases begin and end.
#pragma once

#include "journey/histogram.h"
#include "journey/index.h"
#include "map/draft_symbols.h"
#include "map/order.h"

namespace cairn::map {

struct Flow {
  std::uint64_t cases = 0;
  std::vector<std::uint64_t> cases_of;   ///< per symbol
  std::vector<std::uint64_t> first_of;   ///< cases that begin with it
  std::vector<std::uint64_t> last_of;    ///< cases that end with it, symbols of `ends` aside
  std::vector<std::uint64_t> visits_of;  ///< runs of it
  Counts before;  ///< cases in which the first a is earlier (in time, not only in place) than the first b
  Counts steps;   ///< visits of a that are followed by one of b
};

/// `ends`: symbols that only record the end; they are no steps and never last.
Result<Flow> flow_of(const journey::Index& index, const journey::Relabelling& symbols, const journey::CaseRule& cases,
                     const std::vector<std::uint8_t>& ends, int threads);

/// How often customers reach a goal again. Goals less than an hour apart are one.
struct Repeats {
  std::uint64_t once = 0, again = 0;  ///< customers
  journey::Histogram between;         ///< ms from one goal to the next
};
Result<Repeats> repeats_of(const journey::Index& index, const journey::Relabelling& symbols,
                           const std::vector<std::uint8_t>& goal, int threads);

/// Where a case gets to from a symbol: ways.at(a, b) cases whose first symbol later in the order, after the first a, is
/// b; none[a] cases without one. `place` is the symbol's place in the order; symbols without one (SIZE_MAX) are passed
/// over.
struct Ways {
  Counts to;
  std::vector<std::uint64_t> none;
};
Result<Ways> ways_of(const journey::Index& index, const journey::Relabelling& symbols, const journey::CaseRule& cases,
                     const std::vector<std::size_t>& place, int threads);

}  // namespace cairn::map
