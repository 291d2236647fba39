// Tells those who wait that the data have changed: a counter that only goes up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace cairn::api {

class Pulse {
 public:
  std::uint64_t beat() const {
    std::lock_guard guard(mutex_);
    return beat_;
  }
  void advance() {
    std::lock_guard guard(mutex_);
    ++beat_;
    changed_.notify_all();
  }
  /// The beat after `seen`, or `seen` itself when it did not come in time.
  std::uint64_t wait(std::uint64_t seen, std::chrono::milliseconds most) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, most, [&] { return beat_ != seen; });
    return beat_;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::uint64_t beat_ = 0;
};

}  // namespace cairn::api
