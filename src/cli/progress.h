// Progress of long work: one line on a terminal, rewritten in place; nothing in a pipe.
#pragma once

#include <chrono>
#include <string>

#include "api/workspace.h"

namespace cairn::cli {

class ProgressLine {
 public:
  /// Nothing is shown before `after`.
  explicit ProgressLine(std::string what, std::chrono::milliseconds after = std::chrono::milliseconds(200));
  ~ProgressLine();  ///< clears the line
  api::Progress callback();

 private:
  void show(std::uint64_t done, std::uint64_t all, std::uint64_t rows);
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_, next_;
};

}  // namespace cairn::cli
