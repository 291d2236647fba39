// One request to a server: over TCP, or over the Unix socket of a workspace's running server. Blocking; used by
// commands and tests.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace cairn::net {

struct ClientRequest {
  std::string unix_socket;  ///< or
  std::string address;      ///< host
  std::uint16_t port = 0;
  std::string method = "GET";
  std::string target = "/";  ///< path and query, encoded
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds read_time{0};   ///< between two pieces of the answer; 0: as long as it takes
  const std::atomic<bool>* stop = nullptr;  ///< looked at every 100 ms or sooner; closes the connection
  /// Gets the body piece by piece instead of Response::body (server-sent events).
  std::function<void(std::string_view)> on_body = {};
};

/// Response headers are in lower case. A server that is not there: ErrorCode::not_found.
Result<Response> fetch(const ClientRequest& request);

/// Everything but letters, digits and "-._~" as %XX, for one part of a path or query.
std::string percent_encoded(std::string_view text);

}  // namespace cairn::net
