#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/time.h"
#include "cli/output.h"

namespace cairn::cli {

ProgressLine::ProgressLine(std::string what, std::chrono::milliseconds after)
    : what_(std::move(what)),
      terminal_(is_terminal(STDERR_FILENO)),
      started_(std::chrono::steady_clock::now()),
      next_(started_ + after) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

api::Progress ProgressLine::callback() {
  return [this](std::uint64_t done, std::uint64_t all, std::uint64_t rows) { show(done, all, rows); };
}

void ProgressLine::show(std::uint64_t done, std::uint64_t all, std::uint64_t rows) {
  if (!terminal_) return;
  auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  double seconds = std::chrono::duration<double>(now - started_).count();
  std::string text = what_;
  if (all > 0) text += fmt::format("  {:3.0f} %", 100.0 * static_cast<double>(done) / static_cast<double>(all));
  if (rows > 0) text += fmt::format("  {} rows, {:.0f} a second", rows, static_cast<double>(rows) / seconds);
  if (all > done && done > 0 && seconds > 3)
    text += ", " + format_duration(seconds * static_cast<double>(all - done) / static_cast<double>(done)) + " left";
  fmt::print(stderr, "\r\033[K{}", text);
  std::fflush(stderr);
  shown_ = true;
}

}  // namespace cairn::cli
