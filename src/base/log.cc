#include "base/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace cairn {
namespace {

constexpr std::size_t most_waiting = 4U << 20;
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warn", "off"};

/// What cannot be written is given up: a server does not stop for its log.
void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

Result<LogLevel> parse_log_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i)
    if (level_names[i] == name) return static_cast<LogLevel>(i);
  return Error{ErrorCode::usage, fmt::format("there is no level '{}'", name), "--log", "use debug, info, warn or off"};
}

Result<std::unique_ptr<Log>> Log::open(LogLevel least, const std::string& file) {
  int descriptor = STDERR_FILENO;
  if (!file.empty()) descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (descriptor < 0)
    return Error{ErrorCode::unreadable, std::string("it cannot be written: ") + std::strerror(errno), file,
                 "give a file in a folder that the server may write"};
  return std::unique_ptr<Log>(new Log(least, descriptor, !file.empty()));
}

Log::Log(LogLevel least, int descriptor, bool owned) : least_(least), descriptor_(descriptor), owned_(owned) {
  thread_ = std::thread([this] { work(); });
}

Log::~Log() {
  {
    std::lock_guard guard(mutex_);
    ended_ = true;
  }
  something_.notify_one();
  thread_.join();
  if (owned_) ::close(descriptor_);
}

void Log::line(LogLevel level, Time now, const char* event, const Json& fields) {
  if (!wants(level)) return;
  Json line{{"time", format_time(now)}, {"level", level_names[static_cast<std::size_t>(level)]}, {"event", event}};
  for (const auto& [name, value] : fields.items()) line[name] = value;
  auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  std::lock_guard guard(mutex_);
  if (waiting_.size() + text.size() > most_waiting) {
    ++left_out_;
    return;
  }
  if (waiting_.empty()) something_.notify_one();
  waiting_ += text;
}

void Log::work() {
  // A reader of the pipe that is gone must not end the server.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  std::unique_lock lock(mutex_);
  for (;;) {
    something_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::string text;
    text.swap(waiting_);
    if (auto count = std::exchange(left_out_, 0))
      text += fmt::format("{{\"level\":\"warn\",\"event\":\"log lines left out\",\"lines\":{}}}\n", count);
    lock.unlock();
    write_all(descriptor_, text);
    lock.lock();
  }
}

}  // namespace cairn
