// One case through a funnel whose steps may be optional, must follow each other directly, or have exclusions between
// them: the walk by attempts. (funnel_walk.h walks the plain ordered funnel, which needs less.)
//
//   steps  a b? c, x excluded from 1 to 3            an attempt: what it has taken, when it began
//
//   1: a      {a}@1                                  every first step starts an attempt
//   2: b      {a b}@1
//   3: x      {a b}@1 spoiled
//   4: a      {a}@4, {a b}@1 spoiled
//   5: c      {a c}@4  converted: a clean attempt rescues the case
//
//   - An attempt takes, with each event, the furthest step it can: the next, or one behind optional steps only. It
//   lives
//     while its window, from its first step, is not over.
//   - Attempts that have taken the same steps go the same way: the youngest of them is kept.
//   - The case counts by the attempt that came furthest; of those by the one that came there first, then by the one
//   that
//     took more steps, then by the youngest.
//   - An exclusion spoils the attempts that wait in its range. A spoiled attempt can still take one step, and is over
//     with it. Where only spoiled attempts came furthest, the case is excluded.
//   - Strict: an event that is neither an attempt's next step nor its last one again ends it.
//   - Events of one instant are taken together. If they differ in the steps they are, exclusions and strictness do not
//     matter in it; an exclusion at the instant of a step never bites.
#pragma once

#include "journey/funnel_outcome.h"
#include "journey/funnel_rows.h"

namespace cairn::journey {

class AttemptWalk {
 public:
  explicit AttemptWalk(const FunnelSpec& spec) : spec_(spec) {}
  void restart();
  /// False when the case has taken the last step cleanly: nothing can change any more.
  bool instant(const FunnelInstant& instant);
  /// After the last instant.
  const FunnelOutcome& finish();

 private:
  struct Attempt {
    Matches taken = 0;
    bool spoiled = false;
    std::int64_t entry = 0;
    FunnelOutcome::Times times{};
    int level() const { return std::bit_width(taken); }
  };
  /// Only optional steps lie between the two.
  bool next_to(int from, int to) const;
  Matches gain(int level, const FunnelInstant& instant) const;
  Matches gain_of_one(int level, Matches present) const;
  void take_steps(const FunnelInstant& instant);
  void keep(const Attempt& attempt);
  void record(const Attempt& attempt, std::int64_t now);
  void spoil(const FunnelInstant& instant);
  void break_off(const FunnelInstant& instant);
  bool in_time(const Attempt& attempt, std::int64_t now) const { return now - attempt.entry <= spec_.window_ms; }

  const FunnelSpec& spec_;
  std::vector<Attempt> live_, next_;
  Attempt best_;
  std::int64_t best_at_ = 0;
  bool best_lives_ = false;  ///< it waits for its next step
  FunnelOutcome outcome_;
};

}  // namespace cairn::journey
