// A bounded queue between two threads: one hands over, the other takes in the same order.
//
//   push ──▶ [ at most `capacity` ] ──▶ pop        each waits for the other; close() wakes both for good
//
// The giver closes when there is no more: what is in the channel can still be taken. The taker closes when it wants no
// more: push then says false.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace cairn {

template <class T>
class Channel {
 public:
  explicit Channel(std::size_t capacity) : capacity_(capacity) {}

  /// False when the channel is closed; the value is lost then.
  bool push(T value) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || waiting_.size() < capacity_; });
    if (closed_) return false;
    waiting_.push_back(std::move(value));
    changed_.notify_all();
    return true;
  }
  /// nullopt when the channel is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    std::optional<T> value(std::move(waiting_.front()));
    waiting_.pop_front();
    changed_.notify_all();
    return value;
  }
  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<T> waiting_;
  bool closed_ = false;
};

}  // namespace cairn
