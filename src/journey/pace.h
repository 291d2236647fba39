// Limits within a loop of many small steps: what merges partials, sorts out rows or names them asks at every one.
//
//   for (auto& [key, one] : millions) {
//     if (!pace.step()) return;          ← every 256th time the run is asked (run.h)
//     …
//   }
//   if (!pace.outcome()) …               ← why the loop ended early
//
// A step should take far less than a millisecond.
#pragma once

#include <cstdint>

#include "journey/run.h"

namespace cairn::journey {

class Pace {
 public:
  /// `run` may be null: then nothing limits the loop.
  explicit Pace(Run* run) : run_(run) {}
  /// False from when the run may not go on.
  bool step() {
    if (++steps_ % every == 0 && run_ != nullptr && outcome_) outcome_ = run_->check();
    return outcome_.ok();
  }
  const Result<void>& outcome() const { return outcome_; }

 private:
  static constexpr std::uint32_t every = 256;
  Run* run_;
  std::uint32_t steps_ = 0;
  Result<void> outcome_;
};

}  // namespace cairn::journey
