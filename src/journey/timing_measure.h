// How the times of a timing are measured, case by case; the rules stand in timing.cc.
#pragma once

#include "journey/element.h"

namespace cairn::journey {

enum class Fate { answered, unanswered, in_progress };

/// What a question of this kind asks, checked.
struct TimingSpec {
  std::optional<Elements> ends;  ///< element 0 is A, 1 is B
  bool each = false;
  std::optional<std::int64_t> window_ms;
  static Result<TimingSpec> of(const Asked& asked);
};

/// The times that were measured, and the starts without one.
struct Times {
  Histogram times;
  std::uint64_t unanswered = 0, in_progress = 0;
  void add(Fate fate, std::uint64_t ms) {
    if (fate == Fate::answered)
      times.add(ms);
    else
      ++(fate == Fate::unanswered ? unanswered : in_progress);
  }
  void merge(const Times& other) {
    times.merge(other.times);
    unanswered += other.unanswered;
    in_progress += other.in_progress;
  }
};

/// The times of one bucket. `tell(fate, ms, since)` is called for each; `since` is when the clock started, ms since
/// 1930.
class TimingMeasure {
 public:
  static Result<TimingMeasure> make(const Asked& asked, const TimingSpec& spec, const CaseView& view) {
    TimingMeasure measure(asked, spec, view);
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
  TimingMeasure(const Asked& asked, const TimingSpec& spec, const CaseView& view)
      : asked_(asked), spec_(spec), view_(view) {}

  template <class Tell>
  void duration(std::size_t c, const Tell& tell) const {
    auto ms = static_cast<std::uint64_t>(view_.ms(view_.offsets[c + 1] - 1) - view_.ms(view_.offsets[c]));
    auto state = view_.state.empty() ? CaseState::complete : view_.state[c];
    tell(state == CaseState::complete ? Fate::answered
         : state == CaseState::lost   ? Fate::unanswered
                                      : Fate::in_progress,
         ms, view_.ms(view_.offsets[c]));
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
      if (!spec_.window_ms || took <= *spec_.window_ms)
        return tell(Fate::answered, static_cast<std::uint64_t>(took), since);
      return tell(Fate::unanswered, std::uint64_t{0}, since);
    }
    bool open =
        asked_.plan.open_case(view_, c) && (!spec_.window_ms || since + *spec_.window_ms >= asked_.plan.horizon_ms());
    tell(open ? Fate::in_progress : Fate::unanswered, std::uint64_t{0}, since);
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
  const TimingSpec& spec_;
  const CaseView& view_;
  std::vector<Matches> rows_;
};

}  // namespace cairn::journey
