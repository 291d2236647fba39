// From a request to its handler: finds the route, learns who calls, keeps to the policy, opens compressed bodies,
// counts how it went and says so in the log.
#pragma once

#include <atomic>
#include <cstdint>

#include "api/request_log.h"
#include "api/routes.h"

namespace cairn::api {

class Router {
 public:
  explicit Router(Parts& parts);

  /// Looks at the head: refuses what is sure to be refused before its body comes (net::Gate).
  std::optional<net::Response> gate(const net::Request& head) const;
  void handle(net::Request request, std::shared_ptr<net::Reply> reply) const;

 private:
  void send_studio(net::Request request, std::shared_ptr<net::Reply> reply) const;
  RequestLine request_line(const net::Request& request, const char* route) const;

  Parts& parts_;
  std::string start_;  ///< of this start of the server: ids of requests begin with it
  mutable std::atomic<std::uint64_t> requests_ = 0;
};

/// The route of a method and path, and what stands in its {places}; null when there is none. `other_method`: the path
/// is known by another method.
const Route* find_route(const std::string& method, const std::string& path, std::map<std::string, std::string>& places,
                        bool& other_method);

}  // namespace cairn::api
