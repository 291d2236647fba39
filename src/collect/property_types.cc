#include "collect/property_types.h"

#include <charconv>
#include <cmath>

#include "base/check.h"

namespace cairn::collect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The shape of a JSON number; `whole` when it has neither a point nor an exponent.
bool is_json_number(std::string_view text, bool& whole) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  whole = true;
  auto digits = [&] {
    std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at > from;
  };
  std::size_t first = at;
  if (!digits() || (text[first] == '0' && at - first > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    whole = false;
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    whole = false;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

}  // namespace

std::optional<bool> as_boolean(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> as_integer(std::string_view text) {
  bool negative = text.starts_with('-');
  std::string_view digits = negative ? text.substr(1) : text;
  if (digits.empty() || !is_digit(digits.front()) || (digits.front() == '0' && (negative || digits.size() > 1)))
    return std::nullopt;
  std::int64_t value = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> as_real(std::string_view text) {
  bool whole = false;
  if (!is_json_number(text, whole)) return std::nullopt;
  double value = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  if (!whole) return value;
  auto integer = as_integer(text);  // a double keeps every integer up to 2^53, not all beyond
  if (!integer || std::abs(value) > 9007199254740992.0 || static_cast<std::int64_t>(value) != *integer)
    return std::nullopt;
  return value;
}

std::optional<Time> as_time(std::string_view text, const TimeZone& zone) {
  // The cheap look first: 2026-01-31 09:05 has at least 14 characters and begins with a digit; pure digits are a
  // number.
  if (text.size() < 12 || text.size() > 48 || !is_digit(text.front()) || is_digit(text[1]) == 0) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string_view::npos || is_day_only(text)) return std::nullopt;
  return parse_time(text, zone);
}

bool fits(const Cell& cell, PropertyType type, const TimeZone& zone) {
  auto text = cell.text();
  bool plain = cell.kind == CellKind::plain;
  bool number = plain || cell.kind == CellKind::integer || cell.kind == CellKind::real;
  switch (type) {
    case PropertyType::boolean:
      return (plain || cell.kind == CellKind::boolean) && as_boolean(text).has_value();
    case PropertyType::integer:
      return number && as_integer(text).has_value();
    case PropertyType::real:
      return number && as_real(text).has_value();
    case PropertyType::time:
      return (plain || cell.kind == CellKind::text || cell.kind == CellKind::time) && as_time(text, zone).has_value();
    case PropertyType::text:
      return true;
  }
  return false;
}

PropertyType type_of(const Cell& cell, const TimeZone& zone) {
  for (auto type : {PropertyType::boolean, PropertyType::integer, PropertyType::real, PropertyType::time})
    if (fits(cell, type, zone)) return type;
  return PropertyType::text;
}

}  // namespace cairn::collect
