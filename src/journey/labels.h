// Which label each row of a bucket gets by the rules of a map: that of the first rule that holds.
//
//   event = paid and channel = web     nearly every rule asks for an event type first, so rules are found by type …
//                    └────┬────┘       … and what they ask beside it is evaluated once, however many rules ask the same
#pragma once

#include <cstdint>
#include <vector>

#include "journey/filter.h"
#include "journey/question.h"

namespace cairn::journey {

class Labels {
 public:
  static constexpr std::uint16_t none = 0xffff;

  Labels() = default;
  /// Names that the index does not know never match (Filter::lenient). The index must outlive it.
  Labels(const Index& index, const std::vector<Relabelling::Rule>& rules);
  /// One label a row, or `none`. Safe from several threads.
  Result<std::vector<std::uint16_t>> on(const Bucket& bucket) const;

 private:
  struct Rule {
    std::uint16_t label = 0;
    std::int32_t rest = -1;  ///< what it asks beside the type; -1: nothing
  };
  void add(const Index& index, const EventPredicate& predicate, std::uint16_t label);
  std::int32_t rest_of(const Index& index, const EventPredicate& predicate);

  std::vector<EventPredicate> asked_;  ///< the different rests …
  std::vector<Filter> rests_;          ///< … compiled
  std::vector<std::vector<Rule>> of_type_;
};

}  // namespace cairn::journey
