// The ClickHouse engine in this process: chDB's C API, found at run time, so that the benchmarks build without it
// (tools/setup --bench fetches it, 566 MB). It has no header of its own in npm; chdb.cc declares the few functions
// used.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace cairn::bench {

/// Rows of numbers, as both rivals give them.
using Rows = std::vector<std::vector<double>>;

class ChDb {
 public:
  /// Opens the library at `library` with its tables in `folder`; not_found when there is no such library.
  static Result<ChDb> open(const std::filesystem::path& library, const std::filesystem::path& folder);
  ChDb(ChDb&&) noexcept;
  ChDb& operator=(ChDb&&) noexcept;
  ~ChDb();
  /// The result as tab-separated text.
  Result<std::string> query(const std::string& sql);
  Result<Rows> numbers(const std::string& sql);

 private:
  struct State;
  explicit ChDb(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cairn::bench
