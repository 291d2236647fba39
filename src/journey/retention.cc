// Retention: of those who started in an interval, how many came back so many intervals later.
//
//   cohort      size  lag  returned  share  state
//   2026-01-05   120    0       120   1.00  complete      lag 0: the cohort itself
//   2026-01-05   120    1        54   0.45  complete
//   2026-01-05   120    2        12     –   in progress   not over yet: so far, and no share
//   2026-01-05   120    3         –     –   future        unknown, not zero
//   (all)        310    1       130   0.42  complete      over the cohorts whose cell is complete
//
// Intervals are calendar days, weeks or months of the question's time zone, named by their first day. A case is in the
// cohort of every interval with a start (recurring), or only of its first start ever, also before the period
// (first_time). It has returned at lag k when interval cohort + k has enough returns (`occurrences`); unbounded: when
// that or a later one has. The walk is in retention_walk.h.
#include <fmt/format.h>

#include "journey/breakdown.h"
#include "journey/interval_bits.h"
#include "journey/known_span.h"
#include "journey/lanes.h"
#include "journey/retention_walk.h"

namespace cairn::journey {
namespace {

constexpr const char* all_cohorts = "(all)";
constexpr std::int64_t day_ms = 86'400'000;
/// Cohorts without members stand between the others, unless that would be more than this.
constexpr std::size_t most_cohorts = 1000;

struct Spec {
  EventRoles roles;
  RetentionRule rule;
  KnownSpan span;
  Intervals intervals;
  IntervalLookup lookup;
  /// Where 64 cases can be counted at once: the intervals before the period, as bits.
  std::optional<std::uint64_t> side_by_side;
  std::uint32_t shown_lags = 0;
  bool lags_given = false;

  static Result<Spec> of(const Asked& asked);
  /// What is known of a cohort's cell.
  Known known(std::size_t cohort, std::uint32_t lag) const;
};

/// Needs few intervals, any number of returns being enough, and a period that begins with an interval where first
/// starts are told from later ones.
std::optional<std::uint64_t> lanes_of(const Spec& spec) {
  const RetentionRule& rule = spec.rule;
  std::size_t count = spec.intervals.count(), first = 0;
  if (count > Lanes::most_intervals || rule.stretch_ms > 0 || rule.occurrences > 1) return std::nullopt;
  if (!rule.first_time) return 0;
  while (first < count && spec.intervals.begin_ms(first) < rule.from_ms) ++first;
  if (first == count || (first > 0 && spec.intervals.begin_ms(first) != rule.from_ms)) return std::nullopt;
  return (std::uint64_t{1} << first) - 1;
}

Result<Spec> Spec::of(const Asked& asked) {
  const Json& question = asked.question;
  Spec spec;
  CAIRN_TRY(spec.roles, EventRoles::make(asked, {"start", "return"}));
  auto unit = interval_unit_of(question);
  spec.rule.first_time = question.value("mode", "recurring") == "first_time";
  spec.rule.unbounded = question.value("unbounded", false);
  spec.rule.occurrences = question.value("occurrences", std::uint64_t{1});
  if (question.value("anchor", "calendar") == "start") {
    if (unit == IntervalUnit::month)
      return Error{ErrorCode::invalid, "months vary in length, so they cannot be counted in stretches of 24 hours",
                   "question.anchor", "use interval day or week, or anchor calendar"};
    spec.rule.stretch_ms = (unit == IntervalUnit::day ? 1 : 7) * day_ms;
  }
  spec.span = KnownSpan::of(asked);
  spec.rule.from_ms = spec.span.from_ms;
  spec.lags_given = question.contains("lags");
  spec.shown_lags = question.value("lags", unit == IntervalUnit::day ? 30U : 12U);
  spec.rule.lags = spec.shown_lags;
  spec.intervals = spec.span.intervals(asked, unit);
  spec.lookup = IntervalLookup(spec.intervals);
  spec.side_by_side = lanes_of(spec);
  return spec;
}

Known Spec::known(std::size_t cohort, std::uint32_t lag) const {
  if (rule.stretch_ms > 0 && lag > 0) {
    // Members started at any instant of the cohort's interval: the earliest and the latest of them decide.
    std::int64_t wait = lag * rule.stretch_ms;
    auto known = span.of(intervals.begin_ms(cohort) + wait, intervals.end_ms(cohort) - 1 + wait + rule.stretch_ms);
    return known == Known::complete && intervals.begin_ms(cohort) < span.from_ms ? Known::cut : known;
  }
  std::size_t at = cohort + lag;
  if (at >= intervals.count()) return Known::future;
  auto known = span.of(intervals.begin_ms(at), intervals.end_ms(at));
  return known == Known::complete && intervals.begin_ms(cohort) < span.from_ms ? Known::cut : known;
}

/// Counts by cohort, then lag; a cohort without members has none.
struct Cohorts {
  std::vector<std::vector<std::uint64_t>> rows;
  std::uint64_t* row(std::uint32_t cohort, std::uint32_t lags) {
    if (cohort >= rows.size()) rows.resize(cohort + 1);
    auto& row = rows[cohort];
    if (row.empty()) row.resize(lags + 1);
    return row.data();
  }
  std::uint64_t at(std::size_t cohort, std::uint32_t lag) const {
    return cohort < rows.size() && !rows[cohort].empty() ? rows[cohort][lag] : 0;
  }
  void merge(Cohorts&& other, Pace& pace) {
    if (other.rows.size() > rows.size()) rows.resize(other.rows.size());
    for (std::size_t c = 0; c < other.rows.size() && pace.step(); ++c) {
      if (rows[c].empty()) rows[c].resize(other.rows[c].size());
      for (std::size_t lag = 0; lag < other.rows[c].size(); ++lag) rows[c][lag] += other.rows[c][lag];
    }
  }
};

/// Cases of one group, 64 at a time.
class CohortLanes {
 public:
  void add(const Spec& spec, RoleMasks masks, Cohorts& into) {
    if (spec.rule.first_time) masks.first = masks.first & *spec.side_by_side ? 0 : masks.first & (~masks.first + 1);
    if (masks.first == 0) return;
    starts_.add(masks.first);
    if (!alike(spec)) returns_.add(masks.second);
    if (starts_.full()) flush(spec, into);
  }
  void flush(const Spec& spec, Cohorts& into) {
    auto count = static_cast<std::uint32_t>(spec.intervals.count());
    const auto& starts = starts_.turn(count);
    auto returns = alike(spec) ? starts : returns_.turn(count);
    if (spec.rule.unbounded)
      for (std::uint32_t i = count - 1; i > 0; --i) returns[i - 1] |= returns[i];
    for (std::uint32_t cohort = 0; cohort < count; ++cohort) {
      if (starts[cohort] == 0) continue;
      std::uint64_t* row = into.row(cohort, spec.rule.lags);
      row[0] += bits_set(starts[cohort]);
      std::uint32_t most = std::min(spec.rule.lags, count - 1 - cohort);
      for (std::uint32_t lag = 1; lag <= most; ++lag) row[lag] += bits_set(starts[cohort] & returns[cohort + lag]);
    }
  }

 private:
  /// Starts and returns are the same.
  static bool alike(const Spec& spec) { return spec.roles.any() && !spec.rule.first_time; }
  Lanes starts_, returns_;
};

struct Partial {
  std::vector<Cohorts> groups;
  void merge(Partial&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

Result<Partial> count(const Asked& asked, const Spec& spec, const Breakdown& breakdown, Basis& basis) {
  Partial blank;
  blank.groups.resize(breakdown.names.size());
  return over_buckets(asked, basis, blank, [&](const CaseView& view, Partial& partial) -> Result<void> {
    auto group_of = [&](std::size_t c) { return view.group.empty() ? 0 : breakdown.place[view.group[c]]; };
    return spec.roles.on(view, [&](auto roles) {
      if (spec.side_by_side) {
        std::vector<CohortLanes> lanes(partial.groups.size());
        auto add = [&](std::size_t c, RoleMasks masks) {
          lanes[group_of(c)].add(spec, masks, partial.groups[group_of(c)]);
        };
        if constexpr (std::is_same_v<decltype(roles), EventRoles::Any>) {
          auto words = interval_bits(view.seconds, view.offsets, spec.lookup);
          for (std::size_t c = 0; c < words.size(); ++c) add(c, {words[c], words[c]});
        } else {
          for (std::size_t c = 0; c < view.cases(); ++c)
            add(c, RoleMasks::of(roles, spec.lookup, view.seconds.data(), view.offsets[c], view.offsets[c + 1]));
        }
        for (std::size_t g = 0; g < lanes.size(); ++g) lanes[g].flush(spec, partial.groups[g]);
        return;
      }
      RetentionWalk walk(spec.rule, spec.lookup, view, roles);
      for (std::size_t c = 0; c < view.cases(); ++c) {
        Cohorts& cohorts = partial.groups[group_of(c)];
        walk.of_case(c, [&](std::uint32_t cohort) { return cohorts.row(cohort, spec.rule.lags); });
      }
    });
  });
}

/// The cohorts that are shown, in order, for all groups alike.
std::vector<std::size_t> shown_cohorts(const Spec& spec, const std::vector<Cohorts>& groups, Answer& answer) {
  std::vector<std::size_t> filled;
  for (std::size_t c = 0; c < spec.intervals.count(); ++c)
    if (std::any_of(groups.begin(), groups.end(), [&](const Cohorts& group) { return group.at(c, 0) > 0; }))
      filled.push_back(c);
  if (filled.empty()) return filled;
  std::size_t all = spec.intervals.count() - filled.front();
  if (all > most_cohorts) {
    answer.note(fmt::format("{} intervals without a start are not shown", all - filled.size()));
    return filled;
  }
  std::vector<std::size_t> shown(all);
  for (std::size_t i = 0; i < all; ++i) shown[i] = filled.front() + i;
  return shown;
}

Json cell(Json row, const std::string& cohort, Json size, std::uint32_t lag, Json returned, Json part, Known known) {
  row.insert(row.end(), {cohort, std::move(size), lag, std::move(returned), std::move(part), word_of(known)});
  return row;
}

bool is_final(Known known) { return known == Known::complete || known == Known::cut; }

void write_cohort(const Spec& spec, const Cohorts& cohorts, std::size_t cohort, std::uint32_t lags, const Json& head,
                  Answer& answer) {
  std::uint64_t size = cohorts.at(cohort, 0);
  for (std::uint32_t lag = 0; lag <= lags; ++lag) {
    Known known = spec.known(cohort, lag);
    std::uint64_t returned = cohorts.at(cohort, lag);
    answer.rows.push_back(cell(head, spec.intervals.name(cohort), size, lag,
                               known == Known::future ? Json() : Json(returned),
                               is_final(known) ? share(returned, size) : Json(), known));
  }
}

/// The weighted average: over the cohorts whose cell is final.
void write_all(const Spec& spec, const Cohorts& cohorts, const std::vector<std::size_t>& shown, std::uint32_t lags,
               const Json& head, Answer& answer) {
  for (std::uint32_t lag = 0; lag <= lags; ++lag) {
    std::uint64_t size = 0, returned = 0;
    Known best = Known::future;
    for (auto cohort : shown) {
      Known known = spec.known(cohort, lag);
      if (is_final(known)) {
        size += cohorts.at(cohort, 0);
        returned += cohorts.at(cohort, lag);
        best = Known::complete;
      } else if (best == Known::future) {
        best = known;
      }
    }
    bool any = best == Known::complete;
    answer.rows.push_back(cell(head, all_cohorts, any ? Json(size) : Json(), lag, any ? Json(returned) : Json(),
                               any ? share(returned, size) : Json(), best));
  }
}

void explain(const Asked& asked, const Spec& spec, bool lags_hidden, Answer& answer) {
  if (lags_hidden) answer.note(fmt::format("lags beyond {} are not shown; ask with \"lags\"", spec.shown_lags));
  if (spec.rule.unbounded) answer.note("unbounded: a return that is still to come can raise every cell before it");
  if (asked.looks_back() && asked.scope.from)
    answer.note("all history before the period was looked at for the first start");
}

}  // namespace

bool retention_looks_back(const Json& question) { return question.value("mode", "recurring") == "first_time"; }

Result<Answer> answer_retention(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, Spec::of(asked));
  CAIRN_TRY(auto breakdown, Breakdown::of_cases(asked));
  CAIRN_TRY(auto partial, count(asked, spec, breakdown, answer.basis));
  breakdown.head(answer);
  answer.column("cohort", "text");
  for (auto* name : {"size", "lag", "returned"}) answer.column(name, "integer");
  answer.column("share", "share");
  answer.column("state", "text");
  auto shown = shown_cohorts(spec, partial.groups, answer);
  std::uint32_t lags = spec.shown_lags;
  bool lags_hidden = false;
  if (!spec.lags_given && !shown.empty()) {
    auto most = static_cast<std::uint32_t>(spec.intervals.count() - 1 - shown.front());
    lags_hidden = most > lags;
    lags = std::min(lags, most);
  }
  std::uint64_t members = 0, cohorts = 0;
  for (std::size_t g = 0; g < partial.groups.size() && !shown.empty(); ++g) {
    Json head = breakdown.row(g);
    for (auto cohort : shown) {
      write_cohort(spec, partial.groups[g], cohort, lags, head, answer);
      members += partial.groups[g].at(cohort, 0);
      cohorts += partial.groups[g].at(cohort, 0) > 0;
    }
    write_all(spec, partial.groups[g], shown, lags, head, answer);
  }
  answer.totals = {{"cases", answer.basis.cases}, {"cohorts", cohorts}, {"members", members}};
  explain(asked, spec, lags_hidden, answer);
  return answer;
}

namespace {

/// Cohorts of the rows that `at` names, and the lag.
struct Cells {
  std::vector<bool> cohorts;
  std::uint32_t lag = 0;
  bool missing = false;
  static Result<Cells> of(const Spec& spec, const Json& at);
};

Result<Cells> Cells::of(const Spec& spec, const Json& at) {
  Cells cells;
  cells.missing = at.value("state", "returned") == "missing";
  cells.lag = at.value("lag", 0U);
  if (cells.lag > spec.rule.lags)
    return Error{ErrorCode::not_found, fmt::format("the answer counts lags up to {}", spec.rule.lags),
                 "question.at.lag", "ask with more \"lags\""};
  cells.cohorts.assign(spec.intervals.count(), false);
  if (at.value("cohort", all_cohorts) == all_cohorts) {
    for (std::size_t c = 0; c < cells.cohorts.size(); ++c) cells.cohorts[c] = is_final(spec.known(c, cells.lag));
    return cells;
  }
  CAIRN_TRY(auto cohort, interval_named(spec.intervals, at["cohort"], "question.at.cohort"));
  if (spec.known(cohort, cells.lag) == Known::future)
    return Error{ErrorCode::invalid,
                 fmt::format("lag {} of the cohort of {} lies in the future", cells.lag, spec.intervals.name(cohort)),
                 "question.at.lag", "its number is not known yet"};
  cells.cohorts[cohort] = true;
  return cells;
}

}  // namespace

Result<Selector> select_retention(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto made, Spec::of(asked));
  CAIRN_TRY(auto cells, Cells::of(made, at));
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  auto spec = std::make_shared<const Spec>(std::move(made));
  return Selector([&asked, spec, cells, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto words, spec->roles.rows(view));
    auto roles = std::make_shared<const std::vector<Matches>>(std::move(words));
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, spec, cells, roles, allowed](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::vector<std::uint64_t> wanted(spec->rule.lags + 1), others(spec->rule.lags + 1);
      RetentionWalk walk(spec->rule, spec->lookup, view, EventRoles::ByRow{roles->data()});
      walk.of_case(c, [&](std::uint32_t cohort) { return (cells.cohorts[cohort] ? wanted : others).data(); });
      return cells.missing ? wanted[0] - wanted[cells.lag] : wanted[cells.lag];
    });
  });
}

}  // namespace cairn::journey
