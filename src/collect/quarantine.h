// Rows that cannot be used: a CSV file with line, reason, what was found, and the row as it stands in the file; and the
// counts for the report. The file is made with the first such row; without one, an older file of this name goes away.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "collect/records.h"

namespace cairn::collect {

struct ReasonCount {
  std::uint64_t rows = 0;
  std::uint64_t first_line = 0;
  std::string first_found;
};

class Quarantine {
 public:
  /// An empty path keeps counts only.
  explicit Quarantine(std::filesystem::path path) : path_(std::move(path)) {}

  void add(std::uint64_t line, Reason reason, std::string_view found, std::string_view row);
  /// Writes what is left; fails when the disk refused anything of it.
  Result<void> finish();

  std::uint64_t rows() const { return rows_; }
  const std::array<ReasonCount, reason_count>& counts() const { return counts_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  void write(std::uint64_t line, Reason reason, std::string_view found, std::string_view row);

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string scratch_;
  std::array<ReasonCount, reason_count> counts_;
  std::uint64_t rows_ = 0;
  int fault_ = 0;  ///< errno of the first write that failed
};

/// A record that is no text in its file (Parquet, XES), as JSON.
std::string as_json(const RecordBatch& batch, std::size_t row, const std::vector<std::string>& columns);

}  // namespace cairn::collect
