// Who has signed in by the studio: a cookie stands for the admin token, so that no script ever sees the token.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/time.h"
#include "net/http_server.h"

namespace cairn::api {

inline constexpr const char* session_cookie = "cairn_session";

/// In memory, as hashes: a restart ends them all. Safe to use from several threads.
class Sessions {
 public:
  static constexpr std::size_t most = 200;                          ///< the one that rested longest goes
  static constexpr std::int64_t rest_us = 12LL * 3600 * 1'000'000;  ///< without a request it ends

  /// The cookie's value.
  std::string begin(Time now);
  bool holds(const std::string& cookie, Time now);
  void end(const std::string& cookie);

 private:
  std::mutex mutex_;
  std::map<std::string, Time> last_;  ///< by the cookie's hash
};

/// Wrong tokens are counted, so that nobody tries them all: so many a minute, whoever sends them.
class WrongTokens {
 public:
  static constexpr int most_a_minute = 20;
  bool may_try(Time now);
  void count(Time now);

 private:
  std::mutex mutex_;
  std::int64_t minute_ = 0;
  int counted_ = 0;
};

/// The session cookie of a request; empty: it has none.
std::string session_of(const net::Request& request);
/// A page of another site sent it. (Fetch Metadata, W3C; browsers without it say their origin.)
bool is_foreign(const net::Request& request);
/// It may use the cookie: it reads, or says that it comes from a page of this server.
bool is_same_origin(const net::Request& request);

}  // namespace cairn::api
