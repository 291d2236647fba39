// How the value of a property is made from the columns of a segment: the one place that says so, for whoever reads
// events with DuckDB.
#pragma once

#include <string>
#include <vector>

#include "event/event.h"
#include "journey/column.h"
#include "store/history.h"

namespace cairn::journey {

inline constexpr const char* core_columns[] = {"customer", "channel",  "source", "session",
                                               "amount",   "currency", "value"};

/// How a column is made from those of a segment.
struct Recipe {
  std::string name;
  PropertyType type = PropertyType::text;
  std::vector<std::string> from;  ///< columns of bucket_sql
  std::string text, number;       ///< expressions over them
  bool numeric() const {
    return type == PropertyType::integer || type == PropertyType::real || type == PropertyType::time;
  }
  const std::string& expression(ColumnForm form) const { return form == ColumnForm::codes ? text : number; }
  /// Names the values: the same property gets other ones when it gets a wider type.
  std::string key(ColumnForm form) const;
  std::uint64_t hash(ColumnForm form) const;
};

/// Of every property that events of this history have, and of the core columns; `time` is not among them.
std::vector<Recipe> recipes_of(const store::History& history);

}  // namespace cairn::journey
