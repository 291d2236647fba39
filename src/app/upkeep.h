// The thread that keeps a busy workspace quick: its index is there before somebody asks, small segments become larger
// ones, the long tail of a bucket's index its base, and what turns out to be damaged is set aside. One step at a time,
// beside the feed and the questions; a step that fails is tried again later, and nothing else waits for it.
#pragma once

#include <atomic>
#include <thread>

#include "app/local_workspace.h"
#include "base/log.h"

namespace cairn::app {

class Upkeep {
 public:
  Upkeep(LiveWorkspace& workspace, Log& log);
  ~Upkeep() { stop(); }  ///< as stop()
  /// Ends after the step in hand.
  void stop();
  std::uint64_t failures() const { return failures_; }
  /// Segments that are set aside.
  std::uint64_t damaged() const { return damaged_; }

 private:
  void work();
  Result<bool> step();
  void tell_damaged();
  void rest(int milliseconds) const;

  LiveWorkspace& workspace_;
  Log& log_;
  std::atomic<std::uint64_t> failures_ = 0, damaged_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::app
