// The real `cairn serve` as a process of its own, and what can be asked of it from outside.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace cairn::bench {

class ServerProcess {
 public:
  /// Starts it and waits until it listens. Key and token are told at the first start only.
  static Result<ServerProcess> start(const std::string& program, const std::string& workspace);
  ServerProcess(ServerProcess&& other) noexcept;
  ~ServerProcess();  ///< kills it
  void kill();
  /// As systemd stops it; false: it did not end with 0 within a minute.
  bool stop();

  std::uint16_t port() const { return port_; }
  const std::string& key() const { return key_; }
  const std::string& token() const { return token_; }

  struct Memory {
    std::uint64_t own = 0, resident = 0;  ///< without and with mapped files
  };
  Memory memory() const;

 private:
  ServerProcess() = default;
  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
  std::string key_, token_;
};

/// The status of GET `path`; 0: no answer.
int status_of(std::uint16_t port, const std::string& path);
/// A figure of /metrics.
Result<double> metric(std::uint16_t port, const std::string& token, const std::string& name);
Result<Json> post_json(std::uint16_t port, const std::string& token, const std::string& path, const Json& body);

/// Looks at /healthz by new connections, and at the memory, while something else goes on.
class Watch {
 public:
  /// Begins after `wait_s`.
  Watch(const ServerProcess& server, double wait_s);
  ~Watch() { stop(); }
  void stop();
  double slowest_ms = 0;
  std::uint64_t looks = 0, unanswered = 0;
  ServerProcess::Memory most;

 private:
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace cairn::bench
