// The tables of the inbox and what one transaction does to them; the writer's thread owns this. Who waits for whom is
// inbox.cc's business.
//
//   keys of all waiting requests ──sort──▶ in memory? in recent_key? ──new──▶ memory, and one row of fresh_key
//                                          odd_key, order_key
//                                          known bits ──▶ request rows
//   memory, some 100,000 keys ──sort──▶ recent_key, a slice with each transaction ──all──▶ fresh_key rows go
//
// Keys of a second are random, so each put into recent_key at once would write a page of its own, a hundred times its
// bytes. Gathered and sorted they fill pages side by side. To put a key twice is harmless, so a crash between the
// slices costs nothing: what stands in fresh_key is read back into memory.
#pragma once

#include <array>
#include <span>

#include "store/id_set.h"
#include "store/inbox.h"
#include "store/state_db.h"

namespace cairn::store {

/// A request on its way in.
struct Admission {
  const Arrival* arrival = nullptr;
  Receipt receipt;
};

/// How a transaction ended.
enum class Outcome {
  done,
  full,    ///< no space: nothing of it is there; it may go better later
  failed,  ///< the disk cannot be trusted any more
};

class InboxDb {
 public:
  static Result<InboxDb> open(const std::filesystem::path& file, std::int64_t loaded, Duration window);

  /// All or nothing. `fault` says why not.
  Outcome transaction(const std::function<Result<void>()>& work, Error& fault);

  // Within a transaction:
  Result<void> admit(std::span<Admission> requests);
  /// Deletes requests up to `seq`, the oldest ones, at most so many; adds to `rows` and `bytes` what went. False:
  /// there are more.
  Result<bool> forget(std::int64_t seq, std::int64_t most, std::uint64_t& rows, std::uint64_t& bytes);
  /// Deletes keys that have lived long enough, about so many. False: there may be more.
  Result<bool> expire(Time now, std::int64_t most);

  /// A slice of the gathered keys into recent_key, about so many.
  Result<void> put_away(std::int64_t most);
  bool putting_away() const { return !leaving_.keys.empty(); }
  /// Keys in memory before they are put away.
  static constexpr std::size_t most_fresh = 400'000;

  std::int64_t last_seq() const { return last_seq_; }
  /// Of the rows that are there.
  Result<void> count(std::uint64_t& rows, std::uint64_t& bytes);
  StateDb& db() { return db_; }

  /// Pragmas of each connection that writes.
  static const char* settings();
  /// µs before and after it is received that an event's time may lie for its key to go to recent_key.
  static constexpr std::int64_t recent_past = 14LL * 24 * 3600 * 1'000'000, recent_future = 24LL * 3600 * 1'000'000;

 private:
  /// A key as the tables have it: 16 bytes, big-endian.
  struct Sought {
    std::uint64_t high = 0, low = 0;
    std::uint32_t request = 0, event = 0;
    auto operator<=>(const Sought&) const = default;
  };
  struct OddSought {
    Sought hash;
    std::optional<Sought> recent;  ///< where an earlier, timelier arrival would be
    auto operator<=>(const OddSought&) const = default;
  };

  InboxDb(StateDb db, Duration window) : db_(std::move(db)), window_(window) {}
  /// Keys that are not in recent_key yet, and the rows of fresh_key that have them.
  struct Fresh {
    IdSet set;
    std::vector<EventId> keys;
    std::int64_t row = 0;  ///< the last
    EventId lowest{~0ULL, ~0ULL};
    void add(EventId key);
    void take_back(std::size_t count);
  };

  Result<void> prepare();
  Result<void> read_fresh();
  void after_commit();
  Result<bool> is_recent(const Sought& key);
  Result<void> keep_fresh(std::size_t before);
  void reset_statements();
  void sort_keys(std::span<const Admission> requests);
  Result<void> admit_recent(std::span<Admission> requests);
  Result<void> admit_odd(std::span<Admission> requests);
  Result<void> admit_orders(std::span<Admission> requests);
  Result<void> keep(Admission& request);
  Result<void> mark(const char* name, std::int64_t value);
  Result<bool> is_there(Statement& look, const Sought& key);
  Result<bool> added(Statement& insert, const Sought& key, std::int64_t day);

  StateDb db_;
  Duration window_;
  std::int64_t last_seq_ = 0;
  std::int64_t last_ahead_day_ = -1;  ///< when a key from the future came last; near times ask odd_key until it is past
  std::optional<Statement> add_fresh_, forget_fresh_, add_recent_, find_recent_, add_odd_, find_odd_, add_order_, keep_,
      forget_, mark_;
  std::optional<Statement> expire_recent_, expire_odd_, expire_order_;
  Fresh fresh_, leaving_;     ///< gathered; being put away, in order
  std::size_t put_away_ = 0;  ///< of leaving_.keys
  EventId expired_below_{};   ///< keys that have lived long enough
  EventId highest_{};         ///< above it recent_key has nothing
  std::vector<Sought> recent_, orders_;
  std::vector<OddSought> odd_;
};

}  // namespace cairn::store
