// Which label each row of a bucket gets by the rules of a map: that of the first rule that holds.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "journey/filter_set.h"
#include "journey/question.h"

namespace cairn::journey {

class Labels {
 public:
  static constexpr std::uint16_t none = 0xffff;

  Labels() = default;
  /// The rules become predicates of the set, which must outlive it.
  Labels(FilterSet& predicates, const std::vector<Relabelling::Rule>& rules);
  /// One label a row, or `none`; of the set's classes in a bucket. Safe from several threads.
  std::vector<std::uint16_t> on(const RowClasses& classes) const;

 private:
  struct Rule {
    std::size_t predicate = 0;
    std::uint16_t label = 0;
  };
  std::vector<Rule> rules_;
};

}  // namespace cairn::journey
