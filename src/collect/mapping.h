// What the columns of a file mean: the decisions that recognise.h makes and mapper.h carries out.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "collect/roles.h"
#include "collect/time_rule.h"
#include "event/event.h"

namespace cairn::collect {

struct Mapping {
  /// A column that is kept as a property. The type is open until a value has been seen.
  struct Property {
    std::size_t column = 0;
    std::optional<PropertyType> type;
  };

  std::array<std::optional<std::size_t>, role_count> columns;  ///< by role
  std::string event_name;                                      ///< of every event, where there is no event column
  TimeRule time;
  std::optional<std::size_t> clock;  ///< the time of day, where the column of the time holds days only
  std::string currency;              ///< of amounts that name none; empty: unknown
  bool currency_by_option = false;   ///< then it also decides what ¥ and $ mean
  bool customer_is_whole = false;    ///< customers written "13085.0" are 13085: a number column with gaps was exported
  std::string source;
  std::vector<Property> properties;

  const std::optional<std::size_t>& column(Role role) const { return columns[static_cast<std::size_t>(role)]; }
  std::optional<std::size_t>& column(Role role) { return columns[static_cast<std::size_t>(role)]; }
  bool has(Role role) const { return column(role).has_value(); }
};

/// What a user says about a file; what stays empty is recognised.
struct MappingOptions {
  /// By role: a column name, or "none"; for currency also an ISO code, for time also "day+clock".
  std::array<std::string, role_count> columns;
  std::string event;    ///< one event name for every row
  bool orders = false;  ///< the file is one of orders
  std::optional<TimeWriting> time_writing;
  TimeZone zone = TimeZone::utc();
  bool zone_given = false;  ///< else a file may say by its kind where it is from
  std::string source;       ///< empty: from the file's name

  const std::string& column(Role role) const { return columns[static_cast<std::size_t>(role)]; }
  std::string& column(Role role) { return columns[static_cast<std::size_t>(role)]; }
};

/// "exports/events.csv.gz" → "events"; "-" → "stdin".
std::string source_name(const std::string& path);

}  // namespace cairn::collect
