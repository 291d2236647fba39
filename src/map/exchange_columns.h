// The columns of a journey as a table, and the words in their cells. Inside map's exchange only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/language.h"

namespace cairn::map::exchange {

enum class Column {
  stage,
  touchpoint,
  channel,
  initiator,
  goal,
  action,
  thought,
  expectation,
  emotion,
  pain,
  opportunity,
  owner,
  event,
  id
};
inline constexpr std::size_t columns = 14;

Label heading(Column column);
/// By any of its names, whatever the case and the blanks.
std::optional<Column> column_named(std::string_view name);

/// customer, brand, staff, third-party.
Label initiator_word(const std::string& initiator);
/// Empty: none of them.
std::string initiator_named(std::string_view word);
inline constexpr std::array<const char*, 4> initiators{"customer", "brand", "staff", "third-party"};

/// -2 to 2, as a number or in a word ("good", 差).
std::optional<double> emotion_named(std::string_view word);

}  // namespace cairn::map::exchange
