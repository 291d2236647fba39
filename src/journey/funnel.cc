// Funnel: how many cases take a list of steps in order, within a window.
//
// The rules (funnel_walk.h has the mechanism):
//   - The window runs from the first step, inclusive. Without one a case has all the time there is.
//   - A case counts once, at the furthest step that any of its chains reaches; a later first step starts a new chain.
//   - One event fills one step; a step that is named twice needs two events. Events of one instant are taken together.
//   - Times are those of the first chain that came as far as the case ever came: for who converted, the first
//   conversion.
//   - Who has not converted is in progress while the case is open and the window of its youngest chain is not over at
//   the
//     horizon, and lost afterwards. Without a window nobody with an open case is lost.
//   - `by`: the first value that is there among the case's events that match any step, so each case is in one group.
// Rates have three bases: of_entered (cases with step 1), of_previous (cases with the step before), of_all (all cases
// of the question, whatever they did).
#include <fmt/format.h>

#include "journey/breakdown.h"
#include "journey/element.h"
#include "journey/funnel_walk.h"
#include "journey/step_bits.h"

namespace cairn::journey {
namespace {

struct Spec {
  Elements steps;
  std::int64_t window_ms = FunnelWalk::unlimited;
  int count() const { return static_cast<int>(steps.size()); }
};

Result<Spec> spec_of(const Asked& asked) {
  std::vector<std::pair<Json, std::string>> wanted;
  for (const auto& step : asked.question["steps"])
    wanted.emplace_back(step, fmt::format("question.steps[{}]", wanted.size()));
  CAIRN_TRY(auto steps, Elements::make(asked, wanted));
  Spec spec{std::move(steps), FunnelWalk::unlimited};
  if (asked.question.contains("window")) {
    CAIRN_TRY(auto window, parse_duration(asked.question["window"].get<std::string>(), "question.window"));
    if (window.ms < 0) return Error{ErrorCode::invalid, "a window cannot be negative", "question.window", ""};
    spec.window_ms = window.ms;
  }
  return spec;
}

/// The rows of a view that match a step, and what they match.
struct Matched {
  Bits bits;
  std::vector<Matches> rows;  ///< empty: by_symbol says it
  const std::vector<Matches>* by_symbol = nullptr;
  Matches at(const CaseView& view, std::size_t i) const {
    return rows.empty() ? (*by_symbol)[view.symbol(i)] : rows[i];
  }
};

Result<Matched> matched(const Spec& spec, const CaseView& view) {
  Matched matched;
  matched.by_symbol = &spec.steps.by_symbol();
  if (spec.steps.by_symbol_only()) {
    std::vector<std::uint8_t> wanted;
    for (auto matches : *matched.by_symbol) wanted.push_back(matches != 0);
    matched.bits = view.symbol16.empty() ? step_bits(view.symbol8, wanted) : step_bits(view.symbol16, wanted);
    return matched;
  }
  CAIRN_TRY(matched.rows, spec.steps.on(view));
  matched.bits.resize((matched.rows.size() + 63) / 64);
  for (std::size_t i = 0; i < matched.rows.size(); ++i)
    matched.bits[i / 64] |= std::uint64_t{matched.rows[i] != 0} << (i % 64);
  return matched;
}

/// The set bits of [begin, end), one after the other; `end` when there are no more.
class SetBits {
 public:
  SetBits(const Bits& bits, std::size_t begin, std::size_t end) : bits_(bits), end_(end), word_(begin / 64) {
    rest_ = begin < end ? bits[word_] & ~std::uint64_t{0} << (begin % 64) : 0;
  }
  std::size_t next() {
    while (rest_ == 0) {
      if ((word_ + 1) * 64 >= end_) return end_;
      rest_ = bits_[++word_];
    }
    std::size_t at = word_ * 64 + static_cast<std::size_t>(std::countr_zero(rest_));
    rest_ &= rest_ - 1;
    return std::min(at, end_);
  }

 private:
  const Bits& bits_;
  std::size_t end_, word_;
  std::uint64_t rest_;
};

void walk_case(const CaseView& view, const Matched& matched, std::size_t c, FunnelWalk& walk,
               std::vector<Matches>& instant) {
  walk.restart();
  std::size_t end = view.offsets[c + 1];
  SetBits rows(matched.bits, view.offsets[c], end);
  std::size_t at = rows.next();
  std::int64_t now = at < end ? view.ms(at) : 0;
  while (at < end) {
    std::size_t next = rows.next();
    std::int64_t later = next < end ? view.ms(next) : 0;
    if (next == end || later != now) {
      walk.event(now, matched.at(view, at));
    } else {
      instant.assign(1, matched.at(view, at));
      do {
        instant.push_back(matched.at(view, next));
        next = rows.next();
        later = next < end ? view.ms(next) : 0;
      } while (next < end && later == now);
      walk.instant(now, instant);
    }
    if (walk.converted()) return;
    at = next;
    now = later;
  }
}

bool still_open(const Asked& asked, const CaseView& view, std::size_t c, const Spec& spec, const FunnelWalk& walk) {
  if (walk.reached() == 0 || walk.converted() || !asked.plan.open_case(view, c)) return false;
  return spec.window_ms == FunnelWalk::unlimited || walk.last_entry() + spec.window_ms >= asked.plan.horizon_ms();
}

std::uint32_t group_of(const CaseView& view, const Matched& matched, const std::vector<std::uint32_t>& row_groups,
                       std::size_t c) {
  std::size_t end = view.offsets[c + 1];
  SetBits rows(matched.bits, view.offsets[c], end);
  for (std::size_t at; (at = rows.next()) < end;)
    if (auto group = row_groups[view.bucket_row(at)]; group != 0) return group;
  return 0;
}

struct Step {
  std::uint64_t furthest = 0;     ///< cases that came exactly so far
  std::uint64_t in_progress = 0;  ///< of these
  Histogram from_first, from_previous;
  void merge(Step&& other) {
    furthest += other.furthest;
    in_progress += other.in_progress;
    from_first.merge(other.from_first);
    from_previous.merge(other.from_previous);
  }
};

struct Group {
  std::uint64_t cases = 0;
  std::vector<Step> steps;  ///< from 1; 0: never entered
  void merge(Group&& other) {
    cases += other.cases;
    merge_groups(steps, std::move(other.steps));
  }
};

struct Partial {
  std::vector<Group> groups;
  void merge(Partial&& other) { merge_groups(groups, std::move(other.groups)); }
};

Result<void> count(const Asked& asked, const Spec& spec, const CaseView& view, Partial& partial) {
  CAIRN_TRY(auto rows, matched(spec, view));
  std::vector<std::uint32_t> row_groups;
  if (asked.grouped()) {
    CAIRN_TRY(row_groups, asked.plan.row_groups(*view.bucket));
  }
  FunnelWalk walk(spec.count(), spec.window_ms);
  std::vector<Matches> instant;
  for (std::size_t c = 0; c < view.cases(); ++c) {
    walk_case(view, rows, c, walk, instant);
    Group& group = at_group(partial.groups, row_groups.empty() ? 0 : group_of(view, rows, row_groups, c));
    if (group.steps.empty()) group.steps.resize(spec.steps.size() + 1);
    ++group.cases;
    Step& furthest = group.steps[static_cast<std::size_t>(walk.reached())];
    ++furthest.furthest;
    furthest.in_progress += still_open(asked, view, c, spec, walk);
    for (int k = 2; k <= walk.reached(); ++k) {
      Step& step = group.steps[static_cast<std::size_t>(k)];
      step.from_first.add(static_cast<std::uint64_t>(walk.time(k) - walk.time(1)));
      step.from_previous.add(static_cast<std::uint64_t>(walk.time(k) - walk.time(k - 1)));
    }
  }
  return {};
}

void append_times(Json& row, const Histogram& times) {
  auto quantiles = times.quantiles({0.5, 0.75, 0.95});
  for (double quantile : quantiles) row.push_back(times.n() ? Json(seconds_of(quantile)) : Json());
  row.push_back(times.n() ? Json(seconds_of(times.mean())) : Json());
}

void write_group(const Spec& spec, const Group& group, const Json& head, std::uint64_t all_cases, Answer& answer) {
  std::size_t n = spec.steps.size();
  std::vector<std::uint64_t> reached(n + 2);
  for (std::size_t k = n; k >= 1; --k) reached[k] = reached[k + 1] + group.steps[k].furthest;
  for (std::size_t k = 1; k <= n; ++k) {
    const Step& step = group.steps[k];
    Json row = head;
    row.push_back(k);
    row.push_back(spec.steps.name(k - 1));
    row.push_back(reached[k]);
    row.push_back(share(reached[k], reached[1]));
    row.push_back(k == 1 ? share(reached[1], reached[1]) : share(reached[k], reached[k - 1]));
    row.push_back(share(reached[k], all_cases));
    row.push_back(k == n ? 0 : step.furthest - step.in_progress);
    row.push_back(step.in_progress);
    append_times(row, step.from_first);
    append_times(row, step.from_previous);
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

}  // namespace

Result<Answer> answer_funnel(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, spec_of(asked));
  Partial blank;
  if (!asked.grouped()) at_group(blank.groups, 0).steps.resize(spec.steps.size() + 1);
  CAIRN_TRY(auto partial, over_buckets(asked, answer.basis, blank, [&](const CaseView& view, Partial& into) {
              return count(asked, spec, view, into);
            }));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases);
  auto breakdown = Breakdown::of(asked, cases);
  auto groups = fold(breakdown, std::move(partial.groups));
  breakdown.head(answer);
  head(answer);
  std::uint64_t entered = 0, converted = 0, in_progress = 0, lost = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    write_group(spec, groups[g], breakdown.row(g), answer.basis.cases, answer);
    converted += groups[g].steps.back().furthest;
    for (std::size_t k = 1; k < groups[g].steps.size(); ++k) {
      const Step& step = groups[g].steps[k];
      entered += step.furthest;
      in_progress += step.in_progress;
      if (k + 1 < groups[g].steps.size()) lost += step.furthest - step.in_progress;
    }
  }
  answer.totals = {{"cases", answer.basis.cases}, {"entered", entered},
                   {"converted", converted},      {"conversion", share(converted, entered)},
                   {"in_progress", in_progress},  {"lost", lost}};
  if (spec.window_ms == FunnelWalk::unlimited && in_progress > 0)
    answer.note("without a window a case that may go on can always still convert: it is in progress, not lost");
  return answer;
}

Result<Selector> select_funnel(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto spec, spec_of(asked));
  if (!at.contains("step"))
    return Error{ErrorCode::invalid, "'at' of a funnel needs 'step'", "question.at.step",
                 R"(for example {"step":2,"state":"dropped"})"};
  int step = at["step"].get<int>();
  if (step < 1 || step > spec.count())
    return Error{ErrorCode::invalid, fmt::format("step {} is not there; expected 1 to {}", step, spec.count()),
                 "question.at.step", ""};
  auto state = at.value("state", "reached");
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, spec, step, state, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto rows, matched(spec, view));
    std::vector<std::uint32_t> row_groups;
    if (asked.grouped()) {
      CAIRN_TRY(row_groups, asked.plan.row_groups(*view.bucket));
    }
    auto allowed = choice.allowed(asked);
    auto walk = std::make_shared<FunnelWalk>(spec.count(), spec.window_ms);
    return CaseCount(
        [&asked, &view, &spec, step, state, rows, row_groups, allowed, walk](std::size_t c) -> std::uint64_t {
          std::vector<Matches> instant;
          if (!row_groups.empty() && !allowed[group_of(view, rows, row_groups, c)]) return 0;
          walk_case(view, rows, c, *walk, instant);
          if (state == "reached") return walk->reached() >= step;
          bool open = still_open(asked, view, c, spec, *walk);
          if (walk->reached() != step || walk->converted()) return 0;
          return state == "in_progress" ? open : !open;
        });
  });
}

}  // namespace cairn::journey
