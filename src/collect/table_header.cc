#include "collect/table_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "collect/csv_shape.h"
#include "collect/roles.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

using Record = std::vector<std::string>;

constexpr std::size_t most_titles = 8;

std::size_t filled(const Record& record) {
  return static_cast<std::size_t>(
      std::count_if(record.begin(), record.end(), [](const std::string& cell) { return !trim(cell).empty(); }));
}

/// So many cells most records have filled.
std::size_t usual_filled(const std::vector<Record>& records) {
  std::vector<std::size_t> counts;
  for (const auto& record : records) counts.push_back(filled(record));
  std::nth_element(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2), counts.end());
  return counts[counts.size() / 2];
}

std::string_view cell_of(const Record& record, std::size_t column) {
  return column < record.size() ? trim(record[column]) : std::string_view();
}

bool all_words(const Record& record) {
  return std::none_of(record.begin(), record.end(), [](const std::string& cell) {
    return !trim(cell).empty() && (looks_typed(trim(cell)) || unwrapped(trim(cell)).has_value());
  });
}

std::size_t known_names(const Record& record) {
  return static_cast<std::size_t>(std::count_if(record.begin(), record.end(), is_known_name));
}

/// The second line of a header: words under the blanks of the first, and nowhere a column without a name in both.
bool is_second_row(const Record& above, const Record& below, std::size_t width) {
  if (!all_words(above) || !all_words(below) || filled(below) < 2) return false;
  std::size_t covered = 0;
  for (std::size_t c = 0; c < width; ++c) {
    bool has_above = !cell_of(above, c).empty(), has_below = !cell_of(below, c).empty();
    if (!has_above && !has_below) return false;
    covered += !has_above && has_below;
  }
  return covered >= 1 && !cell_of(above, 0).empty() && known_names(below) > 0 && filled(above) < width;
}

/// Lines above the table: one or two cells filled, where the table has at least three, and a header behind them.
std::size_t count_titles(const std::vector<Record>& records) {
  auto usual = usual_filled(records);
  if (usual < 3) return 0;
  auto is_title = [&](std::size_t r) {
    if (filled(records[r]) > (usual > 4 ? 2u : 1u)) return false;
    // Two groups of merged cells above the names are a header, one text is a title.
    auto width = std::max(records[r].size(), records[r + 1].size());
    return filled(records[r]) < 2 || !is_second_row(records[r], records[r + 1], width);
  };
  std::size_t titles = 0;
  while (titles < most_titles && titles + 1 < records.size() && is_title(titles)) ++titles;
  if (titles == 0 || titles + 1 > records.size()) return 0;
  const auto& header = records[titles];
  auto below = titles + 1 < records.size() ? filled(records[titles + 1]) : 0;
  return all_words(header) && std::max(filled(header), below) * 2 >= usual ? titles : 0;
}

Record joined(const Record& above, const Record& below, std::size_t width) {
  std::map<std::string_view, int> times;
  for (std::size_t c = 0; c < width; ++c) ++times[cell_of(below, c)];
  Record names;
  std::string_view group;
  for (std::size_t c = 0; c < width; ++c) {
    if (auto cell = cell_of(above, c); !cell.empty()) group = cell;
    auto own = cell_of(below, c);
    if (own.empty())
      names.emplace_back(cell_of(above, c));
    else
      names.push_back(times[own] > 1 ? fmt::format("{} {}", group, own) : std::string(own));
  }
  return names;
}

}  // namespace

TableHeader find_header(const std::vector<Record>& records) {
  TableHeader header;
  if (records.empty()) return header;
  header.titles = count_titles(records);
  const auto& first = records[header.titles];
  header.names = first;
  if (header.titles > 0)
    header.notes.push_back(fmt::format("{} above the table {} skipped, the first is '{}'",
                                       header.titles == 1 ? "one line" : fmt::format("{} lines", header.titles),
                                       header.titles == 1 ? "is" : "are",
                                       shorten(fmt::format("{}", fmt::join(records[0], " ")), 60)));
  if (header.titles + 1 < records.size()) {
    const auto& second = records[header.titles + 1];
    auto width = std::max(first.size(), second.size());
    if (is_second_row(first, second, width)) {
      header.rows = 2;
      header.names = joined(first, second, width);
      header.notes.push_back(
          "the header has two lines of merged cells; the second names the columns, the first where it is empty");
    }
  }
  for (auto& name : header.names)
    if (auto inside = unwrapped(trim(name))) name = *inside;
  return header;
}

}  // namespace cairn::collect
