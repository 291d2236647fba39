// The rows of a view that matter to a funnel: those that are a step or an exclusion, and where every row matters
// (strict), all of them. A walk visits set bits only.
//
//   row      0  1  2  3  4  5  6  7
//   symbol   z  a  z  b  x  z  z  c        steps a b c, x excluded between 2 and 3
//   bits     ·  1  ·  1  1  ·  ·  1
//   steps       1     2           4        bit k-1: is step k
//   barred               2                 bit k-1: spoils who has come to step k
#pragma once

#include <bit>
#include <span>
#include <vector>

#include "journey/funnel_spec.h"
#include "journey/step_bits.h"

namespace cairn::journey {

struct FunnelRows {
  Bits bits;
  std::vector<Matches> steps;   ///< per row of the view; empty: by_symbol says it
  std::vector<Matches> barred;  ///< per row of the view; empty: nothing is excluded
  const std::vector<Matches>* by_symbol = nullptr;

  static Result<FunnelRows> make(const Asked& asked, const FunnelSpec& spec, const CaseView& view);
  Matches at(const CaseView& view, std::size_t i) const {
    return steps.empty() ? (*by_symbol)[view.symbol(i)] : steps[i];
  }
};

/// The set bits of [begin, end), one after the other; `end` when there are no more.
class SetBits {
 public:
  SetBits(const Bits& bits, std::size_t begin, std::size_t end) : bits_(bits), end_(end), word_(begin / 64) {
    rest_ = begin < end ? bits[word_] & ~std::uint64_t{0} << (begin % 64) : 0;
  }
  std::size_t next() {
    while (rest_ == 0) {
      if ((word_ + 1) * 64 >= end_) return end_;
      rest_ = bits_[++word_];
    }
    std::size_t at = word_ * 64 + static_cast<std::size_t>(std::countr_zero(rest_));
    rest_ &= rest_ - 1;
    return std::min(at, end_);
  }

 private:
  const Bits& bits_;
  std::size_t end_, word_;
  std::uint64_t rest_;
};

/// What happened at one instant of a case, as far as it matters.
struct FunnelInstant {
  std::int64_t at = 0;
  std::vector<Matches> events;  ///< those that are a step
  Matches barred = 0;           ///< of those that are none
  bool alike = true;            ///< all events of the instant match the same steps
  bool begins = true;           ///< a run may begin here (unordered, limited to one value for its first step)
};

/// Which rows a walk may use: all of them, those of one value of `by`, or those of one value for one step or for the
/// beginning of a run.
struct FunnelLimit {
  enum class Of { nothing, rows, step, beginning } of = Of::nothing;
  std::uint32_t group = 0;
  Matches step = 0;                                ///< bit of the step that is limited
  std::span<const std::uint32_t> row_groups = {};  ///< per row of the bucket

  bool allows(const CaseView& view, std::size_t i) const {
    return of == Of::nothing || row_groups[view.bucket_row(i)] == group;
  }
};

/// Calls `each(instant)` for one instant of a case after the other, until it returns false.
template <class Each>
void each_instant(const CaseView& view, const FunnelRows& rows, std::size_t c, const FunnelLimit& limit,
                  const Each& each) {
  std::size_t end = view.offsets[c + 1];
  SetBits set(rows.bits, view.offsets[c], end);
  FunnelInstant instant;
  for (std::size_t i = set.next(); i < end;) {
    instant.at = view.ms(i);
    instant.events.clear();
    instant.barred = 0;
    instant.alike = true;
    instant.begins = limit.of != FunnelLimit::Of::beginning;
    Matches first = 0;
    bool any = false;
    for (; i < end && view.ms(i) == instant.at; i = set.next()) {
      if (limit.of == FunnelLimit::Of::rows && !limit.allows(view, i)) continue;
      Matches steps = rows.at(view, i);
      if (limit.of == FunnelLimit::Of::step && !limit.allows(view, i)) steps &= ~limit.step;
      if (steps != 0 && limit.of == FunnelLimit::Of::beginning) instant.begins |= limit.allows(view, i);
      if (steps != 0)
        instant.events.push_back(steps);
      else if (!rows.barred.empty())
        instant.barred |= rows.barred[i];
      instant.alike &= !any || steps == first;
      first = steps;
      any = true;
    }
    if (any && !each(instant)) return;
  }
}

}  // namespace cairn::journey
