#include "journey/funnel_unordered.h"

#include <algorithm>

#include "event/assignment.h"

namespace cairn::journey {

RunTally::Alike& RunTally::alike(Matches matches) {
  for (auto& each : events_)
    if (each.matches == matches) return each;
  return events_.emplace_back(Alike{matches, 0});
}

// More events alike than there are steps change nothing.
void RunTally::add(const FunnelInstant& instant) {
  for (auto matches : instant.events) known_ &= alike(matches).count++ >= steps_;
}

void RunTally::remove(const FunnelInstant& instant) {
  for (auto matches : instant.events) known_ &= --alike(matches).count >= steps_;
}

int RunTally::completed() const {
  if (known_) return completed_;
  known_ = true;
  Matches present = 0;
  bool single_steps = true;
  std::vector<Matches> events;
  for (const auto& [matches, count] : events_) {
    if (count == 0) continue;
    present |= matches;
    single_steps &= (matches & (matches - 1)) == 0;
    events.insert(events.end(), static_cast<std::size_t>(std::min(count, steps_)), matches);
  }
  if (single_steps) return completed_ = std::popcount(present);
  Assignment assignment(events);
  completed_ = 0;
  for (int step = 1; step <= steps_; ++step) completed_ += (present >> (step - 1) & 1) && assignment.add(step);
  return completed_;
}

void UnorderedWalk::restart() {
  stretch_.clear();
  outcome_ = FunnelOutcome{};
}

bool UnorderedWalk::is_cut(std::int64_t began, std::int64_t cut) const {
  if (cut == never) return false;
  return spec_.window_ms == FunnelSpec::unlimited || began + spec_.window_ms >= cut;
}

void UnorderedWalk::record(const Moments& run, int completed) {
  outcome_.reached = completed;
  outcome_.taken = static_cast<Matches>((std::uint64_t{1} << completed) - 1);
  RunTally tally(spec_.count());
  int done = 0;
  for (const auto& moment : run) {
    tally.add(moment);
    while (done < std::min(completed, tally.completed())) outcome_.times[static_cast<std::size_t>(++done)] = moment.at;
  }
}

void UnorderedWalk::end_stretch(std::int64_t cut) {
  Moments run;  // as the window ends at each moment in turn, what the run that began first in it has seen
  RunTally tally(spec_.count());
  for (auto& moment : stretch_) {
    std::int64_t now = moment.at;
    bool begins = moment.begins;
    if (begins) outcome_.youngest = now;
    tally.add(moment);
    run.push_back(std::move(moment));
    while (!run.empty() && (!run.front().begins || now - run.front().at > spec_.window_ms)) {
      tally.remove(run.front());
      run.pop_front();
    }
    if (run.empty()) continue;
    if (outcome_.reached == 0) record({run.back()}, 1);
    int count = tally.completed();
    if (count <= outcome_.reached) continue;
    if (count < spec_.count() && is_cut(run.front().at, cut)) continue;
    record(run, count);
    if (count == spec_.count()) break;
  }
  stretch_.clear();
  if (cut != never) outcome_.youngest = FunnelOutcome::none;
}

bool UnorderedWalk::instant(const FunnelInstant& instant) {
  if (!instant.events.empty()) {
    stretch_.push_back(instant);
  } else if (instant.barred != 0) {
    end_stretch(instant.at);
  }
  return outcome_.reached < spec_.count();
}

const FunnelOutcome& UnorderedWalk::finish() {
  if (outcome_.reached < spec_.count()) end_stretch(never);
  return outcome_;
}

}  // namespace cairn::journey
