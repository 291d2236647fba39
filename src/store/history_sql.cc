#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "store/history_state.h"

namespace cairn::store {
namespace {

std::string as_type(const std::string& expression, std::string_view type) {
  return fmt::format("CAST({} AS {})", expression, type);
}

const FixedColumn* fixed(std::string_view name) {
  for (const auto& column : fixed_columns)
    if (name == column.name) return &column;
  return nullptr;
}

/// Where a property's value is found among the columns of `present`; NULL where no segment has it.
std::string place_sql(const PropertyPlace& place, const std::set<std::string>& present) {
  auto type = sql_type(duck_type_of(place.type));
  if (!place.rare) return present.contains(place.key()) ? sql_name(place.file_column) : as_type("NULL", type);
  std::string pointer = "/";
  for (char c : place.key()) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  auto text = fmt::format("json_extract_string(rare, {})", sql_text(pointer));
  return place.type == PropertyType::text ? text : as_type(text, type);
}

std::string coalesce(const std::vector<std::string>& parts) {
  return parts.size() == 1 ? parts.front() : fmt::format("COALESCE({})", fmt::join(parts, ", "));
}

struct Files {
  std::vector<std::filesystem::path> paths;
  std::set<std::string> columns;
};

template <class Segments>
Files files_of(const History::State& state, const Segments& segments) {
  Files files;
  for (const auto& segment : segments) {
    files.paths.push_back(state.path_of(segment));
    files.columns.insert(segment.columns.begin(), segment.columns.end());
  }
  return files;
}

/// SELECT of columns, fixed ones and those of properties, FROM files.
std::string select_sql(const Manifest& manifest, const Files& files, const std::vector<std::string>& columns) {
  std::string list;
  for (const auto& name : columns) {
    const auto* place = manifest.place(name);
    CAIRN_CHECK(fixed(name) != nullptr || place != nullptr);
    auto expression = fixed(name) != nullptr ? sql_name(name) : place_sql(*place, files.columns);
    list += (list.empty() ? "" : ", ") + expression + " AS " + sql_name(name);
  }
  return fmt::format("SELECT {} FROM {}", list, parquet_sql(files.paths));
}

constexpr const char* view_fixed[] = {"customer", "event",  "time",     "channel", "source",
                                      "session",  "amount", "currency", "value",   "arrival"};

}  // namespace

DuckType duck_type_of(PropertyType type) {
  switch (type) {
    case PropertyType::boolean:
      return DuckType::boolean;
    case PropertyType::integer:
      return DuckType::bigint;
    case PropertyType::real:
      return DuckType::real;
    case PropertyType::time:
      return DuckType::timestamp;
    case PropertyType::text:
      break;
  }
  return DuckType::varchar;
}

EventId uuid_at(const DuckColumn& column, std::size_t row) {
  const auto* words = column.data<std::uint64_t>() + 2 * row;
  return {words[1] ^ (std::uint64_t{1} << 63), words[0]};
}

std::string parquet_sql(const std::vector<std::filesystem::path>& files) {
  std::string list;
  for (const auto& file : files) list += (list.empty() ? "" : ", ") + sql_path(file);
  return fmt::format("read_parquet([{}], union_by_name = {}, hive_partitioning = false)", list, files.size() > 1);
}

std::string History::bucket_sql(int bucket, const std::vector<std::string>& columns, const std::string& where,
                                std::int64_t end_arrival) const {
  auto found = segments(bucket);
  std::erase_if(found, [&](const Segment& segment) { return segment.first_arrival >= end_arrival; });
  if (found.empty()) return "";
  auto sql = select_sql(*state_->manifest, files_of(*state_, found), columns) + " WHERE " +
             (where.empty() ? "true" : "(" + where + ")");
  if (std::any_of(found.begin(), found.end(), [&](const auto& each) { return each.end_arrival > end_arrival; }))
    sql += fmt::format(" AND arrival < {}", end_arrival);
  // One segment is stored in this order, and DuckDB keeps the order of a file.
  if (found.size() > 1) sql += fmt::format(" ORDER BY {}", index_order);
  return sql;
}

std::string History::segments_sql(const std::vector<Segment>& segments, const std::vector<std::string>& columns,
                                  std::int64_t first_arrival) const {
  CAIRN_CHECK(!segments.empty());
  auto sql = select_sql(*state_->manifest, files_of(*state_, segments), columns);
  if (std::any_of(segments.begin(), segments.end(), [&](const auto& s) { return s.first_arrival < first_arrival; }))
    sql += fmt::format(" WHERE arrival >= {}", first_arrival);
  return sql;
}

std::string shown_sql(const std::string& expression, PropertyType type) {
  switch (type) {
    case PropertyType::text:
      return expression;
    case PropertyType::boolean:
    case PropertyType::integer:
      return as_type(expression, "VARCHAR");
    case PropertyType::real:
      return fmt::format(
          "CASE WHEN {0} = trunc({0}) AND abs({0}) < 1e15 THEN CAST(CAST({0} AS BIGINT) AS VARCHAR) "
          "ELSE CAST({0} AS VARCHAR) END",
          expression);
    case PropertyType::time:
      // As format_time writes it: a fraction only where there is one.
      return fmt::format(
          "CASE WHEN epoch_us({0}) % 1000000 = 0 THEN strftime({0}, '%Y-%m-%dT%H:%M:%SZ') "
          "WHEN epoch_us({0}) % 1000 = 0 THEN strftime({0}, '%Y-%m-%dT%H:%M:%S.%gZ') "
          "ELSE strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ') END",
          expression);
  }
  return expression;
}

std::vector<std::string> property_columns(const Property& property) {
  std::vector<std::string> columns;
  for (auto type : property.types) columns.push_back(property.name + "." + std::string(name_of(type)));
  return columns;
}

std::string property_text_sql(const Property& property) {
  std::vector<std::string> shown;
  for (auto type : property.types)
    shown.push_back(shown_sql(sql_name(property.name + "." + std::string(name_of(type))), type));
  return coalesce(shown);
}

std::string property_number_sql(const Property& property) {
  std::vector<std::string> numbers;
  for (auto type : property.types) {
    auto column = sql_name(property.name + "." + std::string(name_of(type)));
    if (type == PropertyType::integer || type == PropertyType::real) numbers.push_back(as_type(column, "DOUBLE"));
    if (type == PropertyType::time) numbers.push_back(as_type("epoch_us(" + column + ")", "DOUBLE"));
  }
  return numbers.empty() ? as_type("NULL", "DOUBLE") : coalesce(numbers);
}

std::string History::amount_sql() const {
  int scale = currencies().empty() ? 2 : 0;
  for (const auto& currency : currencies()) scale = std::max(scale, minor_digits(currency));
  std::string unit = "CASE currency";
  for (const auto& currency : currencies()) {
    int digits = minor_digits(currency);
    unit += fmt::format(" WHEN {} THEN {}", sql_text(currency), digits == 0 ? "1" : digits == 2 ? "0.01" : "0.001");
  }
  unit = currencies().empty() ? "0.01" : unit + " ELSE 0.01 END";
  return fmt::format("CAST(amount_minor * {} AS DECIMAL(22,{}))", unit, scale);
}

std::vector<std::pair<std::string, std::string>> History::view_columns() const {
  std::set<std::string> taken(std::begin(view_fixed), std::end(view_fixed));
  std::vector<std::pair<std::string, std::string>> columns;
  std::vector<std::size_t> to_rename;
  std::set<std::string> seen;
  for (const auto& place : state_->manifest->places) {
    if (!seen.insert(place.name).second) continue;
    if (place.name.empty() || !taken.insert(to_lower(place.name)).second) to_rename.push_back(columns.size());
    columns.emplace_back(place.name, place.name);
  }
  for (auto at : to_rename) {
    auto& [name, column] = columns[at];
    bool is_fixed = name.empty() || std::count(std::begin(view_fixed), std::end(view_fixed), to_lower(name)) > 0;
    std::string base = is_fixed ? "property_" + name : name;
    column = is_fixed ? base : base + "_2";
    for (int n = is_fixed ? 2 : 3; !taken.insert(to_lower(column)).second; ++n) column = fmt::format("{}_{}", base, n);
  }
  return columns;
}

std::string History::events_view_sql() const {
  auto files = files_of(*state_, segments());
  std::string list =
      "customer, event, time, channel, source, session, " + amount_sql() + " AS amount, currency, value, arrival";
  for (const auto& [name, column] : view_columns()) {
    const auto* known = property(name);
    auto widest = known->widest();
    std::vector<std::string> parts;
    for (const auto& key : property_columns(*known)) {
      const auto* place = state_->manifest->place(key);
      auto stored = place_sql(*place, files.columns);
      parts.push_back(widest == PropertyType::text ? shown_sql(stored, place->type)
                      : place->type == widest      ? stored
                                                   : as_type(stored, sql_type(duck_type_of(widest))));
    }
    list += fmt::format(",\n  {} AS {}", coalesce(parts), sql_name(column));
  }
  std::string from;
  if (files.paths.empty()) {
    for (const auto& column : fixed_columns)
      from += fmt::format("{}CAST(NULL AS {}) AS {}", from.empty() ? "(SELECT " : ", ", sql_type(column.type),
                          sql_name(column.name));
    from += ") WHERE false";
  } else {
    from = parquet_sql(files.paths);
  }
  return fmt::format("CREATE OR REPLACE VIEW events AS SELECT {}\nFROM {}", list, from);
}

}  // namespace cairn::store
