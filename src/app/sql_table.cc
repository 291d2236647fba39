#include "app/sql_table.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "collect/table_kind.h"
#include "store/counts.h"
#include "store/duck.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

struct Column {
  std::string name, type, cast;
};

/// DuckDB has some forty types; a table document has three.
Column column_of(std::string name, const std::string& type) {
  if (type == "BOOLEAN" || type == "VARCHAR") return {std::move(name), "text", "VARCHAR"};
  for (const char* integer : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER",
                              "UBIGINT", "HUGEINT", "UHUGEINT"})
    if (type == integer) return {std::move(name), "integer", "BIGINT"};
  if (type == "DOUBLE" || type == "FLOAT" || type.starts_with("DECIMAL")) return {std::move(name), "number", "DOUBLE"};
  return {std::move(name), "text", "VARCHAR"};
}

/// DuckDB shows the faulty line with a caret below; the line that stands before the statement here is not counted.
Error in_own_lines(Error fault) {
  static const std::regex line("LINE ([0-9]+): ");
  std::smatch found;
  if (std::regex_search(fault.message, found, line))
    fault.message.replace(static_cast<std::size_t>(found.position(1)), static_cast<std::size_t>(found.length(1)),
                          fmt::format("{:>{}}", std::stoll(found[1]) - 1, found.length(1)));
  return fault;
}

Result<std::vector<Column>> describe_columns(store::Duck& duck, const std::string& statement) {
  auto described_or = duck.query("DESCRIBE\n" + statement, "your SQL");
  if (!described_or) return in_own_lines(described_or.error());
  auto described = std::move(*described_or);
  std::vector<Column> columns;
  for (;;) {
    CAIRN_TRY(auto rows, described.next());
    if (rows == 0) return columns;
    for (std::size_t i = 0; i < rows; ++i)
      columns.push_back(column_of(std::string(described.column(0).text(i)), std::string(described.column(1).text(i))));
  }
}

Json cell(const store::DuckColumn& column, std::size_t row, const std::string& type) {
  if (!column.valid(row)) return nullptr;
  if (type == "integer") return column.data<std::int64_t>()[row];
  if (type == "number") {
    double number = column.data<double>()[row];
    return std::isfinite(number) ? Json(number) : Json(std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
  }
  return std::string(column.text(row));
}

/// A reference table as a table of DuckDB: key, name and every fact; numbers where all of its values are numbers.
Result<void> add_reference(store::Duck& duck, const std::string& kind, const std::vector<store::ReferenceRow>& rows) {
  std::map<std::string, bool> facts;  // name → all numbers
  for (const auto& row : rows)
    for (const auto& [name, value] : row.facts.items())
      if (!value.is_null()) {
        auto [known, is_new] = facts.try_emplace(name, value.is_number());
        known->second = known->second && value.is_number();
      }
  std::string columns = "key VARCHAR, name VARCHAR";
  std::set<std::string> taken{"key", "name"};
  std::vector<std::pair<std::string, bool>> kept;
  for (const auto& [name, number] : facts) {
    if (!taken.insert(to_lower(name)).second) continue;  // DuckDB's names know no case
    kept.emplace_back(name, number);
    columns += fmt::format(", {} {}", store::sql_name(name), number ? "DOUBLE" : "VARCHAR");
  }
  CAIRN_TRY_VOID(duck.run(fmt::format("CREATE TABLE {} ({})", kind, columns), "the table of " + kind));
  constexpr std::size_t rows_at_once = 500;
  for (std::size_t first = 0; first < rows.size(); first += rows_at_once) {
    std::string values;
    for (std::size_t r = first; r < std::min(rows.size(), first + rows_at_once); ++r) {
      values += fmt::format("{}({}, {}", values.empty() ? "" : ", ", store::sql_text(rows[r].key),
                            rows[r].name.empty() ? "NULL" : store::sql_text(rows[r].name));
      for (const auto& [name, number] : kept) {
        auto fact = rows[r].facts.find(name);
        bool missing = fact == rows[r].facts.end() || fact->is_null();
        values += ", " + (missing             ? std::string("NULL")
                          : fact->is_string() ? store::sql_text(fact->get<std::string>())
                          : number            ? fact->dump()
                                              : store::sql_text(fact->dump()));
      }
      values += ")";
    }
    CAIRN_TRY_VOID(duck.run(fmt::format("INSERT INTO {} VALUES {}", kind, values), "the table of " + kind));
  }
  return {};
}

/// Those that the statement may mean: their name stands in it.
Result<void> add_references(store::Duck& duck, const std::filesystem::path& workspace, const std::string& statement) {
  auto text = to_lower(statement);
  CAIRN_TRY(auto tables, store::ReferenceTables::open(workspace, store::Access::read));
  for (std::size_t k = 0; k < collect::table_kind_count; ++k) {
    std::string kind(collect::name_of(static_cast<collect::TableKind>(k)));
    if (text.find(kind) == std::string::npos) continue;
    std::vector<store::ReferenceRow> rows;
    if (kind == collect::name_of(collect::TableKind::counts)) {
      CAIRN_TRY(auto counts, store::CountTable::open(workspace, store::Access::read));
      CAIRN_TRY(rows, counts.rows());
    } else {
      CAIRN_TRY(rows, tables.rows(kind));
    }
    if (!rows.empty()) CAIRN_TRY_VOID(add_reference(duck, kind, rows));
  }
  return {};
}

}  // namespace

Result<Json> sql_table(const store::History& history, const std::filesystem::path& workspace,
                       const std::string& statement) {
  std::string_view select = trim(statement);
  while (select.ends_with(';')) select = trim(select.substr(0, select.size() - 1));
  std::string verb = to_lower(select.substr(0, select.find_first_of(" \t\n(")));
  if (verb != "select" && verb != "with" && verb != "from" && verb != "values" && verb != "")
    return Error{ErrorCode::usage, fmt::format("only a SELECT can be run, found '{}'", select.substr(0, 40)), "sql",
                 "the view is called events: select event, count(*) from events group by all; its columns: from "
                 "(describe events)"};
  CAIRN_TRY(auto duck, store::Duck::open({}));
  CAIRN_TRY_VOID(duck.run(history.events_view_sql(), "the view of events"));
  CAIRN_TRY_VOID(add_references(duck, workspace, statement));
  CAIRN_TRY_VOID(duck.lock_down({history.workspace() / "history"}));
  CAIRN_TRY(auto columns, describe_columns(duck, std::string(select)));
  // Columns are cast by position, since a SELECT may name two alike.
  std::string casts, names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    casts += fmt::format("{}CAST(c{} AS {})", i == 0 ? "" : ", ", i, columns[i].cast);
    names += fmt::format("{}c{}", i == 0 ? "" : ", ", i);
  }
  CAIRN_TRY(auto result, duck.query(fmt::format("SELECT {} FROM ({}\n) AS t({})", casts, select, names), "your SQL"));
  Json table{{"columns", Json::array()}, {"rows", Json::array()}};
  for (const auto& column : columns) table["columns"].push_back({{"name", column.name}, {"type", column.type}});
  for (;;) {
    CAIRN_TRY(auto rows, result.next());
    if (rows == 0) return table;
    for (std::size_t i = 0; i < rows; ++i) {
      Json row = Json::array();
      for (std::size_t c = 0; c < columns.size(); ++c) row.push_back(cell(result.column(c), i, columns[c].type));
      table["rows"].push_back(std::move(row));
    }
  }
}

}  // namespace cairn::app
