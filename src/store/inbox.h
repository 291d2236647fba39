// The inbox: what has been acknowledged and is not yet in the history, and the memory of what came before.
//
//   put(request) ──▶ queue ──one transaction for all that wait──▶ inbox.db ──fsync──▶ done(receipt): now a 200 may be
//   sent
//                                                                    │
//                                              read(after) ◀─────────┘   the loader takes requests in order; when they
//                                              are forget(up to)             in segments, with the position, they go
//                                              away
//
//   request(seq, received_us, source, format, context, body, doubles)    one row a request; body as it came
//   recent_key(key BLOB(16)) WITHOUT ROWID   event time as sent (s, big-endian) + 96 bits of the event id
//   fresh_key(row, keys)                     those of the last transactions, until they are put into recent_key
//   odd_key(hash, day), order_key(hash, day) keys without a time near now, and orders, by the day they came
//   mark(name, value)                        last_seq, ahead_day: when a key from the future came last
//
// Keys ordered by time make insertion local: 50 million of them cost little. An event is known if its key was put by an
// earlier request or stands earlier in the same one, or if its order is; keys live for `window` (28 days) after they
// came, at least: recent_key has times from 14 days before to 1 day after the request came, and keeps each for 14 days
// and the window; look-ups of other times ask both tables. A request whose events are all known keeps no row.
// One thread writes. A disk that is full refuses (ErrorCode::limit, "no space") until there is room; any other failure
// of the disk is final: nothing more is accepted, `failed` says why, and the process should end, since pages whose
// fsync failed must not be trusted again. A thread of its own copies the journal into the database meanwhile
// (checkpoints), so that commits do not wait for that.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event/event.h"
#include "store/state_db.h"

namespace cairn::store {

struct InboxKey {
  EventId id;
  std::int64_t time = no_time;  ///< µs as its sender wrote it; no_time: none
  Hash128 order{};              ///< zero: none
};

struct Arrival {
  Time received{};
  std::string source;
  std::uint8_t format = 0;
  std::string context;  ///< JSON; what the body needs to be read again
  std::string body;
  std::vector<InboxKey> keys;  ///< of its events, in order
  bool keep_anyway = false;    ///< also when every event is known: something else in the body must reach the loader
};

struct Receipt {
  std::int64_t seq = 0;     ///< 0: all events were known, nothing was kept (see Arrival::keep_anyway)
  std::vector<bool> known;  ///< of each key
  std::uint32_t known_count = 0;
};

struct KeptRequest {
  std::int64_t seq = 0;
  Time received{};
  std::string source, context, body;
  std::uint8_t format = 0;
  std::vector<bool> known;  ///< events to leave out; shorter or empty: none beyond
};

struct InboxOptions {
  std::uint64_t queue_bytes = 64ULL << 20;   ///< waiting to be committed; more are refused (ErrorCode::limit)
  std::uint64_t most_bytes = 16ULL << 30;    ///< of requests kept; more are refused until the loader has caught up
  Duration window{28LL * 24 * 3600 * 1000};  ///< of the memory against doubles
  std::uint64_t journal_pages = 16'384;      ///< of 4 KiB, before they are copied into the database
  std::function<Time()> now;                 ///< for expiry; empty: the system's clock
};

struct InboxCounts {
  std::uint64_t acknowledged_requests = 0, acknowledged_events = 0, known_events = 0, refused_requests = 0;
  std::uint64_t commits = 0;
  std::uint64_t waiting_requests = 0, waiting_bytes = 0;  ///< committed, not yet forgotten
  std::uint64_t queued_bytes = 0;
};

class Inbox {
 public:
  /// Opens or makes `inbox.db` in a workspace; forgets what the history has (`loaded`: the position that the manifest
  /// names).
  static Result<std::unique_ptr<Inbox>> open(const std::filesystem::path& workspace, std::int64_t loaded,
                                             const InboxOptions& options = {});
  ~Inbox();  ///< commits what is queued, then closes

  /// From any thread. `done` is called once, on the writer's thread, after the commit that holds the request, or with
  /// the error: `limit` may go better later (full disk, full queue, loader behind), all others will not. It must be
  /// quick and may not wait for anything of the inbox.
  void put(Arrival arrival, std::function<void(Result<Receipt>)> done);

  /// Refuses all requests as a full disk does, while the disk is scarce; until it is told otherwise. From any thread.
  void hold_back(bool disk_is_scarce);

  /// The next requests after `seq`, in order, up to about so many bytes (at least one). From one thread at a time, not
  /// the writer's.
  Result<std::vector<KeptRequest>> read(std::int64_t after, std::uint64_t most_bytes);
  /// Deletes requests up to `seq`, which are in the history now; returns at once, the writer does it.
  void forget(std::int64_t seq);
  /// The last that was committed.
  std::int64_t last() const;
  /// Waits until there is something after `seq`, or so long; returns last().
  std::int64_t wait(std::int64_t seq, Duration most) const;

  InboxCounts counts() const;
  /// Why the inbox accepts nothing any more; nullopt: it works.
  std::optional<Error> failed() const;

  struct State;

 private:
  explicit Inbox(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Damage;
/// What `cairn verify` looks at: SQLite's own check, the form of rows and keys, and that no consumer is past the last
/// request. Empty: all is well, or there is no inbox.
std::vector<Damage> verify_inbox(const std::filesystem::path& workspace,
                                 const std::map<std::string, std::int64_t>& positions);

}  // namespace cairn::store
