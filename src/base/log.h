// What a server says of itself while it runs: one JSON object a line, to standard error or a file, for a collector of
// logs. Lines say what the program did, never what somebody sent it: who writes one passes no text out of a request.
//
//   line() ──▶ buffer, bounded ──▶ a thread of its own ──▶ file: nobody who logs waits for a disk or a pipe
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/json.h"
#include "base/time.h"

namespace cairn {

enum class LogLevel { debug, info, warn, off };
Result<LogLevel> parse_log_level(std::string_view name);

class Log {
 public:
  /// What is less than `least` is left out; `file` is appended to, empty: standard error.
  static Result<std::unique_ptr<Log>> open(LogLevel least, const std::string& file);
  ~Log();  ///< writes what waits

  bool wants(LogLevel level) const { return level >= least_ && level != LogLevel::off; }
  /// {"time", "level", "event", fields…}
  void line(LogLevel level, Time now, const char* event, const Json& fields = Json::object());

 private:
  Log(LogLevel least, int descriptor, bool owned);
  void work();

  const LogLevel least_;
  const int descriptor_;
  const bool owned_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::string waiting_;
  std::uint64_t left_out_ = 0;  ///< lines, while the buffer was full
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace cairn
