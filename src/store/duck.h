// DuckDB behind a small door: in memory, with a memory limit, through its C API only. It writes and reads the segments
// and answers `cairn sql`. Only duck.cc, duck_text.cc and chunk.cc include duckdb.h.
//
//   Duck ── query / stream ──▶ DuckResult ── next ──▶ chunk of at most 2,048 rows ── column(i) ──▶ DuckColumn
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn::store {

/// A column of one chunk (at most 2,048 rows); valid while the chunk is.
class DuckColumn {
 public:
  bool valid(std::size_t row) const { return validity_ == nullptr || (validity_[row / 64] >> (row % 64) & 1); }
  template <class T>
  const T* data() const {
    return static_cast<const T*>(data_);
  }
  /// Of a VARCHAR or BLOB column.
  std::string_view text(std::size_t row) const;

 private:
  friend class DuckResult;
  const void* data_ = nullptr;
  const std::uint64_t* validity_ = nullptr;
};

/// Rows of a query, read chunk by chunk.
class DuckResult {
 public:
  DuckResult(DuckResult&&) noexcept;
  DuckResult& operator=(DuckResult&&) noexcept;
  ~DuckResult();
  std::size_t column_count() const;
  std::string column_name(std::size_t column) const;
  std::string column_type(
      std::size_t column) const;  ///< "BIGINT", "VARCHAR", "TIMESTAMP", "DECIMAL(22,2)", "BIGINT[]", …
  std::uint64_t rows_changed() const;
  /// Moves to the next chunk; its row count, 0 at the end.
  Result<std::size_t> next();
  DuckColumn column(std::size_t column) const;
  /// A value of any type as text, times in ISO 8601, lists and structs as JSON-like text; nullopt for NULL.
  std::optional<std::string> shown(std::size_t column, std::size_t row) const;

 private:
  friend class Duck;
  struct State;
  explicit DuckResult(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct DuckOptions {
  std::string memory_limit = "4GB";
  int threads = 0;                             ///< 0: all
  std::filesystem::path temp_directory;        ///< where large sorts spill; empty: none
  std::vector<std::filesystem::path> allowed;  ///< the only folders that SQL may touch; unused until lock_down()
};

/// "1234MB": this share (0..1) of the machine's memory, at least 256 MB.
std::string memory_share(double share);

/// One in-memory database and a connection to it. Not for use by several threads at once; connect() gives another
/// thread its own door to the same database.
class Duck {
 public:
  static Result<Duck> open(const DuckOptions& options);
  Duck(Duck&&) noexcept;
  Duck& operator=(Duck&&) noexcept;
  ~Duck();
  /// Another connection to the same database, for another thread.
  Result<Duck> connect();
  /// Runs statements; the result is that of the last. `what` says in the user's words what was tried, for errors.
  Result<DuckResult> query(const std::string& sql, std::string_view what = "query");
  Result<void> run(const std::string& sql, std::string_view what = "query");
  /// As query, but the rows of the last statement are computed while they are read, so memory stays bounded. The
  /// result must be read or dropped before this Duck runs anything else.
  Result<DuckResult> stream(const std::string& sql, std::string_view what = "query");
  /// A user's SQL: as stream, but a statement that could write files or change settings is refused. Tables and views
  /// that it makes live in memory and are gone with this Duck.
  Result<DuckResult> user_query(const std::string& sql, std::string_view what = "SQL");
  /// Freezes settings and closes the file system but for `allowed` and the options' `allowed`; after this, user SQL
  /// may run (through user_query: in an allowed folder plain SQL could still write).
  Result<void> lock_down(const std::vector<std::filesystem::path>& allowed);
  struct State;
  State& state() { return *state_; }

 private:
  explicit Duck(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// SQL text and identifier quoting. A NUL, which SQL text cannot carry, becomes U+FFFD.
std::string sql_text(std::string_view text);
std::string sql_name(std::string_view name);
/// A file name for read_parquet and the like, where "[", "*" and "?" would be patterns.
std::string sql_path(const std::filesystem::path& path);

}  // namespace cairn::store
