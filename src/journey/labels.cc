#include "journey/labels.h"

#include <algorithm>

namespace cairn::journey {

Labels::Labels(const Index& index, const std::vector<Relabelling::Rule>& rules) : predicates_(index) {
  for (const auto& rule : rules) rules_.push_back({predicates_->add(rule.on), static_cast<std::uint16_t>(rule.symbol)});
}

Result<std::vector<std::uint16_t>> Labels::on(const Bucket& bucket) const {
  CAIRN_TRY(auto classes, predicates_->on(bucket));
  std::vector<std::uint16_t> of_class(classes.classes(), none), labels(bucket.rows());
  for (std::uint32_t c = 0; c < of_class.size(); ++c) {
    auto first = std::find_if(rules_.begin(), rules_.end(),
                              [&](const Rule& rule) { return classes.class_holds(c, rule.predicate); });
    if (first != rules_.end()) of_class[c] = first->label;
  }
  for (std::size_t row = 0; row < labels.size(); ++row) labels[row] = of_class[classes.class_of(row)];
  return labels;
}

}  // namespace cairn::journey
