#include "journey/funnel_attempts.h"

#include <algorithm>

#include "event/assignment.h"

namespace cairn::journey {
namespace {

Matches bit_of(int step) { return Matches{1} << (step - 1); }

}  // namespace

void AttemptWalk::restart() {
  live_.clear();
  best_ = Attempt{};
  best_lives_ = false;
  outcome_ = FunnelOutcome{};
}

bool AttemptWalk::next_to(int from, int to) const {
  for (int step = from + 1; step < to; ++step)
    if (!spec_.is_optional(step)) return false;
  return true;
}

/// The furthest step behind `level` that one event can be.
Matches AttemptWalk::gain_of_one(int level, Matches present) const {
  for (int step = std::bit_width(present); step > level; --step)
    if ((present & bit_of(step)) && next_to(level, step)) return bit_of(step);
  return 0;
}

/// The steps behind `level` that the events of an instant can be: up to the furthest; of the optional ones on the way
/// as many as there are events for.
Matches AttemptWalk::gain(int level, const FunnelInstant& instant) const {
  if (instant.events.size() == 1) return gain_of_one(level, instant.events.front());
  Matches present = 0;
  for (auto matches : instant.events) present |= matches;
  auto events = without_surplus(instant.events, spec_.count());
  for (int last = std::bit_width(present); last > level; --last) {
    Assignment assignment(events);
    Matches gained = bit_of(last);
    bool possible = assignment.add(last);
    for (int step = level + 1; step < last && possible; ++step) {
      if (spec_.is_optional(step)) continue;
      possible = assignment.add(step);
      gained |= bit_of(step);
    }
    if (!possible) continue;
    for (int step = level + 1; step < last; ++step)
      if (spec_.is_optional(step) && assignment.add(step)) gained |= bit_of(step);
    return gained;
  }
  return 0;
}

void AttemptWalk::record(const Attempt& attempt, std::int64_t now) {
  int level = attempt.level(), so_far = best_.level();
  if (level < so_far || (level == so_far && attempt.spoiled)) return;
  if (level == so_far && !best_.spoiled) {
    int more = std::popcount(attempt.taken) - std::popcount(best_.taken);
    if (now != best_at_ || more < 0 || (more == 0 && attempt.entry <= best_.entry)) return;
  }
  best_ = attempt;
  best_at_ = now;
  best_lives_ = true;
}

void AttemptWalk::keep(const Attempt& attempt) {
  for (auto& other : next_)
    if (other.taken == attempt.taken && other.spoiled == attempt.spoiled) {
      if (attempt.entry > other.entry) other = attempt;
      return;
    }
  next_.push_back(attempt);
}

void AttemptWalk::take_steps(const FunnelInstant& instant) {
  next_.clear();
  Attempt fresh;
  fresh.entry = instant.at;
  live_.push_back(fresh);
  Matches present = 0;
  for (auto matches : instant.events) present |= matches;
  for (auto& attempt : live_) {
    Matches gained = attempt.spoiled ? gain_of_one(attempt.level(), present) : gain(attempt.level(), instant);
    Attempt moved = attempt;
    moved.taken |= gained;
    for (Matches rest = gained; rest != 0; rest &= rest - 1)
      moved.times[static_cast<std::size_t>(std::countr_zero(rest) + 1)] = instant.at;
    if (gained != 0) record(moved, instant.at);
    const Attempt& stays = attempt.spoiled ? attempt : moved;
    if (stays.taken != 0) keep(stays);
  }
  std::swap(live_, next_);
}

void AttemptWalk::spoil(const FunnelInstant& instant) {
  for (auto& attempt : live_) attempt.spoiled |= (instant.barred & bit_of(attempt.level())) != 0;
  if (best_lives_ && in_time(best_, instant.at)) best_.spoiled |= (instant.barred & bit_of(best_.level())) != 0;
}

/// Strict: who neither moved nor saw the last step again is over.
void AttemptWalk::break_off(const FunnelInstant& instant) {
  Matches present = 0;
  for (auto matches : instant.events) present |= matches;
  std::erase_if(live_, [&](const Attempt& attempt) { return !(present & bit_of(attempt.level())); });
  if (best_lives_ && !(present & bit_of(best_.level()))) best_lives_ = false;
}

bool AttemptWalk::instant(const FunnelInstant& instant) {
  std::erase_if(live_, [&](const Attempt& attempt) { return !in_time(attempt, instant.at); });
  if (!instant.events.empty())
    take_steps(instant);
  else if (instant.barred != 0)
    spoil(instant);
  if (spec_.order == FunnelOrder::strict && (instant.alike || instant.events.empty())) break_off(instant);
  return best_.level() < spec_.count() || best_.spoiled;
}

const FunnelOutcome& AttemptWalk::finish() {
  outcome_.reached = best_.level();
  outcome_.taken = best_.taken;
  outcome_.excluded = best_.spoiled;
  outcome_.times = best_.times;
  for (const auto& attempt : live_)
    if (!attempt.spoiled) outcome_.youngest = std::max(outcome_.youngest, attempt.entry);
  return outcome_;
}

}  // namespace cairn::journey
