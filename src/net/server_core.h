// What the connections of a server share: its threads, limits and counts, and the list of who is connected. Lives as
// long as somebody holds a reply; once the door is shut a reply goes nowhere.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "net/http_server.h"

namespace cairn::net {

class Session;

struct ServerCore : std::enable_shared_from_this<ServerCore> {
  ServerCore(const ServerOptions& options, Gate g, Handler h)
      : io(options.threads),
        limits(options.limits),
        gate(std::move(g)),
        handler(std::move(h)),
        refused(options.refused),
        turns_left(std::max(1, options.threads)) {}

  boost::asio::io_context io;
  const ServerLimits limits;
  const Gate gate;
  const Handler handler;
  const std::function<void(int status)> refused;
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> connections_total{0}, connections_refused{0}, requests_total{0}, timeouts_total{0},
      too_large_total{0}, malformed_total{0};
  std::atomic<std::size_t> bodies_bytes{0};

  /// False: as many as there may be, or stopping.
  bool enter(const std::shared_ptr<Session>& session) {
    std::lock_guard lock(sessions_mutex);
    if (stopping || sessions.size() >= limits.connections) return false;
    sessions.emplace(session.get(), session);
    return true;
  }
  void leave(Session* session) {
    std::lock_guard lock(sessions_mutex);
    if (sessions.erase(session) && sessions.empty()) all_left.notify_all();
  }
  std::vector<std::shared_ptr<Session>> connected() {
    std::lock_guard lock(sessions_mutex);
    std::vector<std::shared_ptr<Session>> all;
    for (const auto& [key, session] : sessions) all.push_back(session);
    return all;
  }

  bool take_bytes(std::size_t bytes) {
    std::size_t held = bodies_bytes.load();
    do {
      if (bytes > limits.bodies_bytes || held > limits.bodies_bytes - bytes) return false;
    } while (!bodies_bytes.compare_exchange_weak(held, held + bytes));
    return true;
  }
  void give_bytes(std::size_t bytes) { bodies_bytes -= bytes; }

  /// From any thread, also after the server is gone; false: so is the connection.
  template <class Work>
  bool post_to(const std::weak_ptr<Session>& to, Work work);

  /// Bodies and what follows on kept connections take turns, one a thread; between two turns whatever else is ready
  /// goes first. So a new connection is not kept waiting by a thousand that send all they can.
  void take_turn(std::shared_ptr<Session> session);
  void end_turn();

  std::mutex sessions_mutex;
  std::condition_variable all_left;
  std::map<Session*, std::shared_ptr<Session>> sessions;  ///< until they close
  std::shared_mutex door;
  bool door_shut = false;

 private:
  void begin_turn(std::shared_ptr<Session> session);

  std::mutex turns_mutex;
  std::deque<std::shared_ptr<Session>> waiting;
  int turns_left;
};

}  // namespace cairn::net
