// Ctrl-C, or SIGTERM of a service manager, as a wish to stop, for as long as this lives: the first one sets the flag,
// so that work can end by itself and say so; a second one ends the process, as ever.
#pragma once

#include <atomic>
#include <csignal>

namespace cairn::cli {

/// One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  const std::atomic<bool>& flag() const;

 private:
  struct sigaction before_[2]{};
};

}  // namespace cairn::cli
