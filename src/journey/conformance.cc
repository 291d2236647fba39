// Conformance: the journey that was designed (design.h) against those that customers made.
//
//   design   seen ─▶ cart ─▶ paid ─▶ delivered          fitness of a case = 1 - cost / (|trace| + |design|)
//   case     seen · faq · chat · cart · paid            cost: one for each event that is ad hoc and each element that
//                   └─ detour ─┘           ▲            is missing, in the cheapest alignment (alignment.h)
//                                          └ may still come while the case is open
//
//   - Events that are no element of the design are ad hoc. Leave out by `where` what the design does not speak of.
//   - |design| is the length of its shortest run; for a case that may still go on, of the part it has come through.
//   - fitness is the mean over cases, log_fitness weighs them by their length; cases that are not aligned are in
//   neither.
//   - fit_share is of the cases that have come to a verdict: fit and deviating. In progress is who conforms so far.
//   - A case is open as for a funnel: a customer's life and an object always, a session until its gap is over, an
//     episode until it ends; with `window` only so long after its first event; with `complete` never.
//   - Per element, in cases: reached (where it belongs), missing, out_of_order, ad_hoc (more often than designed, or
//     where it is not), failed (any of its `failed` events). In events: promised (had a promised time), late.
//   - A detour is a run of ad hoc events between two designed elements of a case; its time is from the one to the
//   other.
//     Repeats inside it count as one, and so do detours that differ only after their sixth event.
//   - Events of one instant are taken in the order of their arrival.
#include <fmt/format.h>

#include "journey/conformance_count.h"

namespace cairn::journey {
namespace {

/// Summed in the order of cost and size, so that the last digit never depends on threads.
Json mean_fitness(const ConformanceGroup& group) {
  double sum = 0;
  for (const auto& [measure, n] : group.fitness)
    sum += static_cast<double>(n) * (1 - static_cast<double>(measure.first) / static_cast<double>(measure.second));
  return group.aligned() > 0 ? Json(sum / static_cast<double>(group.aligned())) : Json();
}

Json log_fitness(const ConformanceGroup& group) {
  std::uint64_t cost = 0, size = 0;
  for (const auto& [measure, n] : group.fitness) cost += n * measure.first, size += n * measure.second;
  return size > 0 ? Json(1 - static_cast<double>(cost) / static_cast<double>(size)) : Json();
}

Json fit_share(const ConformanceGroup& group) {
  return share(group.verdict(Verdict::fit), group.verdict(Verdict::fit) + group.verdict(Verdict::deviating));
}

void write_elements(const Asked& asked, const Design& design, const ConformanceGroup& group, const Json& head,
                    Answer& answer) {
  for (std::size_t e = 0; e < design.elements.size() && e < group.elements.size(); ++e) {
    const ElementCount& count = group.elements[e];
    bool promised = design.promised(e), late = count.late.n() > 0;
    Json row = head;
    row.insert(row.end(), {design.elements[e].element.name, "designed", count.events, count.reached,
                           share(count.reached, group.aligned()), count.missing, count.out_of_order, count.ad_hoc});
    row.push_back(design.elements[e].failed.empty() ? Json() : Json(count.failed));
    row.push_back(promised ? Json(count.promised) : Json());
    row.push_back(promised ? Json(count.late.n()) : Json());
    row.push_back(promised ? share(count.late.n(), count.promised) : Json());
    row.push_back(late ? Json(seconds_of(count.late.quantile(0.5))) : Json());
    answer.rows.push_back(std::move(row));
  }
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < group.others.size(); ++s)
    if (group.others[s].events > 0) order.push_back(s);
  const auto& names = asked.plan.symbols();
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &one = group.others[a], &two = group.others[b];
    return one.cases != two.cases ? one.cases > two.cases : names[a] < names[b];
  });
  for (auto s : order) {
    const SymbolCount& count = group.others[s];
    Json row = head;
    row.insert(row.end(), {names[s], "ad hoc", count.events, nullptr, share(count.cases, group.aligned()), nullptr,
                           nullptr, count.cases, nullptr, nullptr, nullptr, nullptr, nullptr});
    answer.rows.push_back(std::move(row));
  }
}

void add_part(const char* name, Answer table, Answer& answer) {
  answer.parts.push_back({{"name", name},
                          {"columns", std::move(table.columns)},
                          {"rows", std::move(table.rows)},
                          {"totals", std::move(table.totals)}});
}

struct Ranked {
  std::vector<std::string> names;
  const DetourKey* key;
  const DetourCount* count;
};

std::vector<std::string> names_of(const Asked& asked, const Design& design, const DetourKey& key) {
  std::vector<std::string> names;
  for (auto label : key) names.push_back(label == more_labels ? "…" : design.name(label, asked));
  return names;
}

/// The first `limit` of all, with names only for them and their ties.
std::vector<Ranked> ranked(const Asked& asked, const Design& design, const ConformanceGroup& group, std::size_t limit) {
  bool by_time = asked.question.value("detours_by", "customers") == "time";
  auto measure = [&](const Ranked& one) {
    auto people = one.count->customers, time = one.count->times.sum();
    return by_time ? std::pair(time, people) : std::pair(people, time);
  };
  std::vector<Ranked> rows;
  for (const auto& [key, count] : group.detours) rows.push_back({{}, &key, &count});
  std::sort(rows.begin(), rows.end(), [&](const Ranked& a, const Ranked& b) { return measure(a) > measure(b); });
  std::size_t named = std::min(limit, rows.size());
  while (named > 0 && named < rows.size() && measure(rows[named]) == measure(rows[named - 1])) ++named;
  rows.resize(named);
  for (auto& row : rows) row.names = names_of(asked, design, *row.key);
  std::sort(rows.begin(), rows.end(), [&](const Ranked& a, const Ranked& b) {
    return measure(a) != measure(b) ? measure(a) > measure(b) : a.names < b.names;
  });
  rows.resize(std::min(limit, rows.size()));
  return rows;
}

void write_detours(const Asked& asked, const Design& design, const Breakdown& breakdown,
                   const std::vector<ConformanceGroup>& groups, Answer& answer) {
  auto limit = asked.question.value("limit", std::size_t{20});
  Answer table;
  if (breakdown.shown) table.column("group", "text");
  table.column("after", "symbol");
  table.column("detour", "symbols");
  table.column("before", "symbol");
  for (auto* name : {"customers", "cases", "times"}) table.column(name, "integer");
  for (auto* name : {"median_time", "total_time"}) table.column(name, "duration");
  std::uint64_t all = 0, hidden = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    auto rows = ranked(asked, design, groups[g], limit);
    all += groups[g].detours.size();
    hidden += groups[g].detours.size() - rows.size();
    for (const auto& each : rows) {
      Json row = breakdown.row(g);
      row.push_back(each.names[0]);
      row.push_back(std::vector<std::string>(each.names.begin() + 2, each.names.end()));
      row.push_back(each.names[1]);
      row.insert(row.end(), {each.count->customers, each.count->cases, each.count->times.n()});
      row.push_back(seconds_of(each.count->times.quantile(0.5)));
      row.push_back(seconds_of(static_cast<double>(each.count->times.sum())));
      table.rows.push_back(std::move(row));
    }
  }
  table.totals["detours"] = all;
  if (hidden > 0) answer.note(fmt::format("{} more detours are not shown; see more with \"limit\"", hidden));
  add_part("detours", std::move(table), answer);
}

void write_groups(const Breakdown& breakdown, const std::vector<ConformanceGroup>& groups, Answer& answer) {
  if (!breakdown.shown) return;
  Answer table;
  table.column("group", "text");
  for (auto* name : {"cases", "fit", "deviating", "in_progress", "not_aligned"}) table.column(name, "integer");
  for (auto* name : {"fit_share", "fitness"}) table.column(name, "share");
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Json row = breakdown.row(g);
    row.push_back(groups[g].cases);
    for (auto n : groups[g].of_verdict) row.push_back(n);
    row.insert(row.end(), {fit_share(groups[g]), mean_fitness(groups[g])});
    table.rows.push_back(std::move(row));
  }
  add_part("groups", std::move(table), answer);
}

void write_totals(const Design& design, const ConformanceGroup& all, Answer& answer) {
  answer.totals = {{"cases", all.cases},
                   {"fit", all.verdict(Verdict::fit)},
                   {"deviating", all.verdict(Verdict::deviating)},
                   {"in_progress", all.verdict(Verdict::in_progress)},
                   {"not_aligned", all.verdict(Verdict::not_aligned)},
                   {"fit_share", fit_share(all)},
                   {"fitness", mean_fitness(all)},
                   {"log_fitness", log_fitness(all)},
                   {"model_length", design.states.shortest()}};
}

}  // namespace

Result<Answer> answer_conformance(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto design, Design::make(asked));
  ConformanceCount blank{Aligner(design.states, design.element_of()), {}};
  if (!asked.grouped()) blank.groups.resize(1);
  CAIRN_TRY(auto partial, over_buckets(asked, answer.basis, blank, [&](const CaseView& view, ConformanceCount& into) {
              return count_conformance(asked, design, view, into);
            }));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases);
  auto breakdown = Breakdown::of(asked, cases);
  CAIRN_TRY(auto groups, fold(asked, breakdown, std::move(partial.groups)));
  breakdown.head(answer);
  answer.column("element", "symbol");
  answer.column("role", "text");
  for (auto* name : {"events", "reached"}) answer.column(name, "integer");
  answer.column("share", "share");
  for (auto* name : {"missing", "out_of_order", "ad_hoc", "failed", "promised", "late"}) answer.column(name, "integer");
  answer.column("late_share", "share");
  answer.column("median_lateness", "duration");
  ConformanceGroup all;
  Pace pace = asked.pace();
  for (std::size_t g = 0; g < groups.size() && pace.step(); ++g) {
    groups[g].elements.resize(design.elements.size());
    write_elements(asked, design, groups[g], breakdown.row(g), answer);
    ConformanceGroup numbers;
    numbers.cases = groups[g].cases;
    std::copy(std::begin(groups[g].of_verdict), std::end(groups[g].of_verdict), std::begin(numbers.of_verdict));
    numbers.fitness = groups[g].fitness;
    all.merge(std::move(numbers), pace);
  }
  if (!pace.outcome()) return pace.outcome().error();
  write_totals(design, all, answer);
  write_groups(breakdown, groups, answer);
  write_detours(asked, design, breakdown, groups, answer);
  if (all.verdict(Verdict::in_progress) > 0)
    answer.note(
        "in progress: went as designed so far and may go on; a \"window\" says how long a journey may take, "
        "\"complete\" that none goes on");
  if (all.verdict(Verdict::not_aligned) > 0)
    answer.note(
        fmt::format("{} cases are too long to be aligned with this model (more than {} events times states) and "
                    "are in no other number",
                    all.verdict(Verdict::not_aligned), Aligner::most_cells));
  return answer;
}

}  // namespace cairn::journey
