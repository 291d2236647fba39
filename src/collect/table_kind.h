// The tables that `cairn import --as KIND` brings in, and which columns each needs.
//
//   members products stores staff campaigns     a key and a name: the name replaces the code in answers
//   costs                                       a day or month, and what the money was spent on
//   consents                                    who, channel, purpose, the version of the text and when
//   counts                                      a measure, a place, an hour, a unit: no persons
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn::collect {

enum class TableKind : unsigned char { members, products, stores, staff, campaigns, costs, consents, counts };
inline constexpr std::size_t table_kind_count = 8;
std::string_view name_of(TableKind kind);
Result<TableKind> parse_table_kind(std::string_view name);

/// What a part of a table's key or one of its facts is: found by the names of columns.
struct TablePart {
  enum class Use : unsigned char { key, name, number, time, answer, text };
  std::string_view fact;   ///< under which it is kept; of a key part, what it is called in errors
  std::string_view names;  ///< normalised column names, best first
  Use use = Use::text;
  bool needed = true;
  bool hour = false;  ///< a time that is cut to its hour
};
std::span<const TablePart> parts_of(TableKind kind);

}  // namespace cairn::collect
