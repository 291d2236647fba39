// What the connections of a server share: limits, the gate and the handler, counters, and the list of who is there.
#pragma once

#include <atomic>
#include <mutex>
#include <set>

#include "net/http_server.h"

namespace cairn::net {

class ConnectionBase;

struct ServerState {
  ServerLimits limits;
  Gate gate;
  Handler handler;
  std::atomic<bool> stopping = false;
  std::atomic<std::uint64_t> total = 0, refused = 0, requests = 0, timeouts = 0, too_large = 0, malformed = 0;
  std::atomic<std::uint64_t> bodies_bytes = 0;

  void opened(ConnectionBase* connection) {
    std::lock_guard guard(mutex);
    connections.insert(connection);
    ++total;
  }
  void closed(ConnectionBase* connection) {
    std::lock_guard guard(mutex);
    connections.erase(connection);
  }
  std::size_t open() const {
    std::lock_guard guard(mutex);
    return connections.size();
  }

  mutable std::mutex mutex;
  std::set<ConnectionBase*> connections;
};

}  // namespace cairn::net
