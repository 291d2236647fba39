// Which label each row of a bucket gets by the rules of a map: that of the first rule that holds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "journey/filter_set.h"
#include "journey/question.h"

namespace cairn::journey {

class Labels {
 public:
  static constexpr std::uint16_t none = 0xffff;

  Labels() = default;
  /// Names that the index does not know never match. The index must outlive it.
  Labels(const Index& index, const std::vector<Relabelling::Rule>& rules);
  /// One label a row, or `none`. Safe from several threads.
  Result<std::vector<std::uint16_t>> on(const Bucket& bucket) const;

 private:
  struct Rule {
    std::size_t predicate = 0;
    std::uint16_t label = 0;
  };
  std::optional<FilterSet> predicates_;
  std::vector<Rule> rules_;
};

}  // namespace cairn::journey
