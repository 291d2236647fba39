#include "map/deviations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "journey/conformance_count.h"
#include "map/observe_pass.h"

namespace cairn::map {
namespace {

using journey::CaseView;
using journey::DetourKey;
using journey::Judgement;

struct Wandered {
  std::uint64_t cases = 0, customers = 0, last_case = 0, last_customer = 0;
  journey::Histogram times;
  std::map<std::string, std::int64_t> amount_e4;  ///< by currency
  void merge(const Wandered& other) {
    cases += other.cases;
    customers += other.customers;
    times.merge(other.times);
    for (const auto& [currency, amount] : other.amount_e4) amount_e4[currency] += amount;
  }
};

struct Walked {
  std::uint64_t cases = 0, last_case = 0;
};

struct Partial {
  journey::Aligner aligner;
  std::uint64_t cases = 0, of_verdict[journey::verdicts] = {}, case_number = 0, customer_number = 0;
  std::vector<journey::ElementCount> elements = {};
  std::vector<std::uint64_t> failures = {};  ///< events, by element
  std::unordered_map<DetourKey, Wandered, journey::DetourKeyHash> wandered = {};
  std::vector<Walked> links = {};  ///< from × to
  std::map<std::string, std::uint64_t> orders = {};
  std::vector<Order> found = {};  ///< of the case at hand
  std::vector<Witnesses::Case> witnesses = {};

  void merge(Partial&& other, journey::Pace& pace) {
    cases += other.cases;
    for (std::size_t v = 0; v < journey::verdicts; ++v) of_verdict[v] += other.of_verdict[v];
    for (std::size_t e = 0; e < elements.size(); ++e) {
      elements[e].merge(other.elements[e]);
      failures[e] += other.failures[e];
    }
    for (const auto& [key, count] : other.wandered) {
      if (!pace.step()) return;
      wandered[key].merge(count);
    }
    for (std::size_t i = 0; i < links.size(); ++i) links[i].cases += other.links[i].cases;
    for (const auto& [currency, n] : other.orders) orders[currency] += n;
    witnesses.insert(witnesses.end(), other.witnesses.begin(), other.witnesses.end());
  }
};

/// The design of a map, checked against an index.
class DeviationPass {
 public:
  static Result<std::unique_ptr<DeviationPass>> make(const journey::Index& index, const JourneyMap& map,
                                                     const journey::AskOptions& options, const LeftOutOfMap& left_out) {
    std::unique_ptr<DeviationPass> pass(new DeviationPass(index, map, options, left_out));
    CAIRN_TRY(auto plan, journey::Plan::make(index, scope_of(map, left_out), pass->options_));
    pass->asked_.reset(
        new journey::Asked{index, pass->question_, pass->options_, scope_of(map, left_out), std::move(plan)});
    CAIRN_TRY(auto design, journey::Design::make(*pass->asked_));
    pass->design_ = std::move(design);
    return pass;
  }
  Result<Partial> run(const DeviationWanted* wanted = nullptr) const;
  const journey::Design& design() const { return design_; }
  const std::string& name(std::uint32_t label) const { return design_.name(label, *asked_); }

 private:
  DeviationPass(const journey::Index& index, const JourneyMap& map, const journey::AskOptions& options,
                const LeftOutOfMap& left_out)
      : map_(map),
        relabelling_(relabel(map, "touchpoint")),
        options_(options),
        question_(designed(map, "touchpoint")),
        purchases_(index, left_out.purchase) {
    options_.relabelling = &relabelling_;
  }
  Result<void> count(const CaseView& view, const DeviationWanted* wanted, Partial& into) const;
  void count_wandering(const CaseView& view, std::size_t c, const journey::Judge& judge, const Judgement& found,
                       const PurchaseRules::OnBucket& purchases, Partial& into) const;
  void count_links(const CaseView& view, std::size_t c, Partial& into) const;
  void note(const CaseView& view, std::size_t c, const Judgement& found, const DeviationWanted& wanted,
            Partial& into) const;

  const JourneyMap& map_;
  journey::Relabelling relabelling_;
  journey::AskOptions options_;
  Json question_;
  PurchaseRules purchases_;
  std::unique_ptr<journey::Asked> asked_;
  journey::Design design_;
};

Result<Partial> DeviationPass::run(const DeviationWanted* wanted) const {
  Partial none{journey::Aligner(design_.states, design_.element_of())};
  none.elements.resize(design_.elements.size());
  none.failures.resize(design_.elements.size());
  none.links.resize(map_.touchpoints.size() * map_.touchpoints.size());
  journey::Basis basis;
  return journey::over_buckets(*asked_, basis, none,
                               [&](const CaseView& view, Partial& into) { return count(view, wanted, into); });
}

Result<void> DeviationPass::count(const CaseView& view, const DeviationWanted* wanted, Partial& into) const {
  CAIRN_TRY(auto judge, journey::Judge::make(*asked_, design_, view, into.aligner));
  CAIRN_TRY(auto purchases, purchases_.on(*view.bucket));
  for (std::size_t c = 0; c < view.cases(); ++c) {
    into.customer_number += c == 0 || view.customer_of(c) != view.customer_of(c - 1);
    ++into.case_number;
    ++into.cases;
    const Judgement& found = judge.of_case(c);
    ++into.of_verdict[static_cast<std::size_t>(found.verdict)];
    count_links(view, c, into);
    if (found.verdict == journey::Verdict::not_aligned) continue;
    for (std::size_t e = 0; e < found.elements.size(); ++e) {
      into.elements[e].add(found.elements[e]);
      into.failures[e] += found.elements[e].failures;
    }
    count_wandering(view, c, judge, found, purchases, into);
    if (wanted != nullptr) note(view, c, found, *wanted, into);
  }
  return {};
}

void DeviationPass::count_wandering(const CaseView& view, std::size_t c, const journey::Judge& judge,
                                    const Judgement& found, const PurchaseRules::OnBucket& purchases,
                                    Partial& into) const {
  auto row = [&](std::size_t i) { return view.bucket_row(i); };
  orders_of(purchases, *view.bucket, view.offsets[c], view.offsets[c + 1], row, into.found);
  for (const auto& order : into.found) ++into.orders[purchases.currency_of(order.row)];
  for (const auto& detour : found.detours) {
    auto& wandered = into.wandered[judge.key_of(detour)];
    wandered.times.add(static_cast<std::uint64_t>(judge.time_of(detour)));
    if (wandered.last_customer != into.customer_number) ++wandered.customers;
    wandered.last_customer = into.customer_number;
    if (std::exchange(wandered.last_case, into.case_number) == into.case_number) continue;
    ++wandered.cases;
    for (const auto& order : into.found) wandered.amount_e4[purchases.currency_of(order.row)] += order.amount_e4;
  }
}

void DeviationPass::count_links(const CaseView& view, std::size_t c, Partial& into) const {
  for (std::size_t i = view.offsets[c] + 1; i < view.offsets[c + 1]; ++i) {
    const auto from = view.symbol(i - 1), to = view.symbol(i);
    if (from == to) continue;
    Walked& link = into.links[from * map_.touchpoints.size() + to];
    if (std::exchange(link.last_case, into.case_number) != into.case_number) ++link.cases;
  }
}

void DeviationPass::note(const CaseView& view, std::size_t c, const Judgement& found, const DeviationWanted& wanted,
                         Partial& into) const {
  using What = DeviationWanted::What;
  for (std::size_t e = 0; e < found.elements.size(); ++e) {
    if (design_.elements[e].element.name != wanted.element) continue;
    const auto& fate = found.elements[e];
    const auto times = wanted.what == What::missing  ? fate.missing
                       : wanted.what == What::ad_hoc ? fate.ad_hoc
                                                     : fate.out_of_order;
    if (times == 0) continue;
    into.witnesses.push_back(
        {view.bucket->number, view.customer_of(c), view.ms(view.offsets[c + 1] - 1), Witnesses::decided});
  }
}

/// Steps that the design goes one right after the other, by names of their elements.
std::set<std::pair<std::string, std::string>> designed_links(const JourneyMap& map, const journey::Design& design) {
  std::set<std::pair<std::string, std::string>> pairs;
  auto name = [&](std::uint16_t leaf) { return design.elements[design.leaves[leaf].element].element.name; };
  for (const auto& edges : design.states.edges)
    for (const auto& in : edges)
      for (const auto& out : design.states.edges[in.to]) pairs.emplace(name(in.leaf), name(out.leaf));
  for (const auto& link : map.links) pairs.emplace(link.from, link.to);
  return pairs;
}

/// Nothing but a step again at once.
bool only_repeats(const DetourKey& key) { return key.size() == 3 && (key[2] == key[0] || key[2] == key[1]); }

/// Back at, or before, the step that it left from.
bool goes_back(const DetourKey& key, const journey::Design& design) {
  return std::any_of(key.begin() + 2, key.end(),
                     [&](std::uint32_t label) { return label < design.elements.size() && label <= key[0]; });
}

void finish_wandering(const DeviationPass& pass, const Partial& found, std::size_t most, Deviations& into) {
  auto add = [&](const DetourKey& key, const Wandered& count) {
    Wandering one{pass.name(key[0]), pass.name(key[1]), {}, count.cases, count.customers};
    for (std::size_t i = 2; i < key.size(); ++i)
      one.touchpoints.push_back(key[i] == journey::more_labels ? "…" : pass.name(key[i]));
    one.seconds_median = count.times.quantile(0.5) / 1000;
    if (auto amount = count.amount_e4.find(into.currency); amount != count.amount_e4.end())
      one.amount = in_units(amount->second);
    (goes_back(key, pass.design()) ? into.loops : into.detours).push_back(std::move(one));
  };
  for (const auto& [key, count] : found.wandered)
    if (!only_repeats(key)) add(key, count);
  into.detours_in_all = into.detours.size();
  into.loops_in_all = into.loops.size();
  for (auto* list : {&into.detours, &into.loops}) {
    std::sort(list->begin(), list->end(), [](const Wandering& a, const Wandering& b) {
      if (a.customers != b.customers) return a.customers > b.customers;
      return std::tie(a.after, a.before, a.touchpoints) < std::tie(b.after, b.before, b.touchpoints);
    });
    if (list->size() > most) list->resize(most);
  }
}

void finish_links(const JourneyMap& map, const DeviationPass& pass, const Partial& found, Deviations& into) {
  const auto pairs = designed_links(map, pass.design());
  for (std::size_t i = 0; i < found.links.size(); ++i) {
    if (found.links[i].cases == 0) continue;
    const auto &from = map.touchpoints[i / map.touchpoints.size()].id,
               &to = map.touchpoints[i % map.touchpoints.size()].id;
    into.links.push_back({from, to, found.links[i].cases, pairs.contains({from, to})});
  }
  std::stable_sort(into.links.begin(), into.links.end(),
                   [](const LinkWalked& a, const LinkWalked& b) { return a.cases > b.cases; });
}

}  // namespace

Result<Deviations> deviations(const journey::Index& index, const JourneyMap& map, const journey::AskOptions& options,
                              const LeftOutOfMap& left_out, std::size_t most) {
  CAIRN_TRY(auto pass, DeviationPass::make(index, map, options, left_out));
  CAIRN_TRY(auto found, pass->run());
  Deviations all;
  auto verdict = [&](journey::Verdict which) { return found.of_verdict[static_cast<std::size_t>(which)]; };
  all.cases = found.cases;
  all.fitting = verdict(journey::Verdict::fit);
  all.deviating = verdict(journey::Verdict::deviating);
  all.in_progress = verdict(journey::Verdict::in_progress);
  all.not_aligned = verdict(journey::Verdict::not_aligned);
  std::uint64_t orders = 0;
  for (const auto& [currency, n] : found.orders)
    if (n > orders) all.currency = currency, orders = n;
  for (std::size_t e = 0; e < found.elements.size(); ++e) {
    const auto& one = found.elements[e];
    all.touchpoints.push_back({pass->design().elements[e].element.name, one.reached, one.missing, one.ad_hoc,
                               one.out_of_order, one.failed, found.failures[e]});
  }
  finish_wandering(*pass, found, most, all);
  finish_links(map, *pass, found, all);
  return all;
}

Result<std::vector<Witnesses::Case>> behind(const journey::Index& index, const JourneyMap& map,
                                            const DeviationWanted& wanted, const journey::AskOptions& options,
                                            const LeftOutOfMap& left_out) {
  CAIRN_TRY(auto pass, DeviationPass::make(index, map, options, left_out));
  CAIRN_TRY(auto found, pass->run(&wanted));
  return std::move(found.witnesses);
}

}  // namespace cairn::map
