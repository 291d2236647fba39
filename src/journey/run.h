// One question at work: what the asker allows it, how far it is, and whether it may go on.
//
//   Allowance ──▶ Run ──▶ check() at every slice of every pass ──▶ go on, or the error that says why not
//
// A limit that is reached is an error, never a smaller answer. Memory is that of the process (without mapped files)
// beyond what it had when the question began: so views, partials, columns and everything else count, whoever
// allocates them; it is looked at every few milliseconds, so a limit can be passed by what one slice needs.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "base/result.h"
#include "base/time.h"

namespace cairn::journey {

struct Allowance {
  const std::atomic<bool>* stop = nullptr;  ///< cancels when it becomes true; any thread or signal handler may set it
  std::optional<Duration> time;
  std::uint64_t memory_bytes = 0;  ///< 0: most_memory_share of the machine's
  /// Rows that this pass over the events has read, of how many, and rows that all passes have. From any thread, never
  /// from two at once.
  std::function<void(std::uint64_t done, std::uint64_t all, std::uint64_t rows)> progress;
  Duration progress_every{100};

  static constexpr double most_memory_share = 0.8;
};

/// Safe to use from several threads.
class Run {
 public:
  explicit Run(Allowance allowance);
  /// Cheap: may be called every millisecond.
  Result<void> check();
  /// A pass over `rows` rows begins.
  void begin_pass(std::uint64_t rows);
  /// So many rows more have been read.
  void read(std::uint64_t rows);
  std::uint64_t rows_read() const { return rows_read_; }
  std::int64_t elapsed_ms() const;

 private:
  using Clock = std::chrono::steady_clock;
  std::string how_far() const;
  Error cancelled() const;
  Error too_late() const;
  Error too_large(std::uint64_t used) const;
  bool due(std::atomic<std::int64_t>& last_ms, std::int64_t every_ms) const;

  Allowance allowance_;
  std::uint64_t memory_limit_, memory_before_;
  Clock::time_point began_ = Clock::now();
  std::atomic<std::uint64_t> rows_read_ = 0, done_ = 0, all_ = 0;
  mutable std::atomic<std::int64_t> memory_seen_ms_ = 0, progress_ms_ = 0;
  std::mutex progress_mutex_;
};

}  // namespace cairn::journey
