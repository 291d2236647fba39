#include "journey/case_filter.h"

#include <fmt/format.h>

namespace cairn::journey {

Result<CaseFilter::Compiled> CaseFilter::compile(const Index& index, const CasePredicate& predicate,
                                                 const std::string& where) {
  Compiled compiled;
  if (predicate.kind == CasePredicate::Kind::count) {
    CAIRN_TRY(auto counted, Filter::make(index, predicate.counted, where));
    compiled.counted.push_back(std::move(counted));
    if (predicate.after) {
      CAIRN_TRY(auto after, Filter::make(index, *predicate.after, where + ".after"));
      compiled.after.push_back(std::move(after));
    }
  }
  for (std::size_t i = 0; i < predicate.steps.size(); ++i) {
    const SequenceStep& step = predicate.steps[i];
    auto at = fmt::format("{}.sequence[{}]", where, i);
    CAIRN_TRY(auto on, Filter::make(index, step.on, at));
    compiled.steps.push_back(std::move(on));
    compiled.without.emplace_back();
    if (!step.without) continue;
    CAIRN_TRY(auto without, Filter::make(index, *step.without, at + ".without"));
    compiled.without.back().emplace(std::move(without));
  }
  for (const auto& child : predicate.children) {
    CAIRN_TRY(auto part, compile(index, child, where));
    compiled.children.push_back(std::move(part));
  }
  return compiled;
}

Result<CaseFilter> CaseFilter::make(const Index& index, const CasePredicate& predicate, std::int64_t horizon_ms,
                                    const std::string& where) {
  CAIRN_TRY(auto compiled, compile(index, predicate, where));
  return CaseFilter(predicate, std::move(compiled), horizon_ms);
}

Result<SequenceMasks> CaseFilter::sequence_masks(const Compiled& compiled, const Bucket& bucket) {
  SequenceMasks words;
  words.on.resize(bucket.rows());
  words.refused.resize(bucket.rows());
  auto set = [&](const Filter& filter, std::size_t step, std::vector<std::uint32_t>& into) -> Result<void> {
    CAIRN_TRY(auto mask, filter.mask(bucket));
    for (std::size_t i = 0; i < mask.size(); ++i) into[i] |= std::uint32_t{mask[i]} << step;
    return {};
  };
  for (std::size_t step = 0; step < compiled.steps.size(); ++step) {
    CAIRN_TRY_VOID(set(compiled.steps[step], step, words.on));
    if (compiled.without[step]) CAIRN_TRY_VOID(set(*compiled.without[step], step, words.refused));
  }
  return words;
}

Result<CaseFilter::OnBucket::Node> CaseFilter::masks(const CasePredicate& predicate, const Compiled& compiled,
                                                     const Bucket& bucket) {
  OnBucket::Node node;
  node.predicate = &predicate;
  if (!compiled.counted.empty()) {
    CAIRN_TRY(node.counted, compiled.counted.front().mask(bucket));
  }
  if (!compiled.after.empty()) {
    CAIRN_TRY(node.after, compiled.after.front().mask(bucket));
  }
  if (!compiled.steps.empty()) {
    CAIRN_TRY(node.sequence, sequence_masks(compiled, bucket));
  }
  for (std::size_t i = 0; i < predicate.children.size(); ++i) {
    CAIRN_TRY(auto child, masks(predicate.children[i], compiled.children[i], bucket));
    node.children.push_back(std::move(child));
  }
  return node;
}

Result<CaseFilter::OnBucket> CaseFilter::on(const Bucket& bucket) const {
  OnBucket on;
  on.bucket_ = &bucket;
  on.horizon_ms_ = horizon_ms_;
  CAIRN_TRY(on.root_, masks(predicate_, compiled_, bucket));
  return on;
}

}  // namespace cairn::journey
