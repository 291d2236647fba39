#include "journey/conformance_count.h"

namespace cairn::journey {
namespace {

void count_others(const Design& design, const Judge& judge, const CaseView& view, std::size_t c, std::uint64_t number,
                  ConformanceGroup& group) {
  for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
    if (judge.label(i) < design.elements.size()) continue;
    auto& other = at_group(group.others, judge.label(i) - design.elements.size());
    ++other.events;
    if (other.last_case != number) ++other.cases;
    other.last_case = number;
  }
}

void count_detours(const Judge& judge, const Judgement& judgement, const ConformanceCount& partial,
                   ConformanceGroup& group) {
  for (const auto& detour : judgement.detours) {
    auto& count = group.detours[judge.key_of(detour)];
    count.times.add(static_cast<std::uint64_t>(judge.time_of(detour)));
    if (count.last_case != partial.case_number) ++count.cases;
    if (count.last_customer != partial.customer_number) ++count.customers;
    count.last_case = partial.case_number;
    count.last_customer = partial.customer_number;
  }
}

}  // namespace

Result<void> count_conformance(const Asked& asked, const Design& design, const CaseView& view,
                               ConformanceCount& partial) {
  CAIRN_TRY(auto judge, Judge::make(asked, design, view, partial.aligner));
  for (std::size_t c = 0; c < view.cases(); ++c) {
    ConformanceGroup& group = at_group(partial.groups, view.group.empty() ? 0 : view.group[c]);
    group.elements.resize(design.elements.size());
    partial.customer_number += c == 0 || view.customer_of(c) != view.customer_of(c - 1);
    ++partial.case_number;
    ++group.cases;
    const Judgement& judgement = judge.of_case(c);
    ++group.of_verdict[static_cast<std::size_t>(judgement.verdict)];
    if (judgement.verdict == Verdict::not_aligned) continue;
    ++group.fitness[{judgement.cost, judgement.size}];
    for (std::size_t e = 0; e < judgement.elements.size(); ++e) group.elements[e].add(judgement.elements[e]);
    for (const auto& each : judgement.promised) {
      ++group.elements[each.element].promised;
      if (each.late_ms > 0) group.elements[each.element].late.add(static_cast<std::uint64_t>(each.late_ms));
    }
    count_others(design, judge, view, c, partial.case_number, group);
    count_detours(judge, judgement, partial, group);
  }
  return {};
}

}  // namespace cairn::journey
