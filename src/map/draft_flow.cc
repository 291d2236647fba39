#include "map/draft_flow.h"

#include <algorithm>
#include <limits>

#include "journey/kind.h"
#include "map/visits.h"

namespace cairn::map {
namespace {

using journey::CaseView;

void add_all(std::vector<std::uint64_t>& mine, const std::vector<std::uint64_t>& theirs) {
  for (std::size_t i = 0; i < mine.size(); ++i) mine[i] += theirs[i];
}

/// Runs `each(view, case, partial)` over every case.
template <class Partial, class Each>
Result<Partial> over_cases(const journey::Index& index, const journey::Relabelling& symbols,
                           const journey::CaseRule& cases, int threads, const Partial& blank, const Each& each) {
  journey::AskOptions options;
  options.threads = threads;
  options.relabelling = &symbols;
  journey::Scope scope;
  scope.level = "touchpoint";
  scope.cases = cases;
  CAIRN_TRY(auto plan, journey::Plan::make(index, scope, options));
  Json question{{"kind", "draft"}};
  journey::Asked asked{index, question, options, std::move(scope), std::move(plan)};
  journey::Basis basis;
  return journey::over_buckets(asked, basis, blank, [&](const CaseView& view, Partial& into) -> Result<void> {
    for (std::size_t c = 0; c < view.cases(); ++c) each(view, c, into);
    return {};
  });
}

struct FlowPartial {
  Flow flow;
  std::vector<Visit> visits;
  std::vector<std::pair<std::int64_t, std::uint16_t>>
      firsts;  ///< time and symbol of the first of each symbol in the case
  std::vector<std::uint8_t> seen;
  void merge(FlowPartial&& other, journey::Pace&) {
    flow.cases += other.flow.cases;
    add_all(flow.cases_of, other.flow.cases_of);
    add_all(flow.first_of, other.flow.first_of);
    add_all(flow.last_of, other.flow.last_of);
    add_all(flow.visits_of, other.flow.visits_of);
    flow.before.add(other.flow.before);
    flow.steps.add(other.flow.steps);
  }
};

void count_flow(const CaseView& view, std::size_t c, const std::vector<std::uint8_t>& ends, FlowPartial& into) {
  Flow& flow = into.flow;
  ++flow.cases;
  into.firsts.clear();
  for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
    std::uint16_t symbol = view.symbol(i);
    if (into.seen[symbol]) continue;
    into.seen[symbol] = 1;
    ++flow.cases_of[symbol];
    into.firsts.emplace_back(view.ms(i), symbol);
  }
  for (std::size_t a = 0; a < into.firsts.size(); ++a) {
    into.seen[into.firsts[a].second] = 0;
    for (std::size_t b = a + 1; b < into.firsts.size(); ++b)
      if (into.firsts[a].first < into.firsts[b].first) ++flow.before.at(into.firsts[a].second, into.firsts[b].second);
  }
  visits_of(view, c, ends, into.visits);
  for (std::size_t v = 0; v < into.visits.size(); ++v) {
    ++flow.visits_of[into.visits[v].touchpoint];
    if (v > 0) ++flow.steps.at(into.visits[v - 1].touchpoint, into.visits[v].touchpoint);
  }
  if (into.visits.empty()) return;
  ++flow.first_of[into.visits.front().touchpoint];
  ++flow.last_of[into.visits.back().touchpoint];
}

struct RepeatsPartial {
  Repeats repeats;
  void merge(RepeatsPartial&& other, journey::Pace&) {
    repeats.once += other.repeats.once;
    repeats.again += other.repeats.again;
    repeats.between.merge(other.repeats.between);
  }
};

constexpr std::int64_t hour_ms = 3'600'000;

struct WaysPartial {
  Ways ways;
  std::vector<Visit> visits;
  std::vector<std::uint8_t> seen;
  void merge(WaysPartial&& other, journey::Pace&) {
    ways.to.add(other.ways.to);
    add_all(ways.none, other.ways.none);
  }
};

}  // namespace

Result<Flow> flow_of(const journey::Index& index, const journey::Relabelling& symbols, const journey::CaseRule& cases,
                     const std::vector<std::uint8_t>& ends, int threads) {
  std::size_t n = symbols.symbols.size();
  std::vector<std::uint64_t> zero(n);
  FlowPartial blank{{0, zero, zero, zero, zero, Counts(n), Counts(n)}, {}, {}, std::vector<std::uint8_t>(n)};
  CAIRN_TRY(auto all, over_cases(index, symbols, cases, threads, blank,
                                 [&](const CaseView& view, std::size_t c, FlowPartial& into) {
                                   count_flow(view, c, ends, into);
                                 }));
  return std::move(all.flow);
}

Result<Repeats> repeats_of(const journey::Index& index, const journey::Relabelling& symbols,
                           const std::vector<std::uint8_t>& goal, int threads) {
  auto count = [&](const CaseView& view, std::size_t c, RepeatsPartial& into) {
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    int times = 0;
    for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
      if (!goal[view.symbol(i)]) continue;
      if (times > 0 && view.ms(i) - last < hour_ms) continue;
      if (times++ > 0) into.repeats.between.add(static_cast<std::uint64_t>(view.ms(i) - last));
      last = view.ms(i);
    }
    into.repeats.once += times == 1;
    into.repeats.again += times > 1;
  };
  CAIRN_TRY(auto all, over_cases(index, symbols, journey::CaseRule{}, threads, RepeatsPartial{}, count));
  return std::move(all.repeats);
}

Result<Ways> ways_of(const journey::Index& index, const journey::Relabelling& symbols, const journey::CaseRule& cases,
                     const std::vector<std::size_t>& place, int threads) {
  constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  std::size_t n = symbols.symbols.size();
  std::vector<std::uint8_t> passed_over(n);
  for (std::size_t i = 0; i < n; ++i) passed_over[i] = place[i] == nowhere;
  auto count = [&](const CaseView& view, std::size_t c, WaysPartial& into) {
    visits_of(view, c, passed_over, into.visits);
    for (std::size_t v = 0; v < into.visits.size(); ++v) {
      std::uint16_t from = into.visits[v].touchpoint;
      if (into.seen[from]) continue;
      into.seen[from] = 1;
      std::size_t next = v + 1;
      while (next < into.visits.size() && place[into.visits[next].touchpoint] <= place[from]) ++next;
      if (next < into.visits.size())
        ++into.ways.to.at(from, into.visits[next].touchpoint);
      else
        ++into.ways.none[from];
    }
    for (const auto& visit : into.visits) into.seen[visit.touchpoint] = 0;
  };
  WaysPartial blank{{Counts(n), std::vector<std::uint64_t>(n)}, {}, std::vector<std::uint8_t>(n)};
  CAIRN_TRY(auto all, over_cases(index, symbols, cases, threads, blank, count));
  return std::move(all.ways);
}

}  // namespace cairn::map
