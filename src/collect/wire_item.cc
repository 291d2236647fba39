#include "collect/wire_item.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/text.h"
#include "collect/property_types.h"

namespace cairn::collect {
namespace {

namespace od = simdjson::ondemand;

int hex4(const char* at) {
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    char c = at[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// \u escapes that name nothing a text can hold. simdjson 3.0 lets some of them pass.
std::optional<Refusal> bad_escape(std::string_view raw) {
  const char *at = raw.data(), *end = at + raw.size();
  while ((at = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)))) != nullptr) {
    if (end - at < 2) break;
    if (at[1] != 'u') {
      at += 2;
      continue;
    }
    int code = end - at >= 6 ? hex4(at + 2) : -1;
    if (code < 0) return Refusal{"not-json", "found \\u without four hexadecimal digits behind it"};
    if (code == 0) return Refusal{"bad-text", "found \\u0000; text with a NUL is not kept"};
    at += 6;
    if (code < 0xD800 || code > 0xDFFF) continue;
    bool paired = code < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u';
    int low = paired ? hex4(at + 2) : -1;
    if (low < 0xDC00 || low > 0xDFFF)
      return Refusal{"bad-text", fmt::format("found \\u{:04x}, half of a surrogate pair; expected both halves", code)};
    at += 6;
  }
  return std::nullopt;
}

/// Most numbers by far: at most 18 digits, no zero in front.
bool is_short_integer(std::string_view text) {
  if (text.empty() || text.size() > 18 || (text.front() == '0' && text.size() > 1)) return false;
  for (char c : text)
    if (c < '0' || c > '9') return false;
  return true;
}

enum class NumberShape { none, fine, too_large };

/// Of what as_integer and as_real do not take: integers of any length are fine (they are kept as digits), and so is
/// what is too small for a double.
NumberShape shape_of(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  auto digits = [&] {
    std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  std::size_t first = at, whole = digits();
  if (whole == 0 || (text[first] == '0' && whole > 1)) return NumberShape::none;
  if (at == text.size()) return NumberShape::fine;
  if (text[at] == '.') {
    ++at;
    if (digits() == 0) return NumberShape::none;
  }
  bool tiny = text[first] == '0';
  if (at < text.size() && (text[at] | 32) == 'e') {
    ++at;
    tiny = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return NumberShape::none;
  }
  if (at != text.size()) return NumberShape::none;
  double value = 0;
  auto fault = std::from_chars(text.data(), text.data() + text.size(), value).ec;
  return fault == std::errc() || tiny ? NumberShape::fine : NumberShape::too_large;
}

}  // namespace

bool ItemReader::refuse(std::string_view reason, std::string found) {
  if (!refusal_) refusal_ = Refusal{reason, std::move(found)};
  return false;
}

bool ItemReader::broken(simdjson::error_code fault) {
  return refuse("not-json", fmt::format("cannot be read as JSON: {}", simdjson::error_message(fault)));
}

bool ItemReader::enters(std::size_t depth) {
  if (depth <= limits_.depth) return true;
  return refuse("too-deep", fmt::format("nested deeper than {} levels", limits_.depth));
}

bool ItemReader::count_key(std::string_view key) {
  if (++keys_ > limits_.keys) return refuse("too-many-keys", fmt::format("more than {} keys", limits_.keys));
  if (key.size() > most_name_bytes)
    return refuse("name-too-long", fmt::format("a key of {} bytes, at most {} are kept", key.size(), most_name_bytes));
  return true;
}

std::optional<Refusal> ItemReader::read(std::string_view raw, std::size_t readable, const WireLimits& limits,
                                        std::string_view prefix) {
  fields_.clear();
  keys_ = paths_used_ = 0;
  refusal_.reset();
  limits_ = limits;
  if (raw.size() > limits.event_bytes)
    return Refusal{"too-large", fmt::format("{} bytes, at most {} are taken", raw.size(), limits.event_bytes)};
  if (raw.empty() || raw.front() != '{')
    return Refusal{"not-an-object", fmt::format("found {}, expected an object {{…}}", shorten(raw, 40))};
  if (auto bad = bad_escape(raw)) return bad;
  if (std::size_t needed = (limits.keys + 1) * most_name_bytes; paths_size_ < needed) {
    paths_ = std::make_unique_for_overwrite<char[]>(needed);
    paths_size_ = needed;
  }
  prefix.copy(prefix_, prefix.size());
  od::document document;
  od::object object;
  if (auto fault = parser_.iterate(raw.data(), raw.size(), readable).get(document)) {
    broken(fault);
  } else if (fault = document.get_object().get(object); fault) {
    broken(fault);
  } else if (walk(object, 1, prefix.size())) {
    const char* behind = nullptr;
    if (!document.current_location().get(behind) && behind < raw.data() + raw.size())
      refuse("not-json", "something follows behind the object");
  }
  return refusal_;
}

/// The names that the object stands in are prefix_[0, prefix).
bool ItemReader::walk(Object& object, std::size_t depth, std::size_t prefix) {
  if (!enters(depth)) return false;
  for (auto field : object) {
    std::string_view key;
    if (auto fault = field.unescaped_key().get(key)) return broken(fault);
    if (!count_key(key)) return false;
    if (prefix + key.size() + 1 > most_name_bytes)
      return refuse("name-too-long", fmt::format("a name of more than {} bytes with those it stands in: '{}…'",
                                                 most_name_bytes, shorten({prefix_, prefix}, 40)));
    key.copy(prefix_ + prefix, key.size());
    Value value;
    if (auto fault = field.value().get(value)) return broken(fault);
    if (!take(value, depth, prefix + key.size())) return false;
  }
  return true;
}

bool ItemReader::take(Value& value, std::size_t depth, std::size_t path) {
  od::json_type type;
  if (auto fault = value.type().get(type)) return broken(fault);
  if (type == od::json_type::object && depth < flattened_levels) {
    Object object;
    if (auto fault = value.get_object().get(object)) return broken(fault);
    prefix_[path] = '.';
    return walk(object, depth + 1, path + 1);
  }
  Field field;
  char* place = paths_.get() + paths_used_;
  std::memcpy(place, prefix_, path);
  paths_used_ += path;
  field.path = {place, path};
  field.depth = static_cast<std::uint8_t>(depth);
  bool taken = type == od::json_type::object || type == od::json_type::array
                   ? take_as_text(value, depth, field, type == od::json_type::array)
                   : take_scalar(value, type, field);
  if (taken) fields_.push_back(field);
  return taken;
}

/// Walks what stays text, too: nothing is kept that another reader would stumble over.
bool ItemReader::take_as_text(Value& value, std::size_t depth, Field& field, bool is_array) {
  std::string_view raw;
  bool any = false;
  field.kind = FieldKind::json;
  if (is_array) {
    Array array;
    if (auto fault = value.get_array().get(array)) return broken(fault);
    if (auto fault = array.raw_json().get(raw)) return broken(fault);
    if (auto fault = array.reset().get(any)) return broken(fault);
    field.text = trim(raw);
    return check_array(array, depth + 1);
  }
  Object object;
  if (auto fault = value.get_object().get(object)) return broken(fault);
  if (auto fault = object.raw_json().get(raw)) return broken(fault);
  if (auto fault = object.reset().get(any)) return broken(fault);
  field.text = trim(raw);
  return check_object(object, depth + 1);
}

bool ItemReader::take_scalar(Value& value, od::json_type type, Field& field) {
  if (type == od::json_type::string) {
    field.kind = FieldKind::text;
    auto fault = value.get_string().get(field.text);
    return fault ? broken(fault) : true;
  }
  field.text = trim(value.raw_json_token());
  if (type == od::json_type::number) {
    field.kind = FieldKind::number;
    if (is_short_integer(field.text)) return true;
    if (as_integer(field.text) || as_real(field.text)) return true;
    auto shape = shape_of(field.text);
    if (shape == NumberShape::fine) return true;
    if (shape == NumberShape::none)
      return refuse("not-json", fmt::format("'{}' is no number", shorten(field.text, 40)));
    return refuse("bad-number", fmt::format("'{}' is beyond a double", shorten(field.text, 40)));
  }
  bool is_null = type == od::json_type::null;
  field.kind = is_null ? FieldKind::null : FieldKind::boolean;
  if (is_null ? field.text == "null" : field.text == "true" || field.text == "false") return true;
  return refuse("not-json", fmt::format("found '{}'", shorten(field.text, 40)));
}

bool ItemReader::check(Value& value, std::size_t depth) {
  od::json_type type;
  if (auto fault = value.type().get(type)) return broken(fault);
  if (type == od::json_type::object) {
    Object object;
    auto fault = value.get_object().get(object);
    return fault ? broken(fault) : check_object(object, depth + 1);
  }
  if (type == od::json_type::array) {
    Array array;
    auto fault = value.get_array().get(array);
    return fault ? broken(fault) : check_array(array, depth + 1);
  }
  Field unused;
  return take_scalar(value, type, unused);
}

bool ItemReader::check_object(Object& object, std::size_t depth) {
  if (!enters(depth)) return false;
  for (auto field : object) {
    std::string_view key;
    if (auto fault = field.unescaped_key().get(key)) return broken(fault);
    Value value;
    if (auto fault = field.value().get(value)) return broken(fault);
    if (!count_key(key) || !check(value, depth)) return false;
  }
  return true;
}

bool ItemReader::check_array(Array& array, std::size_t depth) {
  if (!enters(depth)) return false;
  for (auto element : array) {
    Value value;
    if (auto fault = element.get(value)) return broken(fault);
    if (!check(value, depth)) return false;
  }
  return true;
}

}  // namespace cairn::collect
