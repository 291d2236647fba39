// What the handlers of requests work with; app makes it and outlives every request.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "api/admission.h"
#include "api/pulse.h"
#include "api/sessions.h"
#include "api/source_rates.h"
#include "api/workers.h"
#include "api/workspace.h"
#include "base/log.h"
#include "collect/refused.h"
#include "collect/sources.h"
#include "net/http_server.h"
#include "store/inbox.h"

namespace cairn::api {

/// What the thread between inbox and history says of itself.
struct FeedCounts {
  std::uint64_t loaded_events = 0, commits = 0, refused_items = 0;
  std::uint64_t upkeep_failures = 0;
  std::uint64_t damaged_segments = 0;  ///< set aside
  std::int64_t position = 0;           ///< of the inbox, in the history
  double lag_seconds = 0;              ///< from acknowledged to usable in answers, of the last commit
};

class Followers;
class Metrics;

struct Parts {
  Workspace& workspace;
  store::Inbox& inbox;
  collect::Sources& sources;
  collect::RefusedItems& refused;
  Pulse& pulse;
  Workers& workers;  ///< for questions
  Workers& readers;  ///< for requests with events
  Admission& admission;
  Metrics& metrics;
  Log& log;
  Followers& followers;
  std::string admin_hash;  ///< secret_hash of the admin token
  std::function<Time()> now;
  std::function<std::optional<std::string>()> not_ready;  ///< why; nullopt: ready
  std::function<FeedCounts()> feed;
  std::function<net::ServerCounts()> server;
  collect::WireLimits limits;
  std::atomic<bool> stopping = false;
  SourceRates rates = {};
  Sessions sessions = {};
  WrongTokens wrong_tokens = {};
  bool tls = false;  ///< the server itself speaks it
  /// Of the demo company, whose customers can be played.
  std::function<bool()> is_demo = [] { return false; };
  std::string socket = {};  ///< the Unix socket that the server listens on, too
};

}  // namespace cairn::api
