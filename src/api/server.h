// A running server as a command sees it: one workspace, its inbox and feed, and the HTTP server in front of them. app
// wires it together.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace cairn::api {

struct ServeOptions {
  std::string workspace;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8787;
  std::string certificate, key;  ///< PEM files; both or none
  std::size_t event_kb = 32;     ///< the largest event
  double inbox_gb = 16;          ///< that may wait for the history
  double memory_gb = 0;          ///< of the process, without mapped files; 0: most_memory_share of the machine's
  int question_threads = 2;
  int connections = 4096;
  std::string log = "info";  ///< debug, info, warn, off
  std::string log_file;      ///< empty: standard error
  bool new_token = false;    ///< makes another admin token
};

/// What a start tells, once.
struct Started {
  std::uint16_t port = 0;
  std::string admin_token;   ///< empty: it was told at an earlier start
  std::string first_source;  ///< write key of the source that a new workspace gets; empty: there were sources
};

class Server {
 public:
  virtual ~Server() = default;
  virtual const Started& started() const = 0;
  /// Returns when `stop` is set (0, everything acknowledged is loaded), or when something failed for good.
  virtual Result<void> run(const std::atomic<bool>& stop) = 0;
};

/// Opens the workspace (made when it is not there) and listens.
using ServerStarter = std::function<Result<std::unique_ptr<Server>>(const ServeOptions& options)>;

}  // namespace cairn::api
