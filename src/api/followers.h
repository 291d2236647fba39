// Those who follow an answer: it is computed again when the data have changed, once for all who follow the same, and
// sent to whoever has not seen it. Slow answers make the pace: the next round begins no sooner than the last one took.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/pulse.h"
#include "base/json.h"
#include "net/http_server.h"

namespace cairn::api {

class Followers {
 public:
  static constexpr std::size_t most = 200;

  explicit Followers(Pulse& pulse) : pulse_(pulse), thread_([this] { work(); }) {}
  ~Followers() { stop(); }

  using Compute = std::function<Result<Json>()>;
  /// `what` is the same text for the same answer. False when too many follow already.
  bool add(std::shared_ptr<net::Stream> stream, std::string what, Compute compute);
  std::size_t count() const;
  void stop();

 private:
  struct Follower {
    std::shared_ptr<net::Stream> stream;
    std::string what;
    Compute compute;
    std::string last;  ///< what it was sent
  };
  void work();
  void round();

  Pulse& pulse_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Follower>> followers_;
  bool added_ = false, stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::api
