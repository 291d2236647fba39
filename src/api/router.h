// From a request to its handler: finds the route, learns who calls, keeps to the policy, opens compressed bodies, and
// counts how it went.
#pragma once

#include "api/routes.h"

namespace cairn::api {

class Router {
 public:
  explicit Router(Parts& parts) : parts_(parts) {}

  /// Looks at the head: refuses what is sure to be refused before its body comes (net::Gate).
  std::optional<net::Response> gate(const net::Request& head) const;
  void handle(net::Request request, std::shared_ptr<net::Reply> reply) const;

 private:
  Parts& parts_;
};

/// The route of a method and path, and what stands in its {places}; null when there is none. `other_method`: the path
/// is known by another method.
const Route* find_route(const std::string& method, const std::string& path, std::map<std::string, std::string>& places,
                        bool& other_method);

}  // namespace cairn::api
