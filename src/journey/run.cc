#include "journey/run.h"

#include <fmt/format.h>

#include "base/machine.h"

namespace cairn::journey {
namespace {
constexpr std::int64_t memory_every_ms = 5;
}

Run::Run(Allowance allowance)
    : allowance_(std::move(allowance)),
      memory_limit_(allowance_.memory_bytes > 0 ? allowance_.memory_bytes
                                                : static_cast<std::uint64_t>(static_cast<double>(machine_memory()) *
                                                                             Allowance::most_memory_share)),
      memory_before_(process_memory()) {}

std::int64_t Run::elapsed_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_).count();
}

/// True for one of the threads that ask, at most once in so many milliseconds.
bool Run::due(std::atomic<std::int64_t>& last_ms, std::int64_t every_ms) const {
  auto last = last_ms.load(std::memory_order_relaxed), now = elapsed_ms();
  return now - last >= every_ms && last_ms.compare_exchange_strong(last, now);
}

Result<void> Run::check() {
  if (allowance_.stop != nullptr && allowance_.stop->load(std::memory_order_relaxed)) return cancelled();
  if (allowance_.time && elapsed_ms() > allowance_.time->ms) return too_late();
  if (due(memory_seen_ms_, memory_every_ms)) {
    auto now = process_memory(), used = now > memory_before_ ? now - memory_before_ : 0;
    if (used > memory_limit_) return too_large(used);
  }
  return {};
}

void Run::begin_pass(std::uint64_t rows) {
  done_ = 0;
  all_ = rows;
}

void Run::read(std::uint64_t rows) {
  done_ += rows;
  rows_read_ += rows;
  if (!allowance_.progress || !due(progress_ms_, allowance_.progress_every.ms)) return;
  std::lock_guard guard(progress_mutex_);
  allowance_.progress(done_, all_, rows_read_);
}

std::string Run::how_far() const {
  double all = static_cast<double>(all_), done = static_cast<double>(done_);
  return fmt::format("{} events were read{}", rows_read_.load(),
                     all > 0 ? fmt::format(", {:.0f} % of this pass", 100 * done / all) : "");
}

Error Run::cancelled() const {
  return {ErrorCode::cancelled,
          fmt::format("cancelled after {}; {}", format_duration(static_cast<double>(elapsed_ms()) / 1000), how_far()),
          "", "nothing was changed; ask again when you like"};
}

Error Run::too_late() const {
  return {ErrorCode::limit,
          fmt::format("no answer within {}; {}", format_duration(static_cast<double>(allowance_.time->ms) / 1000),
                      how_far()),
          "time limit", "allow more time (--time-limit), or ask for less: a shorter period, fewer measures, no 'by'"};
}

Error Run::too_large(std::uint64_t used) const {
  return {ErrorCode::limit,
          fmt::format("the question has taken {}, allowed are {}; {}", format_bytes(used), format_bytes(memory_limit_),
                      how_far()),
          "memory limit",
          "allow more memory (--memory-limit), or ask for less: a shorter period, fewer values of 'by', a 'limit'"};
}

}  // namespace cairn::journey
