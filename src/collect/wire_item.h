// One item of a request, flattened: {"properties":{"price":5,"tags":["a"]}} → properties.price 5, properties.tags ["a"]
//
//   - Numbers keep their digits as written; arrays, and objects nested deeper than `flattened_levels`, stay JSON text.
//   - Everything is looked at, also what stays text: what JSON does not allow, NUL and half surrogate pairs (no text
//     can hold them), numbers beyond a double, too many keys and too deep nesting refuse the item.
//   - Of equal paths the last counts: readers of fields() keep the last they see.
#pragma once

#include <simdjson.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/wire.h"

namespace cairn::collect {

enum class FieldKind : std::uint8_t { null, boolean, number, text, json };

struct Field {
  std::string_view path;
  std::string_view text;  ///< unescaped; a number's digits; "true"; JSON text
  FieldKind kind = FieldKind::null;
  std::uint8_t depth = 1;  ///< 1: a member of the item itself

  /// What may name somebody or something: text, or a number's digits.
  std::string_view word() const { return kind == FieldKind::text || kind == FieldKind::number ? text : ""; }
};

struct Refusal {
  std::string_view reason;
  std::string found;
};

inline constexpr std::size_t flattened_levels = 8;
/// The longest name of a property, with the names that it stands in, and the longest name of an event or a person.
inline constexpr std::size_t most_name_bytes = 500;

class ItemReader {
 public:
  /// `readable`: bytes that may be read from raw.data() on; simdjson looks ahead. Fields stay until the next read.
  std::optional<Refusal> read(std::string_view raw, std::size_t readable, const WireLimits& limits,
                              std::string_view prefix = {});
  std::span<const Field> fields() const { return fields_; }

 private:
  using Object = simdjson::ondemand::object;
  using Array = simdjson::ondemand::array;
  using Value = simdjson::ondemand::value;

  bool walk(Object& object, std::size_t depth, std::size_t prefix);
  bool take(Value& value, std::size_t depth, std::size_t path);
  bool take_as_text(Value& value, std::size_t depth, Field& field, bool is_array);
  bool take_scalar(Value& value, simdjson::ondemand::json_type type, Field& field);
  bool check(Value& value, std::size_t depth);
  bool check_object(Object& object, std::size_t depth);
  bool check_array(Array& array, std::size_t depth);
  bool count_key(std::string_view key);
  bool enters(std::size_t depth);
  bool refuse(std::string_view reason, std::string found);
  bool broken(simdjson::error_code fault);

  simdjson::ondemand::parser parser_;
  WireLimits limits_;
  std::vector<Field> fields_;
  std::unique_ptr<char[]> paths_;  ///< of the fields, one after the other; never moves while fields are read
  std::size_t paths_size_ = 0, paths_used_ = 0;
  char prefix_[most_name_bytes];  ///< names that the walk is in, each with a dot behind it
  std::size_t keys_ = 0;
  std::optional<Refusal> refusal_;
};

}  // namespace cairn::collect
