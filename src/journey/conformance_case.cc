#include "journey/conformance_case.h"

#include <algorithm>
#include <limits>

namespace cairn::journey {

Judge::Judge(const Asked& asked, const Design& design, const CaseView& view, Aligner& aligner)
    : asked_(&asked), design_(&design), view_(&view), aligner_(&aligner) {}

Result<Judge> Judge::make(const Asked& asked, const Design& design, const CaseView& view, Aligner& aligner) {
  Judge judge(asked, design, view, aligner);
  judge.complete_ = asked.question.value("complete", false);
  if (asked.question.contains("window")) {
    CAIRN_TRY(auto window, parse_duration(asked.question["window"].get<std::string>(), "question.window"));
    if (window.ms < 0) return Error{ErrorCode::invalid, "a window cannot be negative", "question.window", ""};
    judge.window_ms_ = window.ms;
  }
  judge.shortest_ = static_cast<std::uint32_t>(design.states.shortest());
  CAIRN_TRY(judge.labels_, design.labels(view));
  judge.failed_.resize(design.elements.size());
  for (std::size_t e = 0; e < design.elements.size(); ++e)
    for (const auto& filter : design.elements[e].failed) {
      CAIRN_TRY(auto mask, filter.mask(*view.bucket));
      judge.failed_[e].push_back(std::move(mask));
    }
  return judge;
}

bool Judge::open(std::size_t c) const {
  return !complete_ && asked_->plan.open_case(*view_, c) &&
         (!window_ms_ || view_->ms(view_->offsets[c]) + *window_ms_ >= asked_->plan.horizon_ms());
}

const Judgement& Judge::of_case(std::size_t c) {
  std::size_t begin = view_->offsets[c], end = view_->offsets[c + 1];
  trace_.clear();
  rows_.clear();
  for (std::size_t i = begin; i < end; ++i)
    if (labels_[i] < design_->elements.size()) {
      trace_.push_back(static_cast<std::uint16_t>(labels_[i]));
      rows_.push_back(i);
    }
  judgement_.elements.assign(design_->elements.size(), ElementFate());
  judgement_.promised.clear();
  judgement_.detours.clear();
  judgement_.verdict = Verdict::not_aligned;
  bool may_go_on = open(c);
  const Alignment& alignment = aligner_->of(trace_, may_go_on);
  if (!alignment.aligned) return judgement_;
  auto events = static_cast<std::uint32_t>(end - begin);
  // What is no element of the design is ad hoc in any alignment.
  judgement_.cost = alignment.cost + events - static_cast<std::uint32_t>(trace_.size());
  judgement_.size = events + (may_go_on ? alignment.length : shortest_);
  judgement_.verdict = judgement_.cost > 0 ? Verdict::deviating
                       : alignment.at_end  ? Verdict::fit
                                           : Verdict::in_progress;
  count_moves(alignment);
  follow_matches(alignment, begin);
  for (std::size_t e = 0; e < failed_.size(); ++e)
    for (const auto& mask : failed_[e])
      for (std::size_t i = begin; i < end; ++i)
        if (mask[view_->bucket_row(i)]) judgement_.elements[e].failed = true, ++judgement_.elements[e].failures;
  return judgement_;
}

void Judge::count_moves(const Alignment& alignment) {
  auto& fates = judgement_.elements;
  for (std::size_t k = 0; k < trace_.size(); ++k)
    ++(alignment.leaves[k] == Alignment::ad_hoc ? fates[trace_[k]].ad_hoc : fates[trace_[k]].reached);
  for (auto leaf : alignment.missing) ++fates[design_->leaves[leaf].element].missing;
  for (auto& fate : fates) {
    fate.out_of_order = std::min(fate.missing, fate.ad_hoc);
    fate.missing -= fate.out_of_order;
    fate.ad_hoc -= fate.out_of_order;
  }
}

void Judge::follow_matches(const Alignment& alignment, std::size_t begin) {
  met_.assign(design_->elements.size(), std::nullopt);
  std::optional<std::size_t> before;
  for (std::size_t k = 0; k < trace_.size(); ++k) {
    if (alignment.leaves[k] == Alignment::ad_hoc) continue;
    std::size_t row = rows_[k];
    check_promises(design_->leaves[alignment.leaves[k]], view_->ms(row), view_->ms(before.value_or(begin)),
                   view_->ms(begin));
    if (before && row - *before > 1) judgement_.detours.push_back({labels_[*before], labels_[row], *before + 1, row});
    met_[trace_[k]] = view_->ms(row);
    before = row;
  }
}

void Judge::check_promises(const Design::Leaf& leaf, std::int64_t now, std::int64_t before, std::int64_t start) {
  constexpr std::int64_t none = std::numeric_limits<std::int64_t>::min();
  std::int64_t latest = none;
  if (leaf.within_ms) latest = now - before - *leaf.within_ms;
  for (const auto& promise : design_->elements[leaf.element].promises) {
    auto since = promise.from ? met_[*promise.from] : std::optional(start);
    if (since) latest = std::max(latest, now - *since - promise.within_ms);
  }
  if (latest != none) judgement_.promised.push_back({leaf.element, latest});
}

DetourKey Judge::key_of(const Detour& detour) const {
  DetourKey key{detour.after, detour.before};
  for (std::size_t i = detour.begin; i < detour.end; ++i) {
    if (i > detour.begin && labels_[i] == labels_[i - 1]) continue;
    if (key.size() == 2 + shown_labels) {
      key.push_back(more_labels);
      break;
    }
    key.push_back(labels_[i]);
  }
  return key;
}

}  // namespace cairn::journey
