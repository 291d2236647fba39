// The customers behind a number of a map, with what they have bought so far.
#pragma once

#include "map/observed.h"
#include "map/witness.h"

namespace cairn::map {

struct Person {
  journey::CustomerId id;
  std::uint64_t times = 0;  ///< how often they count in the number
  Time at;                  ///< the last time
  double value = 0;         ///< all that is recorded as bought until the end of the period, in `currency`
  std::string currency;     ///< in which they bought most often
};
struct People {
  std::vector<Person> list;  ///< the page, latest first
  std::uint64_t total = 0, times = 0;
};

Result<People> people(const journey::Index& index, const std::vector<Witnesses::Case>& behind,
                      const LeftOutOfMap& left_out, std::size_t offset, std::size_t most);
Json to_json(const People& people);

}  // namespace cairn::map
