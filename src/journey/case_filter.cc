#include "journey/case_filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn::journey {

Result<SlotValues> SlotValues::load(ColumnSource& columns, int bucket, const CasePlan::Slot& slot) {
  SlotValues values;
  if (slot.numeric) {
    CAIRN_TRY(values.column_, columns.load(bucket, slot.property, ColumnForm::numbers));
    if (values.column_->numeric) return values;
  }
  CAIRN_TRY(values.column_, columns.load(bucket, slot.property, ColumnForm::codes));
  if (!slot.numeric) return values;
  values.of_code_.push_back(std::nan(""));
  for (auto text : values.column_->dictionary) values.of_code_.push_back(as_number(text).value_or(std::nan("")));
  return values;
}

Result<CaseFilter> CaseFilter::make(const Index& index, const CasePredicate& predicate, std::int64_t horizon_ms,
                                    const std::string& where) {
  CAIRN_TRY(auto plan, CasePlan::make(predicate, where));
  return make(index, std::move(plan), horizon_ms, where);
}

Result<CaseFilter> CaseFilter::make(const Index& index, CasePlan plan, std::int64_t horizon_ms,
                                    const std::string& where) {
  CaseFilter filter(index, std::move(plan), horizon_ms);
  for (const auto& [on, unknown, place] : filter.plan_.atoms()) {
    if (unknown == Unknown::allowed) {
      filter.atoms_.push_back(Filter::lenient(index, on));
      continue;
    }
    CAIRN_TRY(auto atom, Filter::make(index, on, where + place, unknown == Unknown::events_allowed));
    filter.atoms_.push_back(std::move(atom));
  }
  for (const auto& [property, numeric, unknown] : filter.plan_.slots()) {
    const auto known = index.columns().names();
    const bool has = std::find(known.begin(), known.end(), property) != known.end();
    if (!has && unknown != Unknown::allowed)
      return Error{ErrorCode::not_found, fmt::format("no property is named '{}'", property), where,
                   suggest(property, known)};
    filter.has_slot_.push_back(has);
  }
  return filter;
}

Result<CaseFilter::OnBucket> CaseFilter::on(const Bucket& bucket) const {
  OnBucket on;
  on.filter_ = this;
  on.bucket_ = &bucket;
  for (const auto& atom : atoms_) {
    CAIRN_TRY(auto mask, atom.mask(bucket));
    on.masks_.push_back(std::move(mask));
  }
  for (std::size_t slot = 0; slot < has_slot_.size(); ++slot) {
    on.slots_.emplace_back();
    if (has_slot_[slot]) {
      CAIRN_TRY(on.slots_.back(), SlotValues::load(index_->columns(), bucket.number, plan_.slots()[slot]));
    }
  }
  return on;
}

}  // namespace cairn::journey
