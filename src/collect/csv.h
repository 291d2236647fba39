// CSV and its relatives: separated by comma, semicolon, tab, pipe or runs of blanks; quoted cells may hold newlines.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/encoding.h"
#include "collect/records.h"

namespace cairn::collect {

struct CsvOptions {
  std::optional<char> delimiter;     ///< nullopt: guessed
  std::optional<bool> has_header;    ///< nullopt: judged by content
  std::vector<std::string> columns;  ///< names given by the user, in order; empty: from the header
};

/// Fails when the file has neither a header nor names given for its columns.
Result<std::unique_ptr<RecordSource>> open_csv(std::unique_ptr<TextBytes> text, const CsvOptions& options);

}  // namespace cairn::collect
