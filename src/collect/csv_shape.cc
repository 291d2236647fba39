#include "collect/csv_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "collect/property_types.h"
#include "collect/roles.h"

namespace cairn::collect {
namespace {

constexpr std::size_t sample_records = 400;

/// How well a delimiter explains the sample: the share of records that have the most frequent number of cells.
struct Fit {
  double share = 0;
  std::size_t cells = 0;
};

Fit fit_of(std::string_view text, bool is_all, const CsvShape& shape) {
  CsvSplitter splitter(shape);
  std::vector<Cell> cells;
  Arena arena;
  std::map<std::size_t, std::size_t> counts;
  std::size_t records = 0, header_cells = 0;
  while (!text.empty() && records < sample_records) {
    cells.clear();
    auto step = splitter.next(text, is_all, cells, arena);
    if (step.outcome == CsvSplitter::Outcome::open) break;
    text.remove_prefix(step.bytes);
    if (step.outcome == CsvSplitter::Outcome::blank) continue;
    ++records;
    if (step.outcome == CsvSplitter::Outcome::record) ++counts[cells.size()];
    if (records == 1) header_cells = cells.size();
  }
  Fit fit;
  for (auto [size, count] : counts) {
    if (header_cells + 1 == size && count + 1 == records)
      ++count;  // a header without a name for the names of rows, as R writes it
    double share = static_cast<double>(count) / static_cast<double>(records);
    if (size >= 2 && share > fit.share) fit = {share, size};
  }
  return fit;
}

}  // namespace

bool looks_typed(std::string_view text) {
  static const TimeZone utc = TimeZone::utc();
  return as_real(text).has_value() || as_boolean(text).has_value() || parse_time(text, utc).has_value() ||
         (!text.empty() && text.find_first_not_of("0123456789.,:/-+ ") == std::string_view::npos);
}

std::string_view name_of_delimiter(char delimiter) {
  switch (delimiter) {
    case ',':
      return "comma";
    case ';':
      return "semicolon";
    case '\t':
      return "tab";
    case '|':
      return "pipe";
    case CsvShape::blank_runs:
      return "blanks";
    default:
      return "another character";
  }
}

Result<char> parse_delimiter(std::string_view name) {
  if (name == "tab" || name == "\\t") return '\t';
  if (name == "blanks" || name == "blank" || name == "space") return CsvShape::blank_runs;
  for (char each : {',', ';', '|', '\t'})
    if (name == name_of_delimiter(each)) return each;
  if (name.size() == 1 && name != "\"" && name != "\n" && name != "\r") return name.front();
  return Error{ErrorCode::usage, fmt::format("'{}' is no delimiter", name), "--delimiter",
               "use comma, semicolon, tab, pipe, blanks or one character"};
}

CsvShape guess_shape(std::string_view text, bool is_all, std::optional<char> delimiter) {
  CsvShape best;
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) best.newline = '\r';
  if (delimiter) {
    best.delimiter = *delimiter;
    return best;
  }
  Fit best_fit;
  for (char each : {'\t', ';', ',', '|', CsvShape::blank_runs}) {
    auto fit = fit_of(text, is_all, {each, best.newline});
    // Blanks also stand in free text: they separate only where nothing else does, and then in every line.
    if (each == CsvShape::blank_runs && (best_fit.share > 0.5 || fit.share < 0.95)) continue;
    bool equal = std::abs(fit.share - best_fit.share) < 0.02;
    if (fit.share <= 0 || (equal ? fit.cells <= best_fit.cells : fit.share < best_fit.share)) continue;
    best_fit = fit;
    best.delimiter = each;
    if (each == '\t' && fit.share > 0.98) break;  // text holds commas and blanks, but no tabs
  }
  return best;
}

std::vector<std::vector<std::string>> first_records(std::string_view text, bool is_all, const CsvShape& shape,
                                                    std::size_t limit) {
  std::vector<std::vector<std::string>> records;
  CsvSplitter splitter(shape);
  std::vector<Cell> cells;
  Arena arena;
  while (!text.empty() && records.size() < limit) {
    cells.clear();
    auto step = splitter.next(text, is_all, cells, arena);
    if (step.outcome == CsvSplitter::Outcome::open) break;
    text.remove_prefix(step.bytes);
    if (step.outcome != CsvSplitter::Outcome::record) continue;
    auto& record = records.emplace_back();
    for (const auto& cell : cells) record.emplace_back(cell.text());
  }
  return records;
}

HeaderVerdict judge_header(const std::vector<std::vector<std::string>>& records) {
  if (records.empty()) return {false, "there is no line"};
  const auto& first = records.front();
  int for_header = 0, against = 0, known = 0;
  bool distinct = std::set<std::string>(first.begin(), first.end()).size() == first.size(), returns = false;
  for (std::size_t c = 0; c < first.size(); ++c) {
    std::size_t filled = 0, typed = 0;
    for (std::size_t r = 1; r < records.size(); ++r) {
      if (c >= records[r].size() || records[r][c].empty()) continue;
      ++filled;
      typed += looks_typed(records[r][c]);
      returns |= records[r][c] == first[c];
    }
    bool first_typed = looks_typed(first[c]);
    bool rest_typed = filled > 0 && typed * 10 >= filled * 8;
    if (first_typed && (rest_typed || filled == 0)) ++against;
    if (!first_typed && rest_typed && !first[c].empty()) ++for_header;
    if (is_known_name(first[c])) ++known;
  }
  if (for_header + 2 * known > 2 * against && (for_header > 0 || known > 0))
    return {true, "its first line names the columns"};
  if (against > 0) return {false, "its first line holds values"};
  bool filled = std::count(first.begin(), first.end(), "") <= 1;
  if (distinct && filled && !returns) return {true, "the values of its first line do not come again"};
  return {false, "the values of its first line come again further down"};
}

std::vector<std::string> column_names(const std::vector<std::string>& header, std::vector<std::string>& notes) {
  std::vector<std::string> names;
  std::set<std::string> taken(header.begin(), header.end()), used;
  for (std::size_t i = 0; i < header.size(); ++i) {
    std::string name(trim(header[i]));
    if (name.empty()) {
      name = fmt::format("column_{}", i + 1);
      notes.push_back(fmt::format("column {} has no name in the header; it is called '{}'", i + 1, name));
    }
    if (!used.insert(name).second) {
      std::string base = name;
      int n = 2;
      do name = fmt::format("{}_{}", base, n++);
      while (used.contains(name) || taken.contains(name));
      used.insert(name);
      notes.push_back(fmt::format("column {} has the name '{}' once more; it is called '{}'", i + 1, base, name));
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace cairn::collect
