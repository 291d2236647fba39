// Copies the inbox's journal into its database on a thread of its own, so that commits do not wait for it.
//
//   writer:        commit commit commit ─ journal is long ─▶ want()          finish() between two commits ─▶ journal
//   this thread:                                 └─▶ copy, sync ─▶ copy the rest, sync ─▶ due()┘           begins anew
//
// While commits go on, a copy never catches up with the journal's end; so the writer does the last bit itself.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "store/state_db.h"

namespace cairn::store {

/// One passive checkpoint. An error: the disk cannot be trusted any more; a full one or a reader in the way is none.
Result<void> checkpoint(StateDb& db);

class InboxCheckpoints {
 public:
  /// `failed` is called from the thread.
  static Result<std::unique_ptr<InboxCheckpoints>> start(const std::filesystem::path& file, const char* settings,
                                                         std::function<void(Error)> failed);
  ~InboxCheckpoints();
  /// The journal is long. From the writer's thread; returns at once.
  void want();
  /// Until the thread has nothing to do.
  void wait();
  /// Almost all is copied; the writer should checkpoint now. True once after each want().
  bool due() { return due_.exchange(false); }

 private:
  InboxCheckpoints(StateDb db, std::function<void(Error)> failed);
  void run();

  StateDb db_;
  std::function<void(Error)> failed_;
  std::mutex mutex_;
  std::condition_variable wake_, idle_;
  bool wanted_ = false, stopping_ = false;
  std::atomic<bool> due_ = false;
  std::thread thread_;
};

}  // namespace cairn::store
