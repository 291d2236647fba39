// The thread between the inbox and the history: takes acknowledged requests in order, makes their events, commits them
// with the position of the inbox in one transaction, and lets the next view see them.
//
//   inbox ──read after position──▶ read_wire ──▶ loader ──commit(position)──▶ history ──▶ view ──▶ answers
//                                      └── refused items ──▶ quarantine (before the commit; put twice, listed once)
//
// A round begins when something waits, at most every `round_pause`. A kill between commit and forgetting loads nothing
// twice: the position says so. Small segments are merged by another thread (upkeep.h).
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "api/parts.h"
#include "app/local_workspace.h"
#include "base/log.h"

namespace cairn::app {

class Feed {
 public:
  static constexpr const char* consumer = "history";

  Feed(LiveWorkspace& workspace, store::Inbox& inbox, collect::RefusedItems& refused, Log& log);
  ~Feed() { stop(); }  ///< as stop()
  /// Loads what waits, then ends.
  void stop();

  api::FeedCounts counts() const;
  /// Why it cannot go on; nullopt: it does.
  std::optional<Error> failed() const;

 private:
  void work();
  Result<void> round();
  Result<void> try_load();
  Result<void> load(store::History& history);
  Result<std::size_t> take(const store::KeptRequest& request, collect::WireBatch& batch, std::vector<bool>& known);
  Result<std::size_t> bound_names(const store::History& history, const std::vector<store::KeptRequest>& requests,
                                  const std::vector<std::size_t>& ends, const EventBatch& events,
                                  std::vector<bool>& known);
  void fail(const Error& error);
  void recover();
  void tell_refused();

  LiveWorkspace& workspace_;
  store::Inbox& inbox_;
  collect::RefusedItems& refused_;
  Log& log_;
  mutable std::mutex mutex_;
  api::FeedCounts counts_;
  std::optional<Error> failed_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> refused_now_;  ///< source, reason; of this round
  std::set<std::string, std::less<>> new_names_;                              ///< of properties; of this commit
  std::atomic<bool> stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::app
