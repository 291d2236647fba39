// Funnel: how many cases take a list of steps, within a window.
//
//   funnel_spec       what is asked                          funnel_rows     which rows matter
//   funnel_walk       ordered; funnel_quick without ties     funnel_cases    one case: its walk, its groups
//   funnel_attempts   strict, optional steps, exclusions     funnel_select   the people behind a number
//   funnel_unordered  any order                              funnel_correlate  what goes with conversion
//
// The rules that all orders share:
//   - The window runs from the first step, inclusive. Without one a case has all the time there is.
//   - A case counts once, at the furthest step that any of its attempts reaches; a later first step starts a new one.
//   - One event fills one step; a step that is named twice needs two events. Events of one instant are taken together.
//   - Times are those of the first attempt that came as far as the case ever came: for who converted, the first
//     conversion.
//   - Who has not converted is in progress while the case is open and the window of an attempt that may still go on is
//     not over at the horizon, and lost afterwards. Without a window nobody with an open case is lost.
//   - An excluded case is in no step; the totals count it.
// Rates have three bases: of_entered (cases with step 1), of_previous (cases with the step before), of_all (all cases
// of the question, whatever they did). An optional step counts who took it on the way; the bases of every row, and the
// times from the step before, are those of the steps that are not optional.
#include <fmt/format.h>

#include "journey/bins.h"
#include "journey/funnel_correlate.h"

namespace cairn::journey {
namespace {

struct Step {
  std::uint64_t furthest = 0;     ///< cases that came exactly so far
  std::uint64_t in_progress = 0;  ///< of these
  std::uint64_t taken = 0;        ///< optional steps only
  Histogram from_first, from_previous;
  void merge(Step&& other, Pace&) {
    furthest += other.furthest;
    in_progress += other.in_progress;
    taken += other.taken;
    from_first.merge(other.from_first);
    from_previous.merge(other.from_previous);
  }
};

struct Group {
  std::uint64_t cases = 0;
  std::vector<Step> steps;  ///< from 1; 0: never entered
  Histogram convert;
  void merge(Group&& other, Pace& pace) {
    cases += other.cases;
    merge_groups(steps, std::move(other.steps), pace);
    convert.merge(other.convert);
  }
};

/// Each case once, also one that is in several groups: by the best that it made of the funnel.
struct Totals {
  std::uint64_t entered = 0, converted = 0, in_progress = 0, excluded = 0;
  void merge(const Totals& other) {
    entered += other.entered;
    converted += other.converted;
    in_progress += other.in_progress;
    excluded += other.excluded;
  }
};

struct Partial {
  std::vector<Group> groups;
  Totals totals;
  Correlation correlation;
  void merge(Partial&& other, Pace& pace) {
    merge_groups(groups, std::move(other.groups), pace);
    totals.merge(other.totals);
    correlation.merge(std::move(other.correlation), pace);
  }
};

std::uint64_t between(const FunnelOutcome& outcome, int from, int to) {
  return static_cast<std::uint64_t>(outcome.time(to) - outcome.time(from));
}

bool has_times(const ConvertSpec& convert, const FunnelOutcome& outcome) {
  return !outcome.excluded && outcome.took(convert.from) && outcome.took(convert.to);
}

void count_times(const FunnelSpec& spec, const FunnelOutcome& outcome, Group& group) {
  for (int k = 2; k <= outcome.reached; ++k) {
    if (!outcome.took(k)) continue;
    Step& step = group.steps[static_cast<std::size_t>(k)];
    step.taken += spec.is_optional(k);
    int previous = spec.optional == 0 ? k - 1 : spec.required_before(k);
    step.from_first.add(between(outcome, 1, k));
    if (previous > 1) step.from_previous.add(between(outcome, previous, k));  // else it is the same
  }
  if (spec.convert && has_times(*spec.convert, outcome))
    group.convert.add(between(outcome, spec.convert->from, spec.convert->to));
}

Result<void> count(const Asked& asked, const FunnelSpec& spec, const CaseView& view, Partial& partial) {
  CAIRN_TRY(auto cases, FunnelCases::make(asked, spec, view));
  std::optional<CorrelationCount> correlation;
  if (spec.correlate) {
    CAIRN_TRY(auto made, CorrelationCount::make(asked, spec, view, cases.rows()));
    correlation.emplace(std::move(made));
  }
  for (std::size_t c = 0; c < view.cases(); ++c) {
    bool entered = false, converted = false, open = false, excluded = false;
    cases.of_case(c, [&](std::uint32_t g, const FunnelOutcome& outcome) {
      Group& group = at_group(partial.groups, g);
      if (group.steps.empty()) group.steps.resize(spec.steps.size() + 1);
      ++group.cases;
      excluded |= outcome.excluded;
      if (outcome.excluded) return;
      bool here_open = cases.in_progress(c, outcome), here_converted = cases.converted(outcome);
      Step& furthest = group.steps[static_cast<std::size_t>(outcome.reached)];
      ++furthest.furthest;
      furthest.in_progress += here_open;
      count_times(spec, outcome, group);
      entered |= outcome.reached > 0;
      converted |= here_converted;
      open |= here_open;
      if (correlation && outcome.reached > 0) correlation->add(c, outcome, here_converted, partial.correlation);
    });
    partial.totals.entered += entered;
    partial.totals.converted += converted;
    partial.totals.in_progress += open && !converted;
    partial.totals.excluded += excluded && !entered;
  }
  if (correlation) correlation->finish(partial.correlation);
  return {};
}

void append_times(Json& row, const Histogram& times) {
  auto quantiles = times.quantiles({0.5, 0.75, 0.95});
  for (double quantile : quantiles) row.push_back(times.n() ? Json(seconds_of(quantile)) : Json());
  row.push_back(times.n() ? Json(seconds_of(times.mean())) : Json());
}

void write_group(const FunnelSpec& spec, const Group& group, const Json& head, std::uint64_t all_cases,
                 Answer& answer) {
  auto n = static_cast<std::size_t>(spec.count());
  std::vector<std::uint64_t> came(n + 2);  // so far or further
  for (std::size_t k = n; k >= 1; --k) came[k] = came[k + 1] + group.steps[k].furthest;
  for (int k = 1; k <= spec.count(); ++k) {
    const Step& step = group.steps[static_cast<std::size_t>(k)];
    int previous = spec.required_before(k);
    std::uint64_t reached = spec.is_optional(k) ? step.taken : came[static_cast<std::size_t>(k)];
    Json row = head;
    row.push_back(k);
    row.push_back(spec.row_name(k));
    row.push_back(reached);
    row.push_back(share(reached, came[1]));
    row.push_back(share(reached, came[static_cast<std::size_t>(previous)]));
    row.push_back(share(reached, all_cases));
    row.push_back(k >= spec.goal() ? 0 : step.furthest - step.in_progress);
    row.push_back(step.in_progress);
    append_times(row, step.from_first);
    append_times(row, previous > 1 ? step.from_previous : step.from_first);
    answer.rows.push_back(std::move(row));
  }
}

void head(Answer& answer) {
  answer.column("step", "integer");
  answer.column("name", "symbol");
  answer.column("reached", "integer");
  for (auto* base : {"of_entered", "of_previous", "of_all"}) answer.column(base, "share");
  answer.column("dropped", "integer");
  answer.column("in_progress", "integer");
  for (auto* since : {"first", "previous"})
    for (auto* measure : {"median", "p75", "p95", "mean"})
      answer.column(fmt::format("{}_from_{}", measure, since), "duration");
}

Result<Json> count_bins(const Asked& asked, const FunnelSpec& spec, const Breakdown& breakdown, const Bins& bins) {
  if (bins.count == 0) return Json::array();
  Basis again;
  CAIRN_TRY(auto counts, over_buckets(asked, again, BinCounts(breakdown, bins),
                                      [&](const CaseView& view, BinCounts& partial) -> Result<void> {
                                        CAIRN_TRY(auto cases, FunnelCases::make(asked, spec, view));
                                        for (std::size_t c = 0; c < view.cases(); ++c)
                                          cases.of_case(c, [&](std::uint32_t g, const FunnelOutcome& outcome) {
                                            if (!has_times(*spec.convert, outcome)) return;
                                            auto ms = between(outcome, spec.convert->from, spec.convert->to);
                                            ++partial.groups[breakdown.place[g]][bins.of(ms)];
                                          });
                                        return {};
                                      }));
  return counts.json(breakdown, bins);
}

/// The part "convert" and the bins.
Result<void> write_convert(const Asked& asked, const FunnelSpec& spec, const Breakdown& breakdown,
                           const std::vector<Group>& groups, Answer& answer) {
  Answer table;
  breakdown.head(table);
  table.column("from", "integer");
  table.column("to", "integer");
  table.column("n", "integer");
  for (auto* name : {"median", "mean", "p75", "p95", "p99", "min", "max"}) table.column(name, "duration");
  Histogram all;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Histogram& times = groups[g].convert;
    all.merge(times);
    Json row = breakdown.row(g);
    row.insert(row.end(), {spec.convert->from, spec.convert->to, times.n()});
    auto time = [&](double ms) { row.push_back(times.n() ? Json(seconds_of(ms)) : Json()); };
    auto quantiles = times.quantiles({0.5, 0.75, 0.95, 0.99});
    time(quantiles[0]);
    time(times.mean());
    for (std::size_t i = 1; i < quantiles.size(); ++i) time(quantiles[i]);
    time(static_cast<double>(times.min()));
    time(static_cast<double>(times.max()));
    table.rows.push_back(std::move(row));
  }
  answer.parts.push_back({{"name", "convert"},
                          {"columns", std::move(table.columns)},
                          {"rows", std::move(table.rows)},
                          {"totals", {{"n", all.n()}}}});
  CAIRN_TRY(answer.bins, count_bins(asked, spec, breakdown, Bins::of(all, spec.convert->bins)));
  return {};
}

void write_notes(const FunnelSpec& spec, const Totals& totals, const Breakdown& breakdown, Answer& answer) {
  if (spec.window_ms == FunnelSpec::unlimited && totals.in_progress > 0)
    answer.note("without a window a case that may go on can always still convert: it is in progress, not lost");
  if (totals.excluded > 0)
    answer.note(
        fmt::format("{} cases are excluded: they are in no step, and in of_all still in the base", totals.excluded));
  if (spec.many_groups())
    answer.note("a case can be in several groups: groups do not sum to the totals, which count each case once");
  if (spec.many_groups() && breakdown.folded > 0)
    answer.note(fmt::format("{} counts a case once for each of the groups in it that the case is in", other_name));
  if (spec.correlate && totals.in_progress > 0)
    answer.note(fmt::format("of those who did not convert, {} are still in progress", totals.in_progress));
}

}  // namespace

Result<Answer> answer_funnel(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, FunnelSpec::make(asked));
  Partial blank;
  if (!asked.grouped()) at_group(blank.groups, 0).steps.resize(spec.steps.size() + 1);
  CAIRN_TRY(auto partial, over_buckets(asked, answer.basis, blank, [&](const CaseView& view, Partial& into) {
              return count(asked, spec, view, into);
            }));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases);
  auto breakdown = Breakdown::of(asked, cases);
  CAIRN_TRY(auto groups, fold(asked, breakdown, std::move(partial.groups)));
  breakdown.head(answer);
  head(answer);
  for (std::size_t g = 0; g < groups.size(); ++g)
    write_group(spec, groups[g], breakdown.row(g), answer.basis.cases, answer);
  const Totals& totals = partial.totals;
  answer.totals = {
      {"cases", answer.basis.cases},       {"entered", totals.entered},
      {"converted", totals.converted},     {"conversion", share(totals.converted, totals.entered)},
      {"in_progress", totals.in_progress}, {"lost", totals.entered - totals.converted - totals.in_progress}};
  if (spec.exclusions) answer.totals["excluded"] = totals.excluded;
  if (spec.convert) CAIRN_TRY_VOID(write_convert(asked, spec, breakdown, groups, answer));
  if (spec.correlate) partial.correlation.write(asked, *spec.correlate, answer);
  write_notes(spec, totals, breakdown, answer);
  return answer;
}

}  // namespace cairn::journey
