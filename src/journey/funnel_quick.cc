#include "journey/funnel_quick.h"

namespace cairn::journey {

bool QuickWalk::can(const FunnelSpec& spec) {
  if (spec.order != FunnelOrder::ordered || spec.optional != 0 || spec.exclusions || spec.first_time != 0) return false;
  if (!spec.steps.by_symbol_only() || spec.steps.size() > most) return false;
  const auto& by_symbol = spec.steps.by_symbol();
  return std::all_of(by_symbol.begin(), by_symbol.end(), [](Matches word) { return (word & (word - 1)) == 0; });
}

QuickWalk::QuickWalk(const FunnelSpec& spec) : steps_(spec.count()), window_(std::min(spec.window_ms, -long_ago / 2)) {
  for (auto word : spec.steps.by_symbol()) step_of_.push_back(static_cast<std::uint8_t>(std::bit_width(word)));
}

bool QuickWalk::walk(const CaseView& view, const Bits& bits, std::size_t c, FunnelOutcome& outcome) {
  std::fill_n(entry_ + 1, steps_, long_ago);
  std::size_t begin = view.offsets[c], end = view.offsets[c + 1];
  if (taken_.size() < end - begin) taken_.resize(end - begin);
  SetBits rows(bits, begin, end);
  std::int64_t before = long_ago;
  std::size_t many = 0, best = 0;
  int reached = 0;
  for (std::size_t at; (at = rows.next()) < end;) {
    std::int64_t now = view.ms(at);
    if (now == before) return false;
    if (reached == steps_) break;
    before = now;
    auto k = step_of_[view.symbol(at)];
    entry_[0] = now;
    std::int64_t entry = entry_[k - 1];
    if (now - entry > window_ || entry <= entry_[k]) continue;
    entry_[k] = entry;
    taken_[many] = {now, last_[k - 1]};
    last_[k] = many++;
    if (k <= reached) continue;
    reached = k;
    best = last_[k];
  }
  outcome.reached = reached;
  outcome.taken = (Matches{1} << reached) - 1;
  outcome.youngest = entry_[1];
  for (int k = reached; k >= 1; --k, best = taken_[best].before)
    outcome.times[static_cast<std::size_t>(k)] = taken_[best].at;
  return true;
}

}  // namespace cairn::journey
