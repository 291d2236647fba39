#include "cli/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace cairn::cli {
namespace {

struct Line {
  std::string group, symbol;
  std::map<std::int64_t, Json> cells;
  double weight = 0;  ///< cases over all positions
};

/// What is before a case stands first, what is after it last.
int rank(const std::string& symbol) {
  if (symbol == "(start)") return 0;
  if (symbol == "(other)") return 2;
  return symbol == "(ended)" || symbol == "(in progress)" ? 3 : 1;
}

}  // namespace

Json as_matrix(const Json& answer) {
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < answer["columns"].size(); ++i)
    column[answer["columns"][i]["name"].get<std::string>()] = i;
  bool grouped = column.count("group") > 0, compares = column.count("difference") > 0;
  std::vector<std::string> groups;
  std::map<std::pair<std::string, std::string>, Line> lines;
  std::map<std::int64_t, bool> positions;
  for (const auto& row : answer["rows"]) {
    auto group = grouped ? row[0].get<std::string>() : "";
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    auto symbol = row[column["symbol"]].get<std::string>();
    auto position = row[column["position"]].get<std::int64_t>();
    Line& line = lines[{group, symbol}];
    line.group = group;
    line.symbol = symbol;
    line.cells[position] = row[column[compares ? "difference" : "share"]];
    for (const char* name : {"cases", "count_a", "count_b"})
      if (column.count(name)) line.weight += row[column[name]].get<double>();
    positions[position] = true;
  }
  std::vector<Line> order;
  for (auto& [key, line] : lines) order.push_back(std::move(line));
  auto place = [&](const std::string& group) { return std::find(groups.begin(), groups.end(), group); };
  std::sort(order.begin(), order.end(), [&](const Line& a, const Line& b) {
    if (a.group != b.group) return place(a.group) < place(b.group);
    if (rank(a.symbol) != rank(b.symbol)) return rank(a.symbol) < rank(b.symbol);
    return a.weight != b.weight ? a.weight > b.weight : a.symbol < b.symbol;
  });
  Json matrix = answer;
  matrix["columns"] = Json::array();
  if (grouped) matrix["columns"].push_back({{"name", "group"}, {"type", "text"}});
  matrix["columns"].push_back({{"name", compares ? "share of a − b" : "share"}, {"type", "symbol"}});
  for (const auto& [position, any] : positions)
    matrix["columns"].push_back({{"name", position == 0 ? "0" : fmt::format("{:+}", position)}, {"type", "share"}});
  matrix["rows"] = Json::array();
  for (const auto& line : order) {
    Json row = grouped ? Json::array({line.group}) : Json::array();
    row.push_back(line.symbol);
    for (const auto& [position, any] : positions)
      row.push_back(line.cells.count(position) ? line.cells.at(position) : Json(0.0));
    matrix["rows"].push_back(std::move(row));
  }
  return matrix;
}

}  // namespace cairn::cli
