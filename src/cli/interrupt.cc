#include "cli/interrupt.h"

namespace cairn::cli {
namespace {
std::atomic<bool> wanted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");
}  // namespace

Interrupt::Interrupt() {
  wanted = false;
  struct sigaction action {};
  action.sa_handler = [](int) { wanted = true; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &before_[0]);
  ::sigaction(SIGTERM, &action, &before_[1]);
}

Interrupt::~Interrupt() {
  ::sigaction(SIGINT, &before_[0], nullptr);
  ::sigaction(SIGTERM, &before_[1], nullptr);
}

const std::atomic<bool>& Interrupt::flag() const { return wanted; }

}  // namespace cairn::cli
