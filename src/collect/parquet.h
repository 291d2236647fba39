// Parquet, read by DuckDB. Every value travels as text with its kind, so that one mapping serves all formats; decimals
// and times keep every digit.
#pragma once

#include <memory>
#include <string>

#include "collect/records.h"
#include "collect/source_bytes.h"

namespace cairn::collect {

/// Parquet needs to be read from its end: standard input and gzip go to a temporary file first, which is removed with
/// the source. `path` is "-" for standard input.
Result<std::unique_ptr<RecordSource>> open_parquet(const std::string& path, std::unique_ptr<SourceBytes> source);

}  // namespace cairn::collect
