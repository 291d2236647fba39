// The thread that keeps segments up to date: as soon as the history has new events, whoever comes or goes is known and
// recorded. It does not wait for views, which take longer.
#pragma once

#include <atomic>
#include <thread>

#include "app/local_workspace.h"

namespace cairn::app {

class Watch {
 public:
  explicit Watch(LiveWorkspace& workspace);
  ~Watch() { stop(); }  ///< as stop()
  /// Ends after the update in hand.
  void stop();
  std::uint64_t failures() const { return failures_; }

 private:
  void work();

  LiveWorkspace& workspace_;
  std::atomic<std::uint64_t> failures_ = 0;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::app
