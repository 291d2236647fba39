// DuckDB behind a small door: in memory, with a memory limit, through its C API only. It writes and reads the segments
// and answers `cairn sql`. Nothing else includes duckdb.h.
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
  const T* data() const { return static_cast<const T*>(data_); }
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
  std::string column_type(std::size_t column) const;  ///< "BIGINT", "VARCHAR", "TIMESTAMP", …
  std::uint64_t rows_changed() const;
  /// Moves to the next chunk; its row count, 0 at the end.
  Result<std::size_t> next();
  DuckColumn column(std::size_t column) const;

 private:
  friend class Duck;
  struct State;
  explicit DuckResult(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct DuckOptions {
  std::string memory_limit = "4GB";
  int threads = 0;                              ///< 0: all
  std::filesystem::path temp_directory;         ///< where large sorts spill; empty: none
  std::vector<std::filesystem::path> allowed;   ///< the only folders that SQL may touch; unused until lock_down()
};

/// One in-memory database and a connection to it. Not for use by several threads at once.
class Duck {
 public:
  static Result<Duck> open(const DuckOptions& options);
  Duck(Duck&&) noexcept;
  Duck& operator=(Duck&&) noexcept;
  ~Duck();
  /// Runs statements; the result is that of the last. `what` says in the user's words what was tried, for errors.
  Result<DuckResult> query(const std::string& sql, std::string_view what = "query");
  Result<void> run(const std::string& sql, std::string_view what = "query");
  /// Freezes settings and closes the file system but for `allowed`; after this, user SQL may run.
  Result<void> lock_down(const std::vector<std::filesystem::path>& allowed);
  struct State;
  State& state() { return *state_; }

 private:
  explicit Duck(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// SQL text and identifier quoting.
std::string sql_text(std::string_view text);
std::string sql_name(std::string_view name);

}  // namespace cairn::store
