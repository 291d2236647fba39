// The shape of a delimited file, guessed from its first window: what stands between the cells, what ends a line, and
// whether the first line is a header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/csv_splitter.h"

namespace cairn::collect {

/// "comma", "runs of blanks".
std::string_view name_of_delimiter(char delimiter);
/// "," ";" "|" "tab" "\t" "blanks" "comma" "semicolon" "pipe".
Result<char> parse_delimiter(std::string_view name);

/// `text` is the start of the file, `is_all` when it is all of it. A given delimiter is not guessed.
CsvShape guess_shape(std::string_view text, bool is_all, std::optional<char> delimiter);

struct HeaderVerdict {
  bool is_header = false;
  std::string why;
};
/// Looks at the first records (the possible header and what follows).
HeaderVerdict judge_header(const std::vector<std::vector<std::string>>& records);

/// A number, a flag, a time or digits with punctuation: a value rather than a name.
bool looks_typed(std::string_view text);

/// The first records of the text, at most `limit`.
std::vector<std::vector<std::string>> first_records(std::string_view text, bool is_all, const CsvShape& shape,
                                                    std::size_t limit);

/// Header cells as column names: each once ("price", "price_2"), none empty ("column_1"). What was changed is told.
std::vector<std::string> column_names(const std::vector<std::string>& header, std::vector<std::string>& notes);

}  // namespace cairn::collect
