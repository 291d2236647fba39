// The thread that keeps a busy workspace quick: its index is there before somebody asks, small segments become larger
// ones, and the long tail of a bucket's index its base. One step at a time, beside the feed and the questions; a step
// that fails is tried again later, and nothing else waits for it.
#pragma once

#include <atomic>
#include <thread>

#include "app/local_workspace.h"

namespace cairn::app {

class Upkeep {
 public:
  explicit Upkeep(LiveWorkspace& workspace);
  ~Upkeep() { stop(); }  ///< as stop()
  /// Ends after the step in hand.
  void stop();
  std::uint64_t failures() const { return failures_; }

 private:
  void work();
  Result<bool> step();
  void rest(int milliseconds) const;

  LiveWorkspace& workspace_;
  std::atomic<std::uint64_t> failures_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::app
