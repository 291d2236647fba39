#include "map/rows.h"

#include <limits>

namespace cairn::map {

using journey::Filter;
using journey::Mask;

RowRules::RowRules(const journey::Index& index, const LeftOutOfMap& left_out) : narrowed_(left_out.only.narrows()) {
  if (left_out.events) left_out_ = Filter::lenient(index, EventPredicate::none_of(*left_out.events));
  if (!left_out.only.where.always()) where_ = Filter::lenient(index, left_out.only.where);
  if (left_out.before) from_ms_ = journey::index_ms(*left_out.before);
  if (left_out.from) to_ms_ = journey::index_ms(*left_out.from);
}

Result<void> RowRules::make(const journey::CaseView& view, Masks& masks) const {
  const journey::Bucket& bucket = *view.bucket;
  masks.known.assign(bucket.rows(), 1);
  if (left_out_) {
    CAIRN_TRY(masks.known, left_out_->mask(bucket));
  }
  constexpr auto always = std::numeric_limits<std::int64_t>::max();
  if (to_ms_) keep_between(bucket, -always, *to_ms_, masks.known);
  masks.rows = {masks.known, masks.known, masks.known, view.members, narrowed_};
  if (from_ms_) {
    masks.answers = masks.known;
    keep_between(bucket, *from_ms_, always, masks.answers);
    masks.rows.answers = masks.rows.steps = masks.answers;
  }
  if (where_) {
    CAIRN_TRY(masks.steps, where_->mask(bucket));
    std::uint8_t* steps = masks.steps.data();
    for (std::size_t row = 0; row < bucket.rows(); ++row) steps[row] &= masks.rows.answers[row];
    masks.rows.steps = masks.steps;
  }
  return {};
}

}  // namespace cairn::map
