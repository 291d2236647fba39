#include "map/draft_rows.h"

#include <algorithm>

#include "base/text.h"
#include "collect/orders.h"
#include "journey/cases.h"
#include "journey/filter.h"

namespace cairn::map {
namespace {

/// The share of the events of one kind that have the property.
Result<double> filled(const journey::Index& index, const EventPredicate& kind, const std::string& name) {
  auto filter = journey::Filter::lenient(index, kind);
  double rows = 0, present = 0;
  for (const journey::Bucket& bucket : index.buckets()) {
    CAIRN_TRY(auto mask, filter.mask(bucket));
    CAIRN_TRY(auto column, index.columns().load(bucket.number, name, journey::ColumnForm::codes));
    for (std::size_t row = 0; row < bucket.rows(); ++row) {
      rows += mask[row];
      present += mask[row] && column->codes[row] > 0;
    }
  }
  return rows > 0 ? present / rows : 0;
}

}  // namespace

Result<void> over_touchpoints(const journey::Index& index, const JourneyMap& map, const EachTouched& each) {
  auto relabelling = relabel(map, "touchpoint");
  journey::AskOptions options;
  options.relabelling = &relabelling;
  journey::Scope scope;
  scope.level = "touchpoint";
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, options));
  for (const journey::Bucket& bucket : index.buckets()) {
    CAIRN_TRY(auto touchpoints, plan.row_symbols(bucket));
    CAIRN_TRY_VOID(each(bucket, touchpoints));
  }
  return {};
}

bool mentions(const std::string& text, const std::vector<std::string_view>& words) {
  std::string low = to_lower(text);
  return std::any_of(words.begin(), words.end(), [&](auto word) { return low.find(word) != std::string::npos; });
}

Result<std::string> property_of_all(const journey::Index& index, const std::vector<EventPredicate>& kinds, double share,
                                    const std::function<bool(const std::string& name)>& named) {
  for (const auto& name : index.columns().names()) {
    bool all = named(name);
    for (std::size_t i = 0; i < kinds.size() && all; ++i) {
      CAIRN_TRY(double present, filled(index, kinds[i], name));
      all = present >= share;
    }
    if (all) return name;
  }
  return std::string();
}

Result<std::string> number_of_all(const journey::Index& index, const std::vector<EventPredicate>& kinds) {
  return property_of_all(index, kinds, 0.8,
                         [](const std::string& name) { return collect::is_order_number_name(name); });
}

}  // namespace cairn::map
