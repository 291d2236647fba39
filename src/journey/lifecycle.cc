// Lifecycle: who is new, returning, resurrecting or dormant in each interval.
//
//   interval       0    1    2    3    4
//   active         ●    ●              ●
//                  new  ret. dorm.     resurrecting
//
// New: active for the first time ever, also before the period. Returning: active in the interval before, too.
// Resurrecting: active again after a silence. Dormant: silent in the interval after an active one; counted once, in the
// first silent interval. So new + returning + resurrecting are the active, and returning + dormant are the active of
// the interval before. The period says which intervals are shown; what was before it is looked at.
#include <fmt/format.h>

#include <array>

#include "journey/breakdown.h"
#include "journey/event_roles.h"
#include "journey/interval_lookup.h"
#include "journey/known_span.h"

namespace cairn::journey {
namespace {

enum Stage : std::size_t { is_new, returning, resurrecting, dormant };
constexpr std::array stage_names{"new", "returning", "resurrecting", "dormant"};
constexpr std::size_t most_intervals = 1000;

struct Spec {
  EventRoles roles;
  KnownSpan span;
  Intervals intervals;
  IntervalLookup lookup;

  static Result<Spec> of(const Asked& asked) {
    Spec spec;
    CAIRN_TRY(spec.roles, EventRoles::make(asked, {"event"}));
    spec.span = KnownSpan::of(asked);
    spec.intervals = spec.span.intervals(asked, interval_unit_of(asked.question));
    spec.lookup = IntervalLookup(spec.intervals);
    return spec;
  }
  /// The first interval that is shown.
  std::size_t first_shown() const { return intervals.of(std::max(span.from_ms, span.first_ms)); }
};

/// tell(stage, interval), intervals ascending.
template <class Roles, class Tell>
void walk(const Spec& spec, const CaseView& view, const Roles& roles, std::size_t c, const Tell& tell) {
  auto count = static_cast<std::uint32_t>(spec.intervals.count());
  std::uint32_t last = 0, until = 0;
  bool any = false;
  for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1]; ++i) {
    std::uint32_t now = view.seconds[i];
    if (now < until || !roles(i)) continue;
    std::uint32_t interval = spec.lookup.of(now);
    until = spec.lookup.end(interval);
    if (!any) {
      tell(is_new, interval);
    } else if (interval == last + 1) {
      tell(returning, interval);
    } else {
      tell(dormant, last + 1);
      tell(resurrecting, interval);
    }
    any = true;
    last = interval;
  }
  if (any && last + 1 < count) tell(dormant, last + 1);
}

using Counts = std::array<std::uint64_t, stage_names.size()>;

struct Group {
  std::vector<Counts> intervals;
  void merge(Group&& other, Pace&) {
    if (other.intervals.size() > intervals.size()) intervals.resize(other.intervals.size());
    for (std::size_t i = 0; i < other.intervals.size(); ++i)
      for (std::size_t stage = 0; stage < stage_names.size(); ++stage) intervals[i][stage] += other.intervals[i][stage];
  }
};

struct Partial {
  std::vector<Group> groups;
  void merge(Partial&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

Result<Partial> count(const Asked& asked, const Spec& spec, const Breakdown& breakdown, Basis& basis) {
  Partial blank;
  blank.groups.resize(breakdown.names.size());
  for (auto& group : blank.groups) group.intervals.resize(spec.intervals.count());
  return over_buckets(asked, basis, blank, [&](const CaseView& view, Partial& partial) -> Result<void> {
    return spec.roles.on(view, [&](auto roles) {
      for (std::size_t c = 0; c < view.cases(); ++c) {
        auto& intervals = partial.groups[view.group.empty() ? 0 : breakdown.place[view.group[c]]].intervals;
        walk(spec, view, roles, c, [&](Stage stage, std::uint32_t interval) { ++intervals[interval][stage]; });
      }
    });
  });
}

std::vector<std::size_t> shown_intervals(const Spec& spec, const std::vector<Group>& groups, Answer& answer) {
  std::vector<std::size_t> filled;
  for (std::size_t i = spec.first_shown(); i < spec.intervals.count(); ++i)
    if (std::any_of(groups.begin(), groups.end(), [&](const Group& group) { return group.intervals[i] != Counts{}; }))
      filled.push_back(i);
  if (filled.empty()) return filled;
  std::size_t all = spec.intervals.count() - filled.front();
  if (all > most_intervals) {
    answer.note(fmt::format("{} intervals in which nobody came or left are not shown", all - filled.size()));
    return filled;
  }
  std::vector<std::size_t> shown(all);
  for (std::size_t i = 0; i < all; ++i) shown[i] = filled.front() + i;
  return shown;
}

}  // namespace

bool lifecycle_looks_back(const Json&) { return true; }

Result<Answer> answer_lifecycle(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, Spec::of(asked));
  CAIRN_TRY(auto breakdown, Breakdown::of_cases(asked));
  breakdown.head(answer);
  answer.column("interval", "text");
  answer.column("active", "integer");
  for (auto* name : stage_names) answer.column(name, "integer");
  answer.column("state", "text");
  Counts totals{};
  CAIRN_TRY(auto partial, count(asked, spec, breakdown, answer.basis));
  auto shown = shown_intervals(spec, partial.groups, answer);
  for (std::size_t g = 0; g < partial.groups.size(); ++g)
    for (auto i : shown) {
      const Counts& counts = partial.groups[g].intervals[i];
      Json row = breakdown.row(g);
      row.push_back(spec.intervals.name(i));
      row.push_back(counts[is_new] + counts[returning] + counts[resurrecting]);
      for (auto each : counts) row.push_back(each);
      // What was before the period is known: an interval in which the period begins is whole.
      bool over = spec.intervals.end_ms(i) <= spec.span.until_ms;
      row.push_back(word_of(over ? Known::complete : Known::in_progress));
      answer.rows.push_back(std::move(row));
      for (std::size_t stage = 0; stage < counts.size(); ++stage) totals[stage] += counts[stage];
    }
  answer.totals = {{"cases", answer.basis.cases}};
  for (std::size_t stage = 0; stage < totals.size(); ++stage) answer.totals[stage_names[stage]] = totals[stage];
  if (asked.scope.from)
    answer.note("all history before the period was looked at: who is new is new for the first time");
  return answer;
}

Result<Selector> select_lifecycle(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto made, Spec::of(asked));
  auto name = at.value("state", "active");
  std::vector<std::string> known(stage_names.begin(), stage_names.end());
  known.emplace_back("active");
  auto stage = static_cast<std::size_t>(std::find(known.begin(), known.end(), name) - known.begin());
  if (stage == known.size())
    return Error{ErrorCode::invalid, fmt::format("a lifecycle has no state '{}'", name), "question.at.state",
                 "one of new, returning, resurrecting, dormant, active"};
  std::optional<std::size_t> interval;
  if (at.contains("interval")) {
    CAIRN_TRY(interval, interval_named(made.intervals, at["interval"], "question.at.interval"));
  }
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  auto spec = std::make_shared<const Spec>(std::move(made));
  return Selector([&asked, spec, stage, interval, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto words, spec->roles.rows(view));
    auto roles = std::make_shared<const std::vector<Matches>>(std::move(words));
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, spec, stage, interval, roles, allowed](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::uint64_t count = 0;
      walk(*spec, view, EventRoles::ByRow{roles->data()}, c, [&](Stage found, std::uint32_t at_interval) {
        bool wanted = stage == stage_names.size() ? found != dormant : found == stage;
        count += wanted && (interval ? at_interval == *interval : at_interval >= spec->first_shown());
      });
      return count;
    });
  });
}

}  // namespace cairn::journey
