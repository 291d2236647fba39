// Which format a file has, and its reader. What a file begins with decides; its name only where that says nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/csv.h"
#include "collect/records.h"
#include "collect/source_bytes.h"

namespace cairn::collect {

enum class Format { csv, ndjson, parquet, xes, xlsx };
std::string_view name_of(Format format);
/// "csv", "tsv", "ndjson" ("json", "jsonl"), "parquet", "xes", "xlsx".
Result<Format> parse_format(std::string_view name);

/// By content, then by the name of the file.
Format guess_format(std::string_view head, std::string_view path);

struct OpenOptions {
  std::optional<Format> format;
  std::string encoding;  ///< empty: detected
  std::string sheet;     ///< of a workbook; empty: the first with rows
  CsvOptions csv;
};

struct OpenFile {
  Format format = Format::csv;
  std::unique_ptr<RecordSource> records;
  const SourceBytes* bytes = nullptr;  ///< for progress; null when the file is not read as a stream (Parquet, XLSX)
};

/// Opens a file, or standard input for "-".
Result<OpenFile> open_records(const std::string& path, const OpenOptions& options);

}  // namespace cairn::collect
