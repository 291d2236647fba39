#include "journey/funnel_rows.h"

namespace cairn::journey {
namespace {

/// Leaves of a step's rows the first of each customer, at any time, of the events that `where` lets pass.
Result<void> keep_first_times(const Asked& asked, const FunnelSpec& spec, const CaseView& view,
                              std::vector<Matches>& steps) {
  if (spec.first_time == 0) return {};
  CAIRN_TRY(auto passes, asked.plan.passes_where(*view.bucket));
  for (int k = 1; k <= spec.count(); ++k) {
    if (!(spec.first_time >> (k - 1) & 1)) continue;
    CAIRN_TRY(auto found, spec.steps.on_bucket(asked, *view.bucket, static_cast<std::size_t>(k - 1)));
    for (std::size_t c = 0; c < view.bucket->customers(); ++c) {
      bool before = false;
      for (std::size_t row = view.bucket->offsets[c]; row < view.bucket->offsets[c + 1]; ++row) {
        found[row] &= passes[row] && !before;
        before |= found[row] != 0;
      }
    }
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (!found[view.bucket_row(i)]) steps[i] &= ~(Matches{1} << (k - 1));
  }
  return {};
}

Result<std::vector<Matches>> barred_rows(const FunnelSpec& spec, const CaseView& view) {
  CAIRN_TRY(auto barred, spec.exclusions->on(view));
  for (auto& word : barred) {
    Matches levels = 0;
    for (Matches rest = word; rest != 0; rest &= rest - 1)
      levels |= spec.barred[static_cast<std::size_t>(std::countr_zero(rest))];
    word = levels;
  }
  return barred;
}

}  // namespace

Result<FunnelRows> FunnelRows::make(const Asked& asked, const FunnelSpec& spec, const CaseView& view) {
  FunnelRows rows;
  rows.by_symbol = &spec.steps.by_symbol();
  bool every = spec.order == FunnelOrder::strict;
  if (spec.steps.by_symbol_only() && spec.first_time == 0 && !spec.exclusions && !every) {
    std::vector<std::uint8_t> wanted;
    for (auto matches : *rows.by_symbol) wanted.push_back(matches != 0);
    rows.bits = view.symbol16.empty() ? step_bits(view.symbol8, wanted) : step_bits(view.symbol16, wanted);
    return rows;
  }
  CAIRN_TRY(rows.steps, spec.steps.on(view));
  CAIRN_TRY_VOID(keep_first_times(asked, spec, view, rows.steps));
  if (spec.exclusions) {
    CAIRN_TRY(rows.barred, barred_rows(spec, view));
  }
  rows.bits.resize((rows.steps.size() + 63) / 64);
  for (std::size_t i = 0; i < rows.steps.size(); ++i) {
    bool matters = every || rows.steps[i] != 0 || (!rows.barred.empty() && rows.barred[i] != 0);
    rows.bits[i / 64] |= std::uint64_t{matters} << (i % 64);
  }
  return rows;
}

}  // namespace cairn::journey
