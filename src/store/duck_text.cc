#include <fmt/format.h>

#include <cmath>

#include "base/time.h"
#include "store/duck_state.h"

namespace cairn::store {
namespace {

struct TypeHandle {
  duckdb_logical_type handle;
  explicit TypeHandle(duckdb_logical_type type) : handle(type) {}
  TypeHandle(const TypeHandle&) = delete;
  TypeHandle& operator=(const TypeHandle&) = delete;
  ~TypeHandle() { duckdb_destroy_logical_type(&handle); }
};

std::string owned(char* text) {
  std::string copy = text == nullptr ? "" : text;
  duckdb_free(text);
  return copy;
}

const char* simple_name(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
      return "TINYINT";
    case DUCKDB_TYPE_SMALLINT:
      return "SMALLINT";
    case DUCKDB_TYPE_INTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_UTINYINT:
      return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT:
      return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER:
      return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT:
      return "UBIGINT";
    case DUCKDB_TYPE_FLOAT:
      return "FLOAT";
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_TIMESTAMP:
      return "TIMESTAMP";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIME:
      return "TIME";
    case DUCKDB_TYPE_INTERVAL:
      return "INTERVAL";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_UHUGEINT:
      return "UHUGEINT";
    case DUCKDB_TYPE_VARCHAR:
      return "VARCHAR";
    case DUCKDB_TYPE_BLOB:
      return "BLOB";
    case DUCKDB_TYPE_TIMESTAMP_S:
      return "TIMESTAMP_S";
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return "TIMESTAMP_MS";
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return "TIMESTAMP_NS";
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMP WITH TIME ZONE";
    case DUCKDB_TYPE_ENUM:
      return "ENUM";
    case DUCKDB_TYPE_STRUCT:
      return "STRUCT";
    case DUCKDB_TYPE_MAP:
      return "MAP";
    case DUCKDB_TYPE_UNION:
      return "UNION";
    case DUCKDB_TYPE_UUID:
      return "UUID";
    case DUCKDB_TYPE_BIT:
      return "BIT";
    case DUCKDB_TYPE_TIME_TZ:
      return "TIME WITH TIME ZONE";
    case DUCKDB_TYPE_TIME_NS:
      return "TIME_NS";
    case DUCKDB_TYPE_BIGNUM:
      return "BIGNUM";
    case DUCKDB_TYPE_SQLNULL:
      return "NULL";
    default:
      return "OTHER";
  }
}

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

std::string wide_text(UnsignedWide magnitude, bool negative) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude > 0);
  return negative ? "-" + digits : digits;
}

std::string wide_text(Wide value) {
  return value < 0 ? wide_text(-static_cast<UnsignedWide>(value), true)
                   : wide_text(static_cast<UnsignedWide>(value), false);
}

Wide wide(duckdb_hugeint value) { return (static_cast<Wide>(value.upper) << 64) | value.lower; }

std::string decimal_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row) {
  const void* data = duckdb_vector_get_data(vector);
  Wide value = 0;
  switch (duckdb_decimal_internal_type(type)) {
    case DUCKDB_TYPE_SMALLINT:
      value = static_cast<const std::int16_t*>(data)[row];
      break;
    case DUCKDB_TYPE_INTEGER:
      value = static_cast<const std::int32_t*>(data)[row];
      break;
    case DUCKDB_TYPE_BIGINT:
      value = static_cast<const std::int64_t*>(data)[row];
      break;
    default:
      value = wide(static_cast<const duckdb_hugeint*>(data)[row]);
      break;
  }
  std::size_t scale = duckdb_decimal_scale(type);
  std::string digits = wide_text(value);
  if (scale == 0) return digits;
  bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  digits.insert(digits.size() - scale, ".");
  return negative ? "-" + digits : digits;
}

std::string time_of_day(std::int64_t us) {
  auto text = fmt::format("{:02}:{:02}:{:02}", us / 3'600'000'000, us / 60'000'000 % 60, us / 1'000'000 % 60);
  if (us % 1'000'000 != 0) text += fmt::format(".{:06}", us % 1'000'000);
  return text;
}

std::string interval_text(duckdb_interval value) {
  std::string text;
  auto part = [&](std::int64_t count, const char* unit) {
    if (count != 0)
      text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", count, unit, count == 1 || count == -1 ? "" : "s");
  };
  part(value.months / 12, "year");
  part(value.months % 12, "month");
  part(value.days, "day");
  if (value.micros != 0 || text.empty())
    text += (text.empty() ? "" : " ") + std::string(value.micros < 0 ? "-" : "") + time_of_day(std::abs(value.micros));
  return text;
}

/// ISO 8601 with the zone's Z only where the type has one.
std::string timestamp_text(std::int64_t us, bool zone) {
  if (us == std::numeric_limits<std::int64_t>::max()) return "infinity";
  if (us <= -std::numeric_limits<std::int64_t>::max()) return "-infinity";
  auto text = format_time(Time{us});
  if (!zone && text.ends_with('Z')) text.pop_back();
  return text;
}

std::string uuid_text(duckdb_hugeint value) {
  auto high = static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63);
  auto hex = fmt::format("{:016x}{:016x}", high, value.lower);
  for (std::size_t dash : {20U, 16U, 12U, 8U}) hex.insert(dash, "-");
  return hex;
}

std::string blob_text(std::string_view bytes) {
  std::string text;
  for (char c : bytes)
    text +=
        c >= 32 && c < 127 && c != '\\' ? std::string(1, c) : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  return text;
}

std::string enum_text(const void* data, duckdb_logical_type type, std::size_t row) {
  std::uint32_t index = 0;
  switch (duckdb_enum_internal_type(type)) {
    case DUCKDB_TYPE_UTINYINT:
      index = static_cast<const std::uint8_t*>(data)[row];
      break;
    case DUCKDB_TYPE_USMALLINT:
      index = static_cast<const std::uint16_t*>(data)[row];
      break;
    default:
      index = static_cast<const std::uint32_t*>(data)[row];
      break;
  }
  return owned(duckdb_enum_dictionary_value(type, index));
}

std::string nested_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row) {
  const auto* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && (validity[row / 64] >> (row % 64) & 1) == 0) return "NULL";
  return duck_value_text(vector, type, row);
}

std::string list_text(duckdb_vector child, duckdb_logical_type of, std::size_t from, std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + nested_text(child, of, from + i);
  return text + "]";
}

std::string struct_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row) {
  std::string text = "{";
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type); ++i) {
    TypeHandle child(duckdb_struct_type_child_type(type, i));
    text += (i == 0 ? "" : ", ") + owned(duckdb_struct_type_child_name(type, i)) + ": " +
            nested_text(duckdb_struct_vector_get_child(vector, i), child.handle, row);
  }
  return text + "}";
}

std::string map_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row) {
  auto entry = static_cast<const duckdb_list_entry*>(duckdb_vector_get_data(vector))[row];
  auto pairs = duckdb_list_vector_get_child(vector);
  TypeHandle key(duckdb_map_type_key_type(type)), value(duckdb_map_type_value_type(type));
  std::string text = "{";
  for (std::uint64_t i = entry.offset; i < entry.offset + entry.length; ++i)
    text += (i == entry.offset ? "" : ", ") + nested_text(duckdb_struct_vector_get_child(pairs, 0), key.handle, i) +
            "=" + nested_text(duckdb_struct_vector_get_child(pairs, 1), value.handle, i);
  return text + "}";
}

}  // namespace

std::string duck_type_name(duckdb_logical_type type) {
  auto id = duckdb_get_type_id(type);
  if (id == DUCKDB_TYPE_DECIMAL)
    return fmt::format("DECIMAL({},{})", duckdb_decimal_width(type), duckdb_decimal_scale(type));
  if (id == DUCKDB_TYPE_LIST) return duck_type_name(TypeHandle(duckdb_list_type_child_type(type)).handle) + "[]";
  if (id == DUCKDB_TYPE_ARRAY)
    return fmt::format("{}[{}]", duck_type_name(TypeHandle(duckdb_array_type_child_type(type)).handle),
                       duckdb_array_type_array_size(type));
  return simple_name(id);
}

std::string duck_value_text(duckdb_vector vector, duckdb_logical_type type, std::size_t row) {
  const void* data = duckdb_vector_get_data(vector);
  auto at = [&]<class T>(T) { return static_cast<const T*>(data)[row]; };
  auto text = [&] {
    auto* value = const_cast<duckdb_string_t*>(static_cast<const duckdb_string_t*>(data)) + row;
    return std::string_view(duckdb_string_t_data(value), duckdb_string_t_length(*value));
  };
  switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_BOOLEAN:
      return at(bool{}) ? "true" : "false";
    case DUCKDB_TYPE_TINYINT:
      return fmt::format("{}", at(std::int8_t{}));
    case DUCKDB_TYPE_SMALLINT:
      return fmt::format("{}", at(std::int16_t{}));
    case DUCKDB_TYPE_INTEGER:
      return fmt::format("{}", at(std::int32_t{}));
    case DUCKDB_TYPE_BIGINT:
      return fmt::format("{}", at(std::int64_t{}));
    case DUCKDB_TYPE_UTINYINT:
      return fmt::format("{}", at(std::uint8_t{}));
    case DUCKDB_TYPE_USMALLINT:
      return fmt::format("{}", at(std::uint16_t{}));
    case DUCKDB_TYPE_UINTEGER:
      return fmt::format("{}", at(std::uint32_t{}));
    case DUCKDB_TYPE_UBIGINT:
      return fmt::format("{}", at(std::uint64_t{}));
    case DUCKDB_TYPE_FLOAT:
      return fmt::format("{}", at(float{}));
    case DUCKDB_TYPE_DOUBLE:
      return fmt::format("{}", at(double{}));
    case DUCKDB_TYPE_TIMESTAMP:
      return timestamp_text(at(std::int64_t{}), false);
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return timestamp_text(at(std::int64_t{}), true);
    case DUCKDB_TYPE_TIMESTAMP_S:
      return timestamp_text(at(std::int64_t{}) * 1'000'000, false);
    case DUCKDB_TYPE_TIMESTAMP_MS:
      return timestamp_text(at(std::int64_t{}) * 1000, false);
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return timestamp_text(at(std::int64_t{}) / 1000, false);
    case DUCKDB_TYPE_DATE:
      return timestamp_text(std::int64_t{at(std::int32_t{})} * 86'400'000'000, false).substr(0, 10);
    case DUCKDB_TYPE_TIME:
      return time_of_day(at(std::int64_t{}));
    case DUCKDB_TYPE_INTERVAL:
      return interval_text(at(duckdb_interval{}));
    case DUCKDB_TYPE_HUGEINT:
      return wide_text(wide(at(duckdb_hugeint{})));
    case DUCKDB_TYPE_UHUGEINT: {
      auto value = at(duckdb_uhugeint{});
      return wide_text((static_cast<UnsignedWide>(value.upper) << 64) | value.lower, false);
    }
    case DUCKDB_TYPE_VARCHAR:
      return std::string(text());
    case DUCKDB_TYPE_BLOB:
      return blob_text(text());
    case DUCKDB_TYPE_DECIMAL:
      return decimal_text(vector, type, row);
    case DUCKDB_TYPE_UUID:
      return uuid_text(at(duckdb_hugeint{}));
    case DUCKDB_TYPE_ENUM:
      return enum_text(data, type, row);
    case DUCKDB_TYPE_LIST: {
      auto entry = at(duckdb_list_entry{});
      TypeHandle child(duckdb_list_type_child_type(type));
      return list_text(duckdb_list_vector_get_child(vector), child.handle, entry.offset, entry.length);
    }
    case DUCKDB_TYPE_ARRAY: {
      auto size = duckdb_array_type_array_size(type);
      TypeHandle child(duckdb_array_type_child_type(type));
      return list_text(duckdb_array_vector_get_child(vector), child.handle, row * size, size);
    }
    case DUCKDB_TYPE_STRUCT:
      return struct_text(vector, type, row);
    case DUCKDB_TYPE_MAP:
      return map_text(vector, type, row);
    case DUCKDB_TYPE_SQLNULL:
      return "NULL";
    default:
      return std::string("(a value of type ") + duck_type_name(type) + "; cast it to VARCHAR to see it)";
  }
}

}  // namespace cairn::store
