#include "store/repair.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/hash.h"
#include "store/history_state.h"

namespace cairn::store {

namespace fs = std::filesystem;

std::string fault_of_file(const fs::path& file, const Segment& segment) {
  std::error_code fault;
  auto bytes = fs::file_size(file, fault);
  if (fault == std::errc::no_such_file_or_directory) return "is missing";
  if (fault) return "cannot be read: " + fault.message();
  if (bytes != segment.bytes) return fmt::format("has {} bytes, expected {}", bytes, segment.bytes);
  auto hash = hash_file(file);
  if (!hash) return "cannot be read: " + hash.error().message;
  if (hash->hex() == segment.hash) return "";
  return fmt::format("has hash {}, expected {}", hash->hex(), segment.hash);
}

Result<std::vector<DamagedSegment>> set_damaged_aside(History& history) {
  std::vector<DamagedSegment> found;
  for (const auto& segment : history.segments()) {
    auto fault = fault_of_file(history.path_of(segment), segment);
    if (fault.empty()) continue;
    // Want of handles or of memory says nothing about a file.
    for (int passing : {EMFILE, ENFILE, ENOMEM})
      if (fault.find(std::strerror(passing)) != std::string::npos)
        return Error{ErrorCode::limit, fault, history.path_of(segment), "try again when there is less to do"};
    found.push_back({segment, std::move(fault), clock_now()});
  }
  if (!found.empty()) CAIRN_TRY_VOID(history.mark({found, {}}));
  return found;
}

namespace {

/// The file in a backup that has the hash of a segment; its own name first.
fs::path file_of(const fs::path& folder, const Segment& segment) {
  if (fault_of_file(folder / segment.file, segment).empty()) return folder / segment.file;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault))
    if (entry.path().extension() == ".parquet" && fault_of_file(entry.path(), segment).empty()) return entry.path();
  return {};
}

/// How many events of a file the bucket has in other segments.
Result<std::uint64_t> known_events(const History& history, const fs::path& file, int bucket) {
  auto others = history.segments(bucket);
  if (others.empty()) return 0;
  CAIRN_TRY(auto duck, Duck::open({.memory_limit = memory_share(0.2),
                                   .threads = 1,
                                   .temp_directory = history.workspace() / "tmp",
                                   .allowed = {}}));
  auto sql = fmt::format("SELECT count(*) FROM {} AS back SEMI JOIN ({}) AS there USING (event_id)",
                         parquet_sql({file}), history.segments_sql(others, {"event_id"}));
  CAIRN_TRY(auto rows, duck.stream(sql, "looking for events that came again"));
  CAIRN_TRY(auto count, rows.next());
  return count == 0 ? 0 : static_cast<std::uint64_t>(rows.column(0).data<std::int64_t>()[0]);
}

/// Why it does not come back; empty: its file is in place, durable.
Result<std::string> put_back(const History& history, const Segment& segment, const fs::path& folder) {
  auto from = file_of(folder, segment);
  if (from.empty()) return fmt::format("the backup has no file with its hash {}", segment.hash);
  CAIRN_TRY(auto known, known_events(history, from, segment.bucket));
  if (known > 0)
    return fmt::format("{} of its {} events have been imported again since; with it they would be there twice", known,
                       segment.rows);
  auto target = history.path_of(segment), half = target;
  half += ".tmp";
  std::error_code fault;
  fs::copy_file(from, half, fs::copy_options::overwrite_existing, fault);
  if (!fault) CAIRN_TRY_VOID(make_durable(half));
  if (!fault) fs::rename(half, target, fault);
  if (fault) return Error{ErrorCode::unreadable, fault.message(), target, "check who may write there, and its room"};
  CAIRN_TRY_VOID(make_durable(target.parent_path() / "."));
  auto wrong = fault_of_file(target, segment);
  return wrong.empty() ? "" : "the copy " + wrong;
}

}  // namespace

Result<Restored> restore_segments(History& history, const fs::path& backup) {
  std::error_code ignored;
  if (!fs::is_directory(backup / "history", ignored))
    return Error{ErrorCode::not_found, "this is no backup: it has no folder history/", backup,
                 "name a folder that cairn backup has made"};
  Restored restored;
  for (const auto& damaged : history.damaged()) {
    CAIRN_TRY(auto why_not, put_back(history, damaged.segment, backup / "history"));
    if (why_not.empty())
      restored.back.push_back(damaged.segment);
    else
      restored.missing.push_back({"history/" + damaged.segment.file, std::move(why_not)});
  }
  if (!restored.back.empty()) CAIRN_TRY_VOID(history.mark({{}, restored.back}));
  return restored;
}

}  // namespace cairn::store
