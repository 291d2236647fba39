#include "store/backup.h"

#include <fmt/format.h>

#include "base/crash_point.h"
#include "base/hash.h"
#include "store/history_state.h"

namespace cairn::store {
namespace {

namespace fs = std::filesystem;

Error fault_of(const std::error_code& fault, const fs::path& path) {
  return {ErrorCode::unreadable, fault.message(), path, "check who may write there, and how much room there is"};
}

Result<void> expect_empty(const fs::path& folder) {
  std::error_code fault;
  if (!fs::exists(folder, fault) || fs::is_empty(folder, fault)) return {};
  return Error{ErrorCode::conflict, "there is something in this folder already", folder,
               "name a folder that is not there yet; nothing was overwritten"};
}

/// A database as of one moment, also while others write to it.
Result<void> copy_database(const fs::path& from, const fs::path& to) {
  std::error_code fault;
  if (!fs::exists(from, fault)) return {};
  CAIRN_TRY(auto db, StateDb::open(from, StateDb::Mode::read));
  CAIRN_TRY_VOID(db.run(("VACUUM INTO " + sql_text(to.string())).c_str()));
  return make_durable(to);
}

enum class By { link, copy };

Result<std::uint64_t> put_file(const fs::path& from, const fs::path& to, By by) {
  std::error_code fault;
  if (by == By::link) {
    fs::create_hard_link(from, to, fault);
    if (!fault) return static_cast<std::uint64_t>(fs::file_size(to, fault));
    fault.clear();  // another disk, or one without links
  }
  fs::copy_file(from, to, fault);
  if (fault) return fault_of(fault, to);
  CAIRN_TRY_VOID(make_durable(to));
  return static_cast<std::uint64_t>(fs::file_size(to, fault));
}

Result<Copied> put_segments(const History& history, const fs::path& to, By by, const CopyProgress& progress) {
  Copied copied;
  const auto segments = history.segments();
  for (const auto& segment : segments) {
    auto target = to / "history" / segment.file;
    CAIRN_TRY(auto bytes, put_file(history.workspace() / "history" / segment.file, target, by));
    if (by == By::copy) {
      CAIRN_TRY(auto hash, hash_file(target.string()));
      if (hash.hex() != segment.hash)
        return Error{ErrorCode::damaged, "its content differs from what the manifest says",
                     history.workspace() / "history" / segment.file, "take another backup; nothing was restored"};
    }
    copied.bytes += bytes;
    progress(++copied.segments, segments.size());
    crash_point("backup: some segments");
  }
  return copied;
}

Result<Copied> put_all(const History& history, const fs::path& to, By by, const CopyProgress& progress) {
  std::error_code fault;
  fs::create_directories(to / "history", fault);
  if (fault) return fault_of(fault, to);
  const auto& from = history.workspace();
  for (const char* database : {"inbox.db", "cairn.db"}) CAIRN_TRY_VOID(copy_database(from / database, to / database));
  crash_point("backup: databases copied");
  CAIRN_TRY(auto copied, put_segments(history, to, by, progress));
  if (fs::exists(from / "quarantine", fault))
    fs::copy(from / "quarantine", to / "quarantine", fs::copy_options::recursive, fault);
  if (fault) return fault_of(fault, to / "quarantine");
  crash_point("backup: not durable");
  for (const char* folder : {"history", "."}) CAIRN_TRY_VOID(make_durable(to / folder / "."));
  return copied;
}

Result<Copied> put_or_remove(const History& history, const fs::path& to, By by, const CopyProgress& progress) {
  CAIRN_TRY_VOID(expect_empty(to));
  auto copied = put_all(history, to, by, progress);
  std::error_code ignored;
  if (!copied) fs::remove_all(to, ignored);
  return copied;
}

}  // namespace

Result<Copied> back_up(const History& history, const fs::path& to, const CopyProgress& progress) {
  return put_or_remove(history, to, By::link, progress);
}

Result<Copied> restore(const fs::path& backup, const fs::path& workspace, const CopyProgress& progress) {
  CAIRN_TRY(auto history, History::open(backup, Access::read));
  return put_or_remove(history, workspace, By::copy, progress);
}

}  // namespace cairn::store
