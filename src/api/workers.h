// Threads for requests that take their time (questions, maps, imports), so that those of the server stay free. The
// queue is bounded: who does not fit in is told so at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/machine.h"

namespace cairn::api {

class Workers {
 public:
  /// `gives_way`: as give_way() says.
  Workers(std::size_t threads, std::size_t most_waiting, int gives_way = 0) : most_waiting_(most_waiting) {
    for (std::size_t i = 0; i < threads; ++i)
      threads_.emplace_back([this, gives_way] {
        if (gives_way > 0) give_way(gives_way);
        work();
      });
  }
  ~Workers() { stop(); }

  /// False when too many wait already, or it has been stopped.
  bool run(std::function<void()> task) {
    std::lock_guard guard(mutex_);
    if (stopped_ || waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(task));
    changed_.notify_one();
    return true;
  }
  std::size_t waiting() const {
    std::lock_guard guard(mutex_);
    return waiting_.size();
  }
  /// Finishes what is begun, drops what waits.
  void stop() {
    {
      std::lock_guard guard(mutex_);
      stopped_ = true;
      waiting_.clear();
      changed_.notify_all();
    }
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }

 private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        task = std::move(waiting_.front());
        waiting_.pop_front();
      }
      // The last resort: a fault of one request is that request's; its reply, dropped, sends a 500.
      try {
        task();
      } catch (const std::exception&) {
      }
    }
  }

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace cairn::api
