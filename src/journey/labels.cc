#include "journey/labels.h"

#include <algorithm>

namespace cairn::journey {

Labels::Labels(FilterSet& predicates, const std::vector<Relabelling::Rule>& rules) {
  for (const auto& rule : rules) rules_.push_back({predicates.add(rule.on), static_cast<std::uint16_t>(rule.symbol)});
}

std::vector<std::uint16_t> Labels::on(const RowClasses& classes) const {
  std::vector<std::uint16_t> of_class(classes.classes(), none), labels(classes.of_rows().size());
  for (std::uint32_t c = 0; c < of_class.size(); ++c) {
    auto first = std::find_if(rules_.begin(), rules_.end(),
                              [&](const Rule& rule) { return classes.class_holds(c, rule.predicate); });
    if (first != rules_.end()) of_class[c] = first->label;
  }
  classes.of_rows().visit([&](auto of_rows) {
    for (std::size_t row = 0; row < labels.size(); ++row) labels[row] = of_class[of_rows[row]];
  });
  return labels;
}

}  // namespace cairn::journey
