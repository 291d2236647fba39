// What history.cc, its SQL, the loader and verify share.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "store/chunk.h"
#include "store/manifest.h"

namespace cairn::store {

struct History::State {
  std::filesystem::path workspace;
  Access access = Access::read;
  std::shared_ptr<FileLock> lock;
  std::unique_ptr<StateDb> db;  ///< of a writer
  /// Swapped by a writer's thread under `guard`; other threads look at it through snapshot() only.
  std::shared_ptr<const Manifest> manifest;
  mutable std::mutex guard;

  /// Files whose content was compared with their hash; shared by all snapshots.
  struct Checked {
    std::mutex mutex;
    std::set<std::string> files;
  };
  std::shared_ptr<Checked> checked = std::make_shared<Checked>();

  std::filesystem::path folder() const { return workspace / "history"; }
  std::filesystem::path temp() const { return workspace / "tmp"; }
  std::filesystem::path path_of(const Segment& segment) const { return folder() / segment.file; }

  ~State();
  /// From any thread of a writer: one transaction. Files of segments that it removes stay until no manifest that names
  /// them is used any more.
  Result<void> commit(const ManifestChange& change, Time now);
  Result<void> announce(const std::vector<std::string>& files);
  Result<void> set_setting(const std::string& key, const std::string& value);
  Result<void> mark(const SegmentMarks& marks);
  /// After a commit: the manifest anew, and the files that nobody needs now go away.
  Result<void> reload();
  /// Before anything is decided by `manifest`: reload(), when the last commit may be there without `manifest` saying
  /// so.
  Result<void> settle();

 private:
  struct Past {
    std::int64_t generation;
    std::weak_ptr<const Manifest> manifest;
  };
  struct Retired {
    std::int64_t generation;  ///< the last whose manifest names the file
    std::string file;
  };
  void remove_retired();

  std::mutex writing_;           ///< of db and of what follows
  bool unsure_ = false;          ///< something was committed, or perhaps was, since `manifest` was read
  std::int64_t generation_ = 0;  ///< of `manifest`
  std::vector<Past> past_;       ///< replaced, and perhaps still in use
  std::vector<Retired> retired_;
};

/// Those of a bucket, by number.
inline auto segments_of(const Manifest& manifest, int bucket) {
  const auto& all = manifest.segments;
  auto begin = std::lower_bound(all.begin(), all.end(), bucket, [](const Segment& s, int b) { return s.bucket < b; });
  auto end = std::upper_bound(begin, all.end(), bucket, [](int b, const Segment& s) { return b < s.bucket; });
  return std::pair(begin, end);
}

/// The type that values of a property have in DuckDB.
DuckType duck_type_of(PropertyType type);

/// Every fixed column of a segment in file order, with its SQL type.
struct FixedColumn {
  const char* name;
  DuckType type;
};
inline constexpr FixedColumn fixed_columns[] = {
    {"event_id", DuckType::uuid},       {"customer_hash", DuckType::ubigint}, {"identifier_kind", DuckType::varchar},
    {"customer", DuckType::varchar},    {"event", DuckType::varchar},         {"time", DuckType::timestamp},
    {"arrival", DuckType::bigint},      {"sent", DuckType::timestamp},        {"received", DuckType::timestamp},
    {"source", DuckType::varchar},      {"channel", DuckType::varchar},       {"session", DuckType::varchar},
    {"amount_minor", DuckType::bigint}, {"currency", DuckType::varchar},      {"value", DuckType::real},
    {"rare", DuckType::varchar},
};

/// The order of rows in a segment and of a bucket.
inline constexpr const char* index_order = "customer_hash, customer, identifier_kind, time, arrival";

/// An event id out of a UUID column.
EventId uuid_at(const DuckColumn& column, std::size_t row);

/// read_parquet(…) over files, whatever their path looks like.
std::string parquet_sql(const std::vector<std::filesystem::path>& files);

}  // namespace cairn::store
