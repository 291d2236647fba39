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
// Bins: ceil(cbrt(n)) unless `bins` says otherwise, of equal whole seconds from the smallest value; the last closes at
// the largest. They are exact: the data are walked a second time when the borders are known.
#include <fmt/format.h>

#include <cmath>

#include "journey/breakdown.h"
#include "journey/element.h"

namespace cairn::journey {
namespace {

enum class Fate { answered, unanswered, in_progress };

struct Spec {
  std::optional<Elements> ends;  ///< element 0 is A, 1 is B
  bool each = false;
  std::optional<std::int64_t> window_ms;
};

Result<Spec> spec_of(const Asked& asked) {
  const Json& question = asked.question;
  Spec spec;
  spec.each = question.value("mode", "first") == "each";
  if (question.contains("window")) {
    CAIRN_TRY(auto window, parse_duration(question["window"].get<std::string>(), "question.window"));
    if (window.ms < 0) return Error{ErrorCode::invalid, "a window cannot be negative", "question.window", ""};
    spec.window_ms = window.ms;
  }
  if (question.contains("from") != question.contains("to")) {
    const char* missing = question.contains("from") ? "to" : "from";
    return Error{ErrorCode::invalid,
                 fmt::format("timing needs both 'from' and 'to', or neither; '{}' is missing", missing),
                 fmt::format("question.{}", missing), "without both, the durations of cases are measured"};
  }
  if (question.contains("from")) {
    CAIRN_TRY(auto ends, Elements::make(asked, {{question["from"], "question.from"}, {question["to"], "question.to"}}));
    spec.ends = std::move(ends);
  }
  return spec;
}

/// The times of one bucket. `tell(fate, ms)` is called for each.
class Measure {
 public:
  static Result<Measure> make(const Asked& asked, const Spec& spec, const CaseView& view) {
    Measure measure(asked, spec, view);
    if (spec.ends) {
      CAIRN_TRY(measure.rows_, spec.ends->on(view));
    }
    return measure;
  }

  template <class Tell>
  void of_case(std::size_t c, const Tell& tell) const {
    if (!spec_.ends)
      duration(c, tell);
    else if (spec_.each)
      each(c, tell);
    else
      first(c, tell);
  }

 private:
  static constexpr Matches a = 1, b = 2;
  Measure(const Asked& asked, const Spec& spec, const CaseView& view) : asked_(asked), spec_(spec), view_(view) {}

  template <class Tell>
  void duration(std::size_t c, const Tell& tell) const {
    auto ms = static_cast<std::uint64_t>(view_.ms(view_.offsets[c + 1] - 1) - view_.ms(view_.offsets[c]));
    auto state = view_.state.empty() ? CaseState::complete : view_.state[c];
    tell(state == CaseState::complete ? Fate::answered
         : state == CaseState::lost   ? Fate::unanswered
                                      : Fate::in_progress,
         ms);
  }

  /// The first row at or after the instant of row `from` that is a B and another event than `from`; else the end.
  std::size_t answer_to(std::size_t from, std::size_t begin, std::size_t end) const {
    std::size_t i = from;
    while (i > begin && view_.ms(i - 1) == view_.ms(from)) --i;
    while (i < end && (i == from || !(rows_[i] & b))) ++i;
    return i;
  }

  template <class Tell>
  void tell_answer(std::size_t c, std::size_t from, std::size_t answer, const Tell& tell) const {
    std::int64_t since = view_.ms(from);
    if (answer < view_.offsets[c + 1]) {
      std::int64_t took = view_.ms(answer) - since;
      if (!spec_.window_ms || took <= *spec_.window_ms) return tell(Fate::answered, static_cast<std::uint64_t>(took));
      return tell(Fate::unanswered, std::uint64_t{0});
    }
    bool open =
        asked_.plan.open_case(view_, c) && (!spec_.window_ms || since + *spec_.window_ms >= asked_.plan.horizon_ms());
    tell(open ? Fate::in_progress : Fate::unanswered, std::uint64_t{0});
  }

  template <class Tell>
  void first(std::size_t c, const Tell& tell) const {
    std::size_t begin = view_.offsets[c], end = view_.offsets[c + 1], from = begin;
    while (from < end && !(rows_[from] & a)) ++from;
    if (from == end) return;
    // Several A of the first instant: the one whose answer comes first decides.
    std::size_t best = answer_to(from, begin, end);
    for (std::size_t i = from + 1; i < end && view_.ms(i) == view_.ms(from); ++i)
      if (rows_[i] & a) best = std::min(best, answer_to(i, begin, end));
    tell_answer(c, from, best, tell);
  }

  template <class Tell>
  void each(std::size_t c, const Tell& tell) const {
    std::size_t begin = view_.offsets[c], end = view_.offsets[c + 1];
    // Backwards, so that the next B is known: the first B of a later instant, and those of this instant.
    std::size_t later = end;
    for (std::size_t last = end; last > begin;) {
      std::size_t first_row = last - 1;
      while (first_row > begin && view_.ms(first_row - 1) == view_.ms(last - 1)) --first_row;
      std::size_t here = 0, some = last;
      for (std::size_t i = first_row; i < last; ++i)
        if (rows_[i] & b) ++here, some = i;
      for (std::size_t i = first_row; i < last; ++i) {
        if (!(rows_[i] & a)) continue;
        bool now = here > 1 || (here == 1 && some != i);
        tell_answer(c, i, now ? i : later, tell);
      }
      if (here > 0) later = some;
      last = first_row;
    }
  }

  const Asked& asked_;
  const Spec& spec_;
  const CaseView& view_;
  std::vector<Matches> rows_;
};

struct Group {
  Histogram times;
  std::uint64_t cases = 0, unanswered = 0, in_progress = 0;
  void merge(Group&& other) {
    times.merge(other.times);
    cases += other.cases;
    unanswered += other.unanswered;
    in_progress += other.in_progress;
  }
};

struct Partial {
  std::vector<Group> groups;
  void merge(Partial&& other) { merge_groups(groups, std::move(other.groups)); }
};

Result<void> count(const Asked& asked, const Spec& spec, const CaseView& view, Partial& partial) {
  CAIRN_TRY(auto measure, Measure::make(asked, spec, view));
  for (std::size_t c = 0; c < view.cases(); ++c) {
    Group& group = at_group(partial.groups, view.group.empty() ? 0 : view.group[c]);
    ++group.cases;
    measure.of_case(c, [&](Fate fate, std::uint64_t ms) {
      if (fate == Fate::answered)
        group.times.add(ms);
      else
        ++(fate == Fate::unanswered ? group.unanswered : group.in_progress);
    });
  }
  return {};
}

/// Borders of equal width; bin i holds [from + i·width, from + (i+1)·width), the last also its upper border.
struct Bins {
  std::uint64_t from_ms = 0, to_ms = 0, width_ms = 1, count = 0;
  static Bins of(const Histogram& all, std::optional<std::uint64_t> wanted) {
    Bins bins;
    if (all.n() == 0) return bins;
    bins.from_ms = all.min();
    bins.to_ms = all.max();
    auto many = wanted.value_or(static_cast<std::uint64_t>(std::ceil(std::cbrt(static_cast<double>(all.n())) - 1e-9)));
    std::uint64_t span = bins.to_ms - bins.from_ms;
    std::uint64_t seconds = (span + many * 1000 - 1) / (many * 1000);
    bins.width_ms = std::max<std::uint64_t>(1, seconds) * 1000;
    bins.count = std::max<std::uint64_t>(1, (span + bins.width_ms - 1) / bins.width_ms);
    return bins;
  }
  std::size_t of(std::uint64_t ms) const {
    return static_cast<std::size_t>(std::min((ms - from_ms) / width_ms, count - 1));
  }
  std::uint64_t lower(std::size_t i) const { return from_ms + i * width_ms; }
  std::uint64_t upper(std::size_t i) const { return i + 1 == count ? to_ms : lower(i + 1); }
};

struct BinCounts {
  std::vector<std::vector<std::uint64_t>> groups;
  void merge(BinCounts&& other) {
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (std::size_t i = 0; i < groups[g].size(); ++i) groups[g][i] += other.groups[g][i];
  }
};

Result<Json> count_bins(const Asked& asked, const Spec& spec, const Breakdown& breakdown, const Bins& bins) {
  Json json = Json::array();
  if (bins.count == 0) return json;
  BinCounts blank;
  blank.groups.assign(breakdown.names.size(), std::vector<std::uint64_t>(bins.count));
  Basis again;
  CAIRN_TRY(auto counts,
            over_buckets(asked, again, blank, [&](const CaseView& view, BinCounts& partial) -> Result<void> {
              CAIRN_TRY(auto measure, Measure::make(asked, spec, view));
              for (std::size_t c = 0; c < view.cases(); ++c) {
                auto& group = partial.groups[view.group.empty() ? 0 : breakdown.place[view.group[c]]];
                measure.of_case(c, [&](Fate fate, std::uint64_t ms) {
                  group[fate == Fate::answered ? bins.of(ms) : 0] += fate == Fate::answered;
                });
              }
              return {};
            }));
  for (std::size_t g = 0; g < counts.groups.size(); ++g)
    for (std::size_t i = 0; i < bins.count; ++i) {
      Json bin = Json::object();
      if (breakdown.shown) bin["group"] = breakdown.names[g];
      bin["from"] = seconds_of(static_cast<double>(bins.lower(i)));
      bin["to"] = seconds_of(static_cast<double>(bins.upper(i)));
      bin["count"] = counts.groups[g][i];
      json.push_back(std::move(bin));
    }
  return json;
}

void write_group(const Group& group, Json row, Answer& answer) {
  bool any = group.times.n() > 0;
  row.push_back(group.times.n());
  row.push_back(group.unanswered);
  row.push_back(group.in_progress);
  auto time = [&](double ms) { row.push_back(any ? Json(seconds_of(ms)) : Json()); };
  for (double quantile : group.times.quantiles({0.5, 0.75, 0.95})) time(quantile);
  time(group.times.mean());
  time(static_cast<double>(group.times.min()));
  time(static_cast<double>(group.times.max()));
  answer.rows.push_back(std::move(row));
}

}  // namespace

Result<Answer> answer_timing(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto spec, spec_of(asked));
  Partial blank;
  if (!asked.grouped()) blank.groups.resize(1);
  CAIRN_TRY(auto partial, over_buckets(asked, answer.basis, blank, [&](const CaseView& view, Partial& into) {
              return count(asked, spec, view, into);
            }));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases);
  auto breakdown = Breakdown::of(asked, cases);
  auto groups = fold(breakdown, std::move(partial.groups));
  breakdown.head(answer);
  for (auto* name : {"n", "unanswered", "in_progress"}) answer.column(name, "integer");
  for (auto* name : {"median", "p75", "p95", "mean", "min", "max"}) answer.column(name, "duration");
  Group all;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    write_group(groups[g], breakdown.row(g), answer);
    all.merge(Group(groups[g]));
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
  CAIRN_TRY(auto spec, spec_of(asked));
  std::optional<double> longer, shorter;  // ms
  for (auto [field, limit] : {std::pair("longer_than", &longer), std::pair("shorter_than", &shorter)}) {
    if (!at.contains(field)) continue;
    if (at[field].is_number()) {
      *limit = at[field].get<double>() * 1000;
    } else {
      CAIRN_TRY(auto duration, parse_duration(at[field].get<std::string>(), fmt::format("question.at.{}", field)));
      *limit = static_cast<double>(duration.ms);
    }
  }
  std::optional<Fate> fate;
  if (at.value("unanswered", false)) fate = Fate::unanswered;
  if (at.value("in_progress", false)) fate = Fate::in_progress;
  if (fate && (longer || shorter))
    return Error{ErrorCode::invalid, "what is not answered has no time: 'unanswered' and 'in_progress' stand alone",
                 "question.at", ""};
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, spec, longer, shorter, fate, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto measure, Measure::make(asked, spec, view));
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, measure, longer, shorter, fate, allowed](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::uint64_t count = 0;
      measure.of_case(c, [&](Fate found, std::uint64_t ms) {
        auto time = static_cast<double>(ms);
        count += found == fate.value_or(Fate::answered) && (!longer || time > *longer) && (!shorter || time < *shorter);
      });
      return count;
    });
  });
}

}  // namespace cairn::journey
