// What is counted of conformance, per group; merges exactly, whatever the split.
#pragma once

#include <map>
#include <unordered_map>

#include "journey/breakdown.h"
#include "journey/conformance_case.h"

namespace cairn::journey {

struct ElementCount {
  std::uint64_t events = 0, reached = 0, missing = 0, out_of_order = 0, ad_hoc = 0, failed = 0, promised = 0;
  Histogram late;
  void add(const ElementFate& fate) {
    events += fate.reached + fate.out_of_order + fate.ad_hoc;
    reached += fate.reached > 0;
    missing += fate.missing > 0;
    out_of_order += fate.out_of_order > 0;
    ad_hoc += fate.ad_hoc > 0;
    failed += fate.failed;
  }
  void merge(const ElementCount& other) {
    events += other.events;
    reached += other.reached;
    missing += other.missing;
    out_of_order += other.out_of_order;
    ad_hoc += other.ad_hoc;
    failed += other.failed;
    promised += other.promised;
    late.merge(other.late);
  }
};

/// A symbol that is no element of the design.
struct SymbolCount {
  std::uint64_t events = 0, cases = 0, last_case = 0;
};

struct DetourCount {
  std::uint64_t cases = 0, customers = 0, last_case = 0, last_customer = 0;
  Histogram times;
  void merge(const DetourCount& other) {
    cases += other.cases;
    customers += other.customers;
    times.merge(other.times);
  }
};

struct DetourKeyHash {
  std::size_t operator()(const DetourKey& key) const {
    std::uint64_t hash = 0;
    for (auto part : key) hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL, hash ^= hash >> 29;
    return static_cast<std::size_t>(hash);
  }
};

struct ConformanceGroup {
  std::uint64_t cases = 0, of_verdict[verdicts] = {};
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> fitness;  ///< cases by cost and size
  std::vector<ElementCount> elements;
  std::vector<SymbolCount> others;  ///< by symbol, what is no element
  std::unordered_map<DetourKey, DetourCount, DetourKeyHash> detours;
  std::uint64_t verdict(Verdict which) const { return of_verdict[static_cast<std::size_t>(which)]; }
  std::uint64_t aligned() const { return cases - verdict(Verdict::not_aligned); }
  void merge(ConformanceGroup&& other, Pace& pace) {
    cases += other.cases;
    for (std::size_t v = 0; v < verdicts; ++v) of_verdict[v] += other.of_verdict[v];
    for (const auto& [measure, n] : other.fitness) fitness[measure] += n;
    if (elements.size() < other.elements.size()) elements.resize(other.elements.size());
    for (std::size_t e = 0; e < other.elements.size(); ++e) elements[e].merge(other.elements[e]);
    if (others.size() < other.others.size()) others.resize(other.others.size());
    for (std::size_t s = 0; s < other.others.size(); ++s) {
      others[s].events += other.others[s].events;
      others[s].cases += other.others[s].cases;
    }
    for (const auto& [key, count] : other.detours) {
      if (!pace.step()) return;
      detours[key].merge(count);
    }
  }
};

struct ConformanceCount {
  Aligner aligner;
  std::vector<ConformanceGroup> groups;
  std::uint64_t case_number = 0, customer_number = 0;  ///< over all buckets of a thread, from 1
  void merge(ConformanceCount&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

/// Judges and counts every case of a view.
Result<void> count_conformance(const Asked& asked, const Design& design, const CaseView& view, ConformanceCount& count);

}  // namespace cairn::journey
