#include "cli/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "cli/matrix.h"

namespace cairn::cli {
namespace {

bool right_aligned(const std::string& type) {
  return type == "integer" || type == "share" || type == "duration" || type == "number";
}

std::string thousands(std::int64_t number) {
  std::string digits = std::to_string(std::abs(number));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return number < 0 ? "-" + digits : digits;
}

std::string csv_cell(const Json& cell) {
  std::string text = cell.is_string()  ? cell.get<std::string>()
                     : cell.is_null()  ? ""
                     : cell.is_array() ? ""
                                       : cell.dump();
  if (cell.is_array()) {
    for (const auto& part : cell)
      text += (text.empty() ? "" : " > ") + (part.is_string() ? part.get<std::string>() : part.dump());
  }
  // A spreadsheet would run text that starts like a formula.
  if (cell.is_string() && !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, "'");
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void print_csv(std::ostream& out, const Json& answer) {
  std::string line;
  for (const auto& column : answer["columns"]) line += (line.empty() ? "" : ",") + csv_cell(column["name"]);
  out << line << "\n";
  for (const auto& row : answer["rows"]) {
    bool first = true;
    for (const auto& cell : row) {
      out << (first ? "" : ",") << csv_cell(cell);
      first = false;
    }
    out << "\n";
  }
}

/// Widths for a table no wider than the terminal: text columns give way, widest first, but none below 12.
std::vector<int> column_widths(const std::vector<std::vector<std::string>>& cells, const std::vector<bool>& right,
                               int limit) {
  std::vector<int> widths(right.size(), 0);
  for (const auto& row : cells)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  auto total = [&] {
    int sum = -2;
    for (int width : widths) sum += width + 2;
    return sum;
  };
  while (total() > limit) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (!right[i] && widths[i] > 12 && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    if (widest == widths.size()) break;
    --widths[widest];
  }
  return widths;
}

/// Columns that do not fit beside each other stand in parts below each other, each beginning with the columns that say
/// what a row is: those up to the first text.
std::vector<std::vector<std::size_t>> parts_of(const std::vector<int>& widths, const std::vector<bool>& right,
                                               bool grouped, int limit) {
  std::size_t keys = grouped ? 1 : 0;
  while (keys < right.size() && right[keys]) ++keys;
  keys = keys < right.size() ? keys + 1 : 0;
  std::vector<std::vector<std::size_t>> parts(1);
  int key_width = 0, width = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i < keys) key_width += widths[i] + 2;
    if (i > keys && width + widths[i] > limit && parts.back().size() > keys) {
      auto& part = parts.emplace_back();
      for (std::size_t key = 0; key < keys; ++key) part.push_back(key);
      width = key_width;
    }
    parts.back().push_back(i);
    width += widths[i] + 2;
  }
  return parts;
}

void print_part(std::ostream& out, const std::vector<std::vector<std::string>>& cells,
                const std::vector<std::size_t>& part, const std::vector<int>& widths, const std::vector<bool>& right) {
  for (std::size_t row = 0; row < cells.size(); ++row) {
    std::string text, rule;
    for (std::size_t i : part) {
      std::string cell = shorten(cells[row][i], widths[i]);
      std::string blanks(static_cast<std::size_t>(widths[i] - display_width(cell)), ' ');
      text += (text.empty() && i == part.front() ? "" : "  ") + (right[i] ? blanks + cell : cell + blanks);
      rule += i == part.front() ? "" : "  ";
      for (int k = 0; k < widths[i]; ++k) rule += "─";
    }
    while (text.ends_with(' ')) text.pop_back();
    out << text << "\n";
    if (row == 0) out << rule << "\n";
  }
}

void print_table(std::ostream& out, const Json& answer) {
  std::vector<std::string> types;
  std::vector<bool> right;
  std::vector<std::vector<std::string>> cells(1);
  for (const auto& column : answer["columns"]) {
    types.push_back(column.value("type", "text"));
    right.push_back(right_aligned(types.back()));
    cells.front().push_back(column["name"].get<std::string>());
  }
  for (const auto& row : answer["rows"]) {
    auto& line = cells.emplace_back();
    for (std::size_t i = 0; i < types.size(); ++i)
      line.push_back(i < row.size() ? cell_for_people(row[i], types[i]) : "");
  }
  int limit = is_terminal(STDOUT_FILENO) ? terminal_columns() : 100'000;
  auto widths = column_widths(cells, right, limit);
  if (widths.empty()) return;
  bool more = false;
  for (const auto& part : parts_of(widths, right, cells.front().front() == "group", limit)) {
    if (more) out << "\n";
    more = true;
    print_part(out, cells, part, widths, right);
  }
}

/// The distribution as bars; of groups together, because they share their bins.
void print_bins(std::ostream& out, const Json& bins) {
  std::vector<std::pair<std::string, std::uint64_t>> lines;
  std::map<double, std::size_t> at;
  std::uint64_t most = 0;
  for (const auto& bin : bins) {
    auto [place, added] = at.emplace(bin["from"].get<double>(), lines.size());
    if (added)
      lines.emplace_back(format_duration(bin["from"].get<double>()) + " – " + format_duration(bin["to"].get<double>()),
                         0);
    auto& count = lines[place->second].second;
    count += bin["count"].get<std::uint64_t>();
    most = std::max(most, count);
  }
  if (lines.size() < 2 || most == 0) return;
  int widest = 0;
  for (const auto& [range, count] : lines) widest = std::max(widest, display_width(range));
  constexpr std::uint64_t width = 40, most_lines = 40;
  out << "\n";
  for (std::size_t i = 0; i < lines.size() && i < most_lines; ++i) {
    const auto& [range, count] = lines[i];
    out << range << std::string(static_cast<std::size_t>(widest - display_width(range)), ' ') << "  ";
    for (std::uint64_t k = 0; k < (count * width + most - 1) / most; ++k) out << "█";
    out << " " << thousands(static_cast<std::int64_t>(count)) << "\n";
  }
  if (lines.size() > most_lines) out << fmt::format("… {} more bins in --format json\n", lines.size() - most_lines);
}

/// Keys and numbers, one line.
std::string in_one_line(const Json& object) {
  auto shown = [](const std::string& key, const Json& value) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    if (value.is_number_float() && (name.ends_with("share") || name == "conversion"))
      return fmt::format("{} {:.1f} %", name, value.get<double>() * 100);
    if (value.is_number_float()) return fmt::format("{} {:.4g}", name, value.get<double>());
    return fmt::format("{} {}", name,
                       value.is_number_integer() ? thousands(value.get<std::int64_t>())
                       : value.is_string()       ? value.get<std::string>()
                       : value.is_number()       ? fmt::format("{:.4g}", value.get<double>())
                                                 : value.dump());
  };
  std::vector<std::string> parts;
  for (const auto& [key, value] : object.items())
    if (!value.is_object() && !value.is_array() && !value.is_null()) parts.push_back(shown(key, value));
  return join(parts, " · ");
}

/// A further table under its name.
void print_part(std::ostream& out, const Json& part) {
  out << "\n" << part["name"].get<std::string>() << "\n";
  print_table(out, part);
  out << in_one_line(part["totals"]) << "\n";
}

/// Totals and what the answer rests on, one line each.
void print_footer(std::ostream& out, const Json& answer) {
  if (answer.contains("totals") && !answer["totals"].empty()) out << "\n" << in_one_line(answer["totals"]) << "\n";
  if (answer.contains("basis")) {
    const auto& basis = answer["basis"];
    out << "from " << in_one_line(basis) << "\n";
    if (basis.contains("left_out") && !basis["left_out"].empty()) {
      auto text = in_one_line(basis["left_out"]);
      if (!text.empty()) out << "left out: " << text << "\n";
    }
  }
  if (answer.contains("notes"))
    for (const auto& note : answer["notes"]) out << note.get<std::string>() << "\n";
}

}  // namespace

Result<Format> parse_format(const std::string& name) {
  if (name == "table") return Format::table;
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  return Error{ErrorCode::usage, "unknown format '" + name + "'", "--format", "use table, json or csv"};
}

std::string cell_for_people(const Json& cell, const std::string& type) {
  if (cell.is_null()) return type == "integer" || right_aligned(type) ? "–" : "";
  if (cell.is_array()) {
    std::vector<std::string> parts;
    for (const auto& part : cell) parts.push_back(part.is_string() ? part.get<std::string>() : part.dump());
    return join(parts, " → ");
  }
  if (cell.is_object()) return cell.dump();
  if (cell.is_string()) return cell.get<std::string>();
  if (type == "share" && cell.is_number()) return fmt::format("{:.1f} %", cell.get<double>() * 100);
  if (type == "duration" && cell.is_number()) return format_duration(cell.get<double>());
  if (cell.is_number_integer()) return type == "integer" ? thousands(cell.get<std::int64_t>()) : cell.dump();
  if (cell.is_number_float()) return fmt::format("{:.6g}", cell.get<double>());
  return cell.dump();
}

void print_answer(std::ostream& out, const Json& answer, Format format) {
  if (format == Format::json) {
    out << answer.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  } else if (format == Format::csv) {
    print_csv(out, answer);
  } else {
    print_table(out, answer.value("kind", "") == "step_matrix" ? as_matrix(answer) : answer);
    for (const auto& part : answer.value("parts", Json::array())) print_part(out, part);
    if (answer.contains("bins")) print_bins(out, answer["bins"]);
    print_footer(out, answer);
  }
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

int terminal_columns() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace cairn::cli
