// Timing: how long it takes from one event to another, or how long cases take.
//
//   from A to B     mode "first": from the first A of a case to the first B at or after it
//                   mode "each":  from every A to the next B; several A may wait for the same B
//   without them    from the first to the last event of each case
//
// A and B are different events, also where one event could be both. Of events of one instant it does not matter which
// arrived first: a B at the instant of an A answers it after 0 s. With a window, a B after it comes too late
// (inclusive). An A without its B is in progress while the case is open and the window is not over at the horizon, else
// unanswered. Without A and B, an episode in progress has no duration yet, and a lost one is unanswered.
//
// With `trend` the rows are calendar intervals, by the start of the clock (timing_trend.h).
//
// Bins: ceil(cbrt(n)) unless `bins` says otherwise, of equal whole seconds from the smallest value; the last closes at
// the largest. They are exact: the data are walked a second time when the borders are known.
#include <fmt/format.h>

#include "journey/bins.h"
#include "journey/time_limits.h"
#include "journey/timing_measure.h"
#include "journey/timing_trend.h"

namespace cairn::journey {
namespace {

struct Group {
  Times all;
  std::uint64_t cases = 0;
  Trend::Counts trend;  ///< empty but for a trend
  void merge(Group&& other, Pace&) {
    all.merge(other.all);
    cases += other.cases;
    Trend::merge(trend, other.trend);
  }
};

struct Partial {
  std::vector<Group> groups;
  void merge(Partial&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

Result<void> count(const Asked& asked, const TimingSpec& spec, const Trend* trend, const CaseView& view,
                   Partial& partial) {
  CAIRN_TRY(auto measure, TimingMeasure::make(asked, spec, view));
  for (std::size_t c = 0; c < view.cases(); ++c) {
    Group& group = at_group(partial.groups, view.group.empty() ? 0 : view.group[c]);
    ++group.cases;
    measure.of_case(c, [&](Fate fate, std::uint64_t ms, std::int64_t since) {
      group.all.add(fate, ms);
      if (trend) group.trend[trend->intervals().of(since)].add(fate, ms);
    });
  }
  return {};
}

Result<Json> count_bins(const Asked& asked, const TimingSpec& spec, const Breakdown& breakdown, const Bins& bins) {
  if (bins.count == 0) return Json::array();
  BinCounts blank(breakdown, bins);
  Basis again;
  CAIRN_TRY(auto counts,
            over_buckets(asked, again, blank, [&](const CaseView& view, BinCounts& partial) -> Result<void> {
              CAIRN_TRY(auto measure, TimingMeasure::make(asked, spec, view));
              for (std::size_t c = 0; c < view.cases(); ++c) {
                auto& group = partial.groups[view.group.empty() ? 0 : breakdown.place[view.group[c]]];
                measure.of_case(c, [&](Fate fate, std::uint64_t ms, std::int64_t) {
                  group[fate == Fate::answered ? bins.of(ms) : 0] += fate == Fate::answered;
                });
              }
              return {};
            }));
  return counts.json(breakdown, bins);
}

void write_group(const Times& group, Json row, Answer& answer) {
  bool any = group.times.n() > 0;
  row.push_back(group.times.n());
  row.push_back(group.unanswered);
  row.push_back(group.in_progress);
  auto time = [&](double ms) { row.push_back(any ? Json(seconds_of(ms)) : Json()); };
  for (double quantile : group.times.quantiles({0.5, 0.75, 0.95, 0.99})) time(quantile);
  time(group.times.mean());
  time(static_cast<double>(group.times.min()));
  time(static_cast<double>(group.times.max()));
  answer.rows.push_back(std::move(row));
}

}  // namespace

Result<Answer> answer_timing(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, TimingSpec::of(asked));
  auto trend = Trend::of(asked);
  Partial blank;
  if (!asked.grouped()) blank.groups.resize(1);
  CAIRN_TRY(auto partial, over_buckets(asked, answer.basis, blank, [&](const CaseView& view, Partial& into) {
              return count(asked, spec, trend ? &*trend : nullptr, view, into);
            }));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases);
  auto breakdown = Breakdown::of(asked, cases);
  CAIRN_TRY(auto groups, fold(asked, breakdown, std::move(partial.groups)));
  breakdown.head(answer);
  Times all;
  for (const auto& group : groups) all.merge(group.all);
  if (trend) {
    std::vector<Trend::Counts> counts;
    for (auto& group : groups) counts.push_back(std::move(group.trend));
    trend->write(breakdown, counts, answer);
  } else {
    for (auto* name : {"n", "unanswered", "in_progress"}) answer.column(name, "integer");
    for (auto* name : {"median", "p75", "p95", "p99", "mean", "min", "max"}) answer.column(name, "duration");
    for (std::size_t g = 0; g < groups.size(); ++g) write_group(groups[g].all, breakdown.row(g), answer);
  }
  answer.totals = {{"n", all.times.n()},
                   {"unanswered", all.unanswered},
                   {"in_progress", all.in_progress},
                   {"cases", answer.basis.cases}};
  if (spec.ends && !spec.window_ms && all.in_progress > 0)
    answer.note(
        "without a window an event that is not answered in a case that may go on can still be: it is in progress, not "
        "unanswered");
  std::optional<std::uint64_t> wanted;
  if (asked.question.contains("bins")) wanted = asked.question["bins"].get<std::uint64_t>();
  CAIRN_TRY(answer.bins, count_bins(asked, spec, breakdown, Bins::of(all.times, wanted)));
  return answer;
}

Result<Selector> select_timing(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto spec, TimingSpec::of(asked));
  CAIRN_TRY(auto limits, TimeLimits::of(at));
  std::optional<Fate> fate;
  if (at.value("unanswered", false)) fate = Fate::unanswered;
  if (at.value("in_progress", false)) fate = Fate::in_progress;
  if (fate && limits.any())
    return Error{ErrorCode::invalid, "what is not answered has no time: 'unanswered' and 'in_progress' stand alone",
                 "question.at", ""};
  auto trend = Trend::of(asked);
  CAIRN_TRY(auto interval, Trend::chosen(trend, at));
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, spec, limits, fate, choice, trend, interval](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto measure, TimingMeasure::make(asked, spec, view));
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, measure, limits, fate, allowed, &trend, interval](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::uint64_t count = 0;
      measure.of_case(c, [&](Fate found, std::uint64_t ms, std::int64_t since) {
        if (interval && trend->intervals().of(since) != *interval) return;
        count += found == fate.value_or(Fate::answered) && limits.hold(static_cast<double>(ms));
      });
      return count;
    });
  });
}

}  // namespace cairn::journey
