// Small random data and random questions over them, the same for the same seed.
#pragma once

#include "base/random.h"
#include "reference.h"

namespace cairn::reference {

struct Pair {
  std::vector<Event> events;  ///< in the order of arrival
  Json question;
  journey::Relabelling relabelling;
};

/// `kind` is one of the five; the data have ties, re-entries, customers with one event, alphabets of one to six types.
Pair random_pair(const std::string& kind, std::uint64_t seed);

/// Another question over the same data.
Pair random_pair_over(const std::string& kind, std::uint64_t data_seed, std::uint64_t question_seed);

/// A row of an answer as `at` for a question of kind customers; null for a question about everybody.
Json random_at(Random& random, const Json& question, const Json& answer);

}  // namespace cairn::reference
