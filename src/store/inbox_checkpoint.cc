#include "store/inbox_checkpoint.h"

#include <sqlite3.h>

#include "base/crash_point.h"

namespace cairn::store {

Result<void> checkpoint(StateDb& db) {
  crash_point("inbox: before a checkpoint");
  int outcome = sqlite3_wal_checkpoint_v2(db.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  crash_point("inbox: after a checkpoint");
  switch (outcome & 0xFF) {
    case SQLITE_OK:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
      return {};
    default:
      return Error{ErrorCode::unreadable, std::string("cannot copy its journal: ") + sqlite3_errmsg(db.handle()),
                   sqlite3_db_filename(db.handle(), "main"), "check the disk, then start again"};
  }
}

Result<std::unique_ptr<InboxCheckpoints>> InboxCheckpoints::start(const std::filesystem::path& file,
                                                                  const char* settings,
                                                                  std::function<void(Error)> failed) {
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write, settings));
  sqlite3_db_config(db.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return std::unique_ptr<InboxCheckpoints>(new InboxCheckpoints(std::move(db), std::move(failed)));
}

InboxCheckpoints::InboxCheckpoints(StateDb db, std::function<void(Error)> failed)
    : db_(std::move(db)), failed_(std::move(failed)), thread_([this] { run(); }) {}

InboxCheckpoints::~InboxCheckpoints() {
  {
    std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void InboxCheckpoints::want() {
  {
    std::lock_guard guard(mutex_);
    if (wanted_ || due_ || stopping_) return;
    wanted_ = true;
  }
  wake_.notify_one();
}

void InboxCheckpoints::wait() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !wanted_; });
}

void InboxCheckpoints::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return wanted_ || stopping_; });
      if (stopping_) return;
    }
    auto outcome = checkpoint(db_);
    if (outcome) outcome = checkpoint(db_);
    if (!outcome) failed_(std::move(outcome.error()));
    {
      std::lock_guard guard(mutex_);
      wanted_ = false;
      due_ = outcome.ok();
      stopping_ = stopping_ || !outcome;
    }
    idle_.notify_all();
  }
}

}  // namespace cairn::store
