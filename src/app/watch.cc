#include "app/watch.h"

#include <chrono>
#include <exception>

namespace cairn::app {
namespace {

constexpr int look_ms = 50, retry_ms = 5'000;

}  // namespace

Watch::Watch(LiveWorkspace& workspace) : workspace_(workspace), thread_([this] { work(); }) {}

void Watch::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

void Watch::work() {
  while (!stopped_) {
    bool failed = true;
    try {
      failed = !workspace_.follow_segments().ok();
    } catch (const std::exception&) {  // of memory, say: this update's alone
    }
    failures_ += failed;
    for (int rest = failed ? retry_ms : look_ms; rest > 0 && !stopped_; rest -= look_ms)
      std::this_thread::sleep_for(std::chrono::milliseconds(look_ms));
  }
}

}  // namespace cairn::app
