#include "store/inbox_db.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "store/inbox_key.h"

namespace cairn::store {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE request(seq INTEGER PRIMARY KEY, received_us INTEGER NOT NULL, source TEXT NOT NULL,
         format INTEGER NOT NULL, context TEXT NOT NULL, doubles BLOB, bytes INTEGER NOT NULL, body BLOB NOT NULL);
       CREATE TABLE recent_key(key BLOB PRIMARY KEY) WITHOUT ROWID;
       CREATE TABLE fresh_key(row INTEGER PRIMARY KEY, keys BLOB NOT NULL);
       CREATE TABLE odd_key(hash BLOB PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
       CREATE TABLE order_key(hash BLOB PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
       CREATE INDEX odd_key_day ON odd_key(day);
       CREATE INDEX order_key_day ON order_key(day);
       CREATE TABLE mark(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;)",
};

std::string bits_of(const std::vector<bool>& known) {
  std::string bits((known.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < known.size(); ++i)
    if (known[i]) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << i % 8);
  return bits;
}

/// Keys before this second have lived long enough.
std::int64_t first_second(Time now, Duration window) {
  return std::max<std::int64_t>(0, floor_div(now.us - InboxDb::recent_past - window.ms * 1000, 1'000'000));
}

}  // namespace

// A page cache that holds what is written again and again; memory maps are left out, since a broken disk would then
// kill the process with a signal instead of an error.
const char* InboxDb::settings() {
  return "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;"
         "PRAGMA cache_size = -131072; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;";
}

Result<InboxDb> InboxDb::open(const std::filesystem::path& file, std::int64_t loaded, Duration window) {
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write, settings()));
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  CAIRN_TRY_VOID(db.migrate("inbox", migrations));
  InboxDb inbox(std::move(db), window);
  CAIRN_TRY_VOID(inbox.prepare());
  // An inbox that was lost begins behind what the history has: no number comes twice.
  inbox.last_seq_ = std::max(inbox.last_seq_, loaded);
  return inbox;
}

Result<void> InboxDb::prepare() {
  auto make = [&](std::optional<Statement>& place, const char* sql) -> Result<void> {
    CAIRN_TRY(place, db_.prepare(sql));
    return {};
  };
  CAIRN_TRY_VOID(make(add_fresh_, "INSERT INTO fresh_key VALUES(?, ?)"));
  CAIRN_TRY_VOID(make(forget_fresh_, "DELETE FROM fresh_key WHERE row <= ?"));
  CAIRN_TRY_VOID(make(add_recent_, "INSERT OR IGNORE INTO recent_key VALUES(?)"));
  CAIRN_TRY_VOID(make(find_recent_, "SELECT 1 FROM recent_key WHERE key = ?"));
  CAIRN_TRY_VOID(make(add_odd_, "INSERT OR IGNORE INTO odd_key VALUES(?, ?)"));
  CAIRN_TRY_VOID(make(find_odd_, "SELECT 1 FROM odd_key WHERE hash = ?"));
  CAIRN_TRY_VOID(make(add_order_, "INSERT OR IGNORE INTO order_key VALUES(?, ?)"));
  CAIRN_TRY_VOID(make(keep_, "INSERT INTO request VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  CAIRN_TRY_VOID(make(forget_,
                      "DELETE FROM request WHERE seq <= min(?1, (SELECT min(seq) FROM request) + ?2 - 1) "
                      "RETURNING bytes"));
  CAIRN_TRY_VOID(make(mark_, "INSERT INTO mark VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value"));
  CAIRN_TRY_VOID(make(expire_recent_,
                      "DELETE FROM recent_key WHERE key <= (SELECT max(key) FROM "
                      "(SELECT key FROM recent_key WHERE key < ?1 ORDER BY key LIMIT ?2))"));
  CAIRN_TRY_VOID(
      make(expire_odd_, "DELETE FROM odd_key WHERE hash IN (SELECT hash FROM odd_key WHERE day < ?1 LIMIT ?2)"));
  CAIRN_TRY_VOID(
      make(expire_order_, "DELETE FROM order_key WHERE hash IN (SELECT hash FROM order_key WHERE day < ?1 LIMIT ?2)"));
  CAIRN_TRY(auto marks, db_.prepare("SELECT name, value FROM mark"));
  for (;;) {
    CAIRN_TRY(bool more, marks.step());
    if (!more) break;
    (marks.text(0) == "last_seq" ? last_seq_ : last_ahead_day_) = marks.integer(1);
  }
  CAIRN_TRY(auto last, db_.prepare("SELECT max(seq) FROM request"));
  CAIRN_TRY(bool found, last.step());
  if (found && !last.is_null(0)) last_seq_ = std::max(last_seq_, last.integer(0));
  return read_fresh();
}

Result<void> InboxDb::read_fresh() {
  CAIRN_TRY(auto rows, db_.prepare("SELECT row, keys FROM fresh_key ORDER BY row"));
  for (;;) {
    CAIRN_TRY(bool more, rows.step());
    if (!more) break;
    fresh_.row = rows.integer(0);
    for (auto keys = rows.bytes(1); keys.size() >= 16; keys.remove_prefix(16)) {
      fresh_.add(key_of(keys));
    }
  }
  CAIRN_TRY(auto highest, db_.prepare("SELECT max(key) FROM recent_key"));
  CAIRN_TRY(bool found, highest.step());
  if (found && highest.bytes(0).size() == 16) highest_ = key_of(highest.bytes(0));
  return {};
}

void InboxDb::reset_statements() {
  for (auto* statement : {&add_fresh_, &forget_fresh_, &add_recent_, &find_recent_, &add_odd_, &find_odd_, &add_order_,
                          &keep_, &forget_, &mark_, &expire_recent_, &expire_odd_, &expire_order_})
    (*statement)->reset();
}

Outcome InboxDb::transaction(const std::function<Result<void>()>& work, Error& fault) {
  const auto seq = last_seq_, ahead = last_ahead_day_, row = fresh_.row;
  const auto fresh = fresh_.keys.size(), away = put_away_;
  auto outcome = db_.run("BEGIN IMMEDIATE");
  if (outcome) outcome = work();
  if (outcome) outcome = db_.run("COMMIT");
  if (outcome) {
    after_commit();
    return Outcome::done;
  }
  fault = outcome.error();
  const int code = sqlite3_extended_errcode(db_.handle());
  // What SQLite says of a full disk, and what a journal's index says that could not grow. A failed fsync is never taken
  // for that.
  const bool full =
      (code & 0xFF) == SQLITE_FULL || (code == SQLITE_IOERR_SHMSIZE && sqlite3_system_errno(db_.handle()) == ENOSPC);
  reset_statements();
  last_seq_ = seq;
  last_ahead_day_ = ahead;
  fresh_.row = row;
  fresh_.take_back(fresh);
  put_away_ = away;
  if (sqlite3_get_autocommit(db_.handle()) == 0 && !db_.run("ROLLBACK")) return Outcome::failed;
  return full ? Outcome::full : Outcome::failed;
}

Result<void> InboxDb::mark(const char* name, std::int64_t value) {
  return mark_->bind(1, std::string_view(name)).bind(2, value).run();
}

Result<void> InboxDb::keep(Admission& request) {
  const auto& arrival = *request.arrival;
  auto& receipt = request.receipt;
  if (!arrival.keys.empty() && receipt.known_count == arrival.keys.size()) return {};
  receipt.seq = ++last_seq_;
  const auto doubles = receipt.known_count > 0 ? bits_of(receipt.known) : std::string();
  keep_->bind(1, receipt.seq).bind(2, arrival.received.us).bind(3, arrival.source);
  keep_->bind(4, std::int64_t{arrival.format}).bind(5, arrival.context);
  if (doubles.empty())
    keep_->bind_null(6);
  else
    keep_->bind_bytes(6, doubles);
  keep_->bind(7, static_cast<std::int64_t>(arrival.context.size() + arrival.body.size())).bind_bytes(8, arrival.body);
  return keep_->run();
}

Result<void> InboxDb::admit(std::span<Admission> requests) {
  for (auto& request : requests) request.receipt = {0, std::vector<bool>(request.arrival->keys.size()), 0};
  sort_keys(requests);
  CAIRN_TRY_VOID(admit_recent(requests));
  CAIRN_TRY_VOID(admit_odd(requests));
  CAIRN_TRY_VOID(admit_orders(requests));
  const auto before = last_seq_;
  for (auto& request : requests) CAIRN_TRY_VOID(keep(request));
  return last_seq_ == before ? Result<void>() : mark("last_seq", last_seq_);
}

Result<bool> InboxDb::forget(std::int64_t seq, std::int64_t most, std::uint64_t& rows, std::uint64_t& bytes) {
  std::uint64_t gone = 0;
  forget_->bind(1, seq).bind(2, most);
  for (;;) {
    CAIRN_TRY(bool more, forget_->step());
    if (!more) break;
    ++gone;
    bytes += static_cast<std::uint64_t>(forget_->integer(0));
  }
  forget_->reset();
  rows += gone;
  return gone == 0;
}

Result<bool> InboxDb::expire(Time now, std::int64_t most) {
  expired_below_ = {static_cast<std::uint64_t>(first_second(now, window_)) << 32, 0};
  KeyBytes first(expired_below_.high, 0);
  const auto day = floor_div(now.us - window_.ms * 1000, us_a_day);
  std::int64_t gone = 0;
  auto run = [&](Statement& statement) -> Result<void> {
    CAIRN_TRY_VOID(statement.bind(2, most).run());
    gone += sqlite3_changes(db_.handle());
    return {};
  };
  CAIRN_TRY_VOID(run(expire_recent_->bind_bytes(1, first.view())));
  CAIRN_TRY_VOID(run(expire_odd_->bind(1, day)));
  CAIRN_TRY_VOID(run(expire_order_->bind(1, day)));
  if (last_ahead_day_ >= 0 && last_ahead_day_ < day) {
    CAIRN_TRY_VOID(mark("ahead_day", -1));
    last_ahead_day_ = -1;
  }
  return gone < most && fresh_.lowest >= expired_below_;
}

Result<void> InboxDb::count(std::uint64_t& rows, std::uint64_t& bytes) {
  CAIRN_TRY(auto sum, db_.prepare("SELECT count(*), coalesce(sum(bytes), 0) FROM request"));
  CAIRN_TRY(bool found, sum.step());
  CAIRN_CHECK(found);
  rows = static_cast<std::uint64_t>(sum.integer(0));
  bytes = static_cast<std::uint64_t>(sum.integer(1));
  return {};
}

}  // namespace cairn::store
