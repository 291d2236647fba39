// What history.cc, its SQL, the loader and verify share.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "store/chunk.h"
#include "store/manifest.h"

namespace cairn::store {

struct History::State {
  std::filesystem::path workspace;
  Access access = Access::read;
  std::shared_ptr<FileLock> lock;
  std::unique_ptr<StateDb> db;  ///< of a writer
  std::shared_ptr<const Manifest> manifest;

  std::filesystem::path folder() const { return workspace / "history"; }
  std::filesystem::path temp() const { return workspace / "tmp"; }
  std::filesystem::path path_of(const Segment& segment) const { return folder() / segment.file; }
  /// After a commit.
  Result<void> reload();
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
