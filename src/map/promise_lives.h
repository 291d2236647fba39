// The promises of one kind that one customer was given, each followed from its making to its answer.
//
//   first event of `made` with the value     the clock starts
//   first `asked` after it, same value       inside the terms when not later than the deadline
//   first `kept` or `broken` after that      the answer; one event that is both breaks it
#pragma once

#include <cstdint>
#include <vector>

#include "map/promise.h"

namespace cairn::map {

/// What an event is to a promise; `key` and `place` number the values of Promise::by and Promise::place, 0: none.
struct PromiseEvent {
  bool made = false, asked = false, kept = false, broken = false;
  bool counted = true;  ///< false: the promise that it makes is followed, and in no number
  std::uint32_t key = 0, place = 0;
  std::int64_t ms = 0;
  bool matters() const { return made || asked || kept || broken; }
};

struct PromiseLife {
  enum class State {
    running,       ///< not asked for, and may still be
    expired,       ///< not asked for in time
    open,          ///< asked for inside the terms, no answer yet
    kept,          ///< asked for inside the terms, and granted
    broken,        ///< asked for inside the terms, and refused
    late,          ///< asked for after the deadline, no answer yet
    late_kept,     ///< granted all the same
    late_refused,  ///< refused, rightly
  };
  std::uint32_t key = 0, place = 0, asked_place = 0;
  std::int64_t made_ms = 0, asked_ms = 0, answered_ms = 0;  ///< the last two where they happened
  bool asked = false, inside = false, answered = false, broken = false, counted = true;

  State state(const Promise& promise, std::int64_t now_ms) const {
    if (answered && inside) return broken ? State::broken : State::kept;
    if (answered) return broken ? State::late_refused : State::late_kept;
    if (asked) return inside ? State::open : State::late;
    return !promise.deadline || made_ms + promise.deadline->ms >= now_ms ? State::running : State::expired;
  }
};
const char* word_of(PromiseLife::State state);

/// Takes the events of one customer in order.
class PromiseLives {
 public:
  explicit PromiseLives(const Promise& promise) : promise_(promise) {}
  void clear() { lives_.clear(); }  ///< for the next customer
  void take(const PromiseEvent& event);
  const std::vector<PromiseLife>& lives() const { return lives_; }
  /// Of all customers: requests without a promise; events of `made` without a value of Promise::by.
  std::uint64_t unmatched() const { return unmatched_; }
  std::uint64_t unnamed() const { return unnamed_; }

 private:
  PromiseLife* find(std::uint32_t key);
  void make(const PromiseEvent& event, bool named);
  void ask(const PromiseEvent& event, PromiseLife* life);

  const Promise& promise_;
  std::vector<PromiseLife> lives_;
  std::uint64_t unmatched_ = 0, unnamed_ = 0;
};

}  // namespace cairn::map
