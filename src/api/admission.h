// What a server takes on at once, so that too much coming in is refused soon (503, Retry-After) instead of waiting
// long, and memory stays within its cap.
//
//   head of a request ──is_full()?──▶ 503, its body is not even looked at
//   body ──hold(bytes)?──▶ read, put into the inbox, answered ──▶ the Hold goes
//
// Memory is looked at now and then, not counted: above the cap nothing is taken on until it is below it again.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/machine.h"

namespace cairn::api {

class Admission {
 public:
  /// Of requests with events that are being read or wait for their commit: some 0.1 s worth on two cores, so who is
  /// taken on does not wait long. The last may go beyond it, so that large ones have their turn.
  static constexpr std::uint64_t most_in_hand = 4ULL << 20;

  explicit Admission(std::uint64_t most_memory) : most_memory_(most_memory) {}

  class Hold {
   public:
    Hold() = default;
    Hold(Admission* of, std::uint64_t bytes) : of_(of), bytes_(bytes) {}
    Hold(Hold&& other) noexcept : of_(std::exchange(other.of_, nullptr)), bytes_(other.bytes_) {}
    Hold& operator=(Hold&& other) noexcept {
      std::swap(of_, other.of_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Hold() { release(); }
    void release() {
      if (auto* of = std::exchange(of_, nullptr)) of->in_hand_ -= bytes_;
    }

   private:
    Admission* of_ = nullptr;
    std::uint64_t bytes_ = 0;
  };

  /// nullopt: too much is in hand.
  std::optional<Hold> hold(std::uint64_t bytes) {
    auto held = in_hand_.load();
    do {
      if (held >= most_in_hand) return std::nullopt;
    } while (!in_hand_.compare_exchange_weak(held, held + bytes));
    return Hold(this, bytes);
  }
  bool is_full() const { return in_hand_ >= most_in_hand; }
  std::uint64_t in_hand() const { return in_hand_; }

  /// Looks at the memory of this process; call it often.
  void look();
  bool short_of_memory() const { return short_of_memory_; }
  std::uint64_t most_memory() const { return most_memory_; }

 private:
  const std::uint64_t most_memory_;
  std::atomic<std::uint64_t> in_hand_ = 0;
  std::atomic<bool> short_of_memory_ = false;
};

}  // namespace cairn::api
