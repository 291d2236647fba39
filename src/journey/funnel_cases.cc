#include "journey/funnel_cases.h"

#include <algorithm>

namespace cairn::journey {

FunnelCases::FunnelCases(const Asked& asked, const FunnelSpec& spec, const CaseView& view, FunnelRows rows)
    : asked_(&asked),
      spec_(&spec),
      view_(&view),
      rows_(std::move(rows)),
      goal_(spec.goal()),
      plain_(spec.order == FunnelOrder::ordered && spec.optional == 0 && !spec.exclusions),
      ordered_(spec.count(), spec.window_ms),
      attempts_(spec),
      unordered_(spec) {
  if (QuickWalk::can(spec)) quick_.emplace(spec);
}

Result<FunnelCases> FunnelCases::make(const Asked& asked, const FunnelSpec& spec, const CaseView& view) {
  CAIRN_TRY(auto rows, FunnelRows::make(asked, spec, view));
  FunnelCases cases(asked, spec, view, std::move(rows));
  if (asked.grouped()) {
    CAIRN_TRY(cases.row_groups_, asked.plan.row_groups(*view.bucket));
  }
  return cases;
}

const FunnelOutcome& FunnelCases::walk_ordered(std::size_t c) {
  if (quick_ && quick_->walk(*view_, rows_.bits, c, quick_outcome_)) return quick_outcome_;
  ordered_.restart();
  std::size_t end = view_->offsets[c + 1];
  SetBits rows(rows_.bits, view_->offsets[c], end);
  std::size_t at = rows.next();
  std::int64_t now = at < end ? view_->ms(at) : 0;
  while (at < end) {
    std::size_t next = rows.next();
    std::int64_t later = next < end ? view_->ms(next) : 0;
    if (next == end || later != now) {
      ordered_.event(now, rows_.at(*view_, at));
    } else {
      instant_.assign(1, rows_.at(*view_, at));
      do {
        instant_.push_back(rows_.at(*view_, next));
        next = rows.next();
        later = next < end ? view_->ms(next) : 0;
      } while (next < end && later == now);
      ordered_.instant(now, instant_);
    }
    if (ordered_.converted()) break;
    at = next;
    now = later;
  }
  return ordered_.finish();
}

const FunnelOutcome& FunnelCases::walk(std::size_t c, const FunnelLimit& limit) {
  if (plain_ && limit.of == FunnelLimit::Of::nothing) return walk_ordered(c);
  if (spec_->order == FunnelOrder::unordered) {
    unordered_.restart();
    each_instant(*view_, rows_, c, limit, [&](const FunnelInstant& instant) { return unordered_.instant(instant); });
    return unordered_.finish();
  }
  attempts_.restart();
  each_instant(*view_, rows_, c, limit, [&](const FunnelInstant& instant) { return attempts_.instant(instant); });
  return attempts_.finish();
}

bool FunnelCases::in_progress(std::size_t c, const FunnelOutcome& outcome) const {
  if (outcome.excluded || outcome.reached == 0 || outcome.reached >= goal_) return false;
  if (outcome.youngest == FunnelOutcome::none) return false;
  bool in_time =
      spec_->window_ms == FunnelSpec::unlimited || outcome.youngest + spec_->window_ms >= asked_->plan.horizon_ms();
  return in_time && asked_->plan.open_case(*view_, c);
}

std::uint32_t FunnelCases::group_of(std::size_t c) const {
  std::size_t end = view_->offsets[c + 1];
  SetBits rows(rows_.bits, view_->offsets[c], end);
  std::uint32_t found = 0;
  for (std::size_t at; (at = rows.next()) < end;) {
    auto group = rows_.at(*view_, at) != 0 ? row_groups_[view_->bucket_row(at)] : 0;
    if (group == 0) continue;
    if (spec_->attribution == Attribution::first) return group;
    found = group;
  }
  return found;
}

/// The values of the events that are one of `steps`, each once, in order of their numbers.
std::vector<std::uint32_t> FunnelCases::values_of(std::size_t c, Matches steps) const {
  std::size_t end = view_->offsets[c + 1];
  SetBits rows(rows_.bits, view_->offsets[c], end);
  std::vector<std::uint32_t> values;
  for (std::size_t at; (at = rows.next()) < end;)
    if (rows_.at(*view_, at) & steps) values.push_back(row_groups_[view_->bucket_row(at)]);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::vector<std::pair<std::uint32_t, FunnelOutcome>> FunnelCases::groups_of(std::size_t c) {
  std::vector<std::pair<std::uint32_t, FunnelOutcome>> groups;
  bool all = spec_->attribution == Attribution::all, unordered = spec_->order == FunnelOrder::unordered;
  int step = spec_->attribution_step;
  FunnelLimit limit;
  limit.of = all ? FunnelLimit::Of::rows : unordered ? FunnelLimit::Of::beginning : FunnelLimit::Of::step;
  limit.step = all || unordered ? ~Matches{0} : Matches{1} << (step - 1);
  limit.row_groups = row_groups_;
  for (auto value : values_of(c, limit.step)) {
    limit.group = value;
    const auto& outcome = walk(c, limit);
    if (all || (!outcome.excluded && outcome.took(step))) groups.emplace_back(value, outcome);
  }
  if (groups.empty()) groups.emplace_back(0, walk(c, {}));
  return groups;
}

}  // namespace cairn::journey
