// Promises as customers lived them: each is followed from its making to its answer (promise_lives.h), over the
// customer's whole life, and counted.
#pragma once

#include <vector>

#include "journey/cases.h"
#include "journey/filter_set.h"
#include "map/document.h"
#include "map/observed.h"
#include "map/rows.h"

namespace cairn::map {

struct PromiseRules {
  struct Rule {
    std::size_t touchpoint;
    const Promise* promise;
    journey::PredicateNumber made, asked, kept, broken;
  };
  const JourneyMap& map;
  const journey::Index& index;
  std::vector<Rule> rules;
  std::int64_t last_ms = 0;  ///< since 1930: the end of what is known

  PromiseRules(const journey::Index& of, const JourneyMap& by, std::int64_t horizon_ms, journey::FilterSet& predicates);
};

class PromiseCounts {
 public:
  explicit PromiseCounts(const PromiseRules& rules);
  Result<void> add(const PromiseRules& rules, const journey::Bucket& bucket, const CountedRows& rows,
                   const journey::RowClasses& classes);
  void merge(const PromiseCounts& other);
  std::vector<PromiseObserved> finish() const;

 private:
  std::vector<PromiseObserved> promises_;
};

}  // namespace cairn::map
