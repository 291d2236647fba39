#include "collect/wire_body.h"

#include <fmt/format.h>

#include "base/text.h"

namespace cairn::collect {
namespace {

namespace od = simdjson::ondemand;

/// More is given back after a request; batches of SDKs are smaller.
constexpr std::size_t most_kept_bytes = 1 << 20;

/// Every byte that is not part of a character becomes '?', so that places stay what they are.
void blank_broken_bytes(std::string& text, std::size_t size) {
  for (std::size_t at = 0; at < size;) {
    std::size_t before = at;
    bool ascii = !(static_cast<unsigned char>(text[at]) & 0x80);
    next_code_point({text.data(), size}, at);
    if (at == before + 1 && !ascii) text[before] = '?';
  }
}

}  // namespace

WireBody::Item WireBody::item_of(std::string_view raw) const {
  auto at = static_cast<std::size_t>(raw.data() - buffer_.data());
  return {raw, buffer_.size() - at, is_utf8_ || is_utf8(body_.substr(at, raw.size()))};
}

simdjson::error_code WireBody::raw_of(od::value& value, std::string_view& raw) {
  od::json_type type;
  if (auto fault = value.type().get(type)) return fault;
  if (type == od::json_type::object) {
    od::object object;
    if (auto fault = value.get_object().get(object)) return fault;
    if (auto fault = object.raw_json().get(raw)) return fault;
  } else if (type == od::json_type::array) {
    od::array array;
    if (auto fault = value.get_array().get(array)) return fault;
    if (auto fault = array.raw_json().get(raw)) return fault;
  } else {
    raw = value.raw_json_token();
  }
  raw = trim(raw);
  return simdjson::SUCCESS;
}

simdjson::error_code WireBody::cut_array(od::array& array) {
  has_list = true;
  for (auto element : array) {
    od::value value;
    std::string_view raw;
    if (auto fault = element.get(value)) return fault;
    if (auto fault = raw_of(value, raw)) return fault;
    items.push_back(item_of(raw));
  }
  return simdjson::SUCCESS;
}

simdjson::error_code WireBody::cut(std::string_view list) {
  od::document document;
  od::json_type type;
  if (auto fault = parser_.iterate(buffer_.data(), body_.size(), buffer_.size()).get(document)) return fault;
  if (auto fault = document.type().get(type)) return fault;
  if (type == od::json_type::array) {
    od::array array;
    if (auto fault = document.get_array().get(array)) return fault;
    if (auto fault = cut_array(array)) return fault;
  } else {
    od::object object;
    if (auto fault = document.get_object().get(object)) return fault;
    for (auto field : object) {
      std::string_view key, raw;
      od::value value;
      od::json_type value_type;
      if (auto fault = field.unescaped_key().get(key)) return fault;
      if (auto fault = field.value().get(value)) return fault;
      if (auto fault = value.type().get(value_type)) return fault;
      if (!list.empty() && key == list && value_type == od::json_type::array) {
        od::array array;
        if (auto fault = value.get_array().get(array)) return fault;
        if (auto fault = cut_array(array)) return fault;
        continue;
      }
      std::string name(key);
      if (auto fault = raw_of(value, raw)) return fault;
      members.push_back({std::move(name), item_of(raw)});
    }
  }
  const char* behind = nullptr;
  if (!document.current_location().get(behind) && behind < buffer_.data() + body_.size())
    return simdjson::TRAILING_CONTENT;
  return simdjson::SUCCESS;
}

Result<void> WireBody::read(std::string_view body, std::string_view list) {
  items.clear();
  members.clear();
  has_list = false;
  is_utf8_ = true;
  body_ = trim(body);
  if (body_.empty()) return Error{ErrorCode::invalid, "the body is empty; expected JSON", "body", ""};
  if (body_.front() != '{' && body_.front() != '[')
    return Error{ErrorCode::invalid, fmt::format("found '{}', expected JSON", shorten(body_.substr(0, 80), 40)), "body",
                 "send an object or an array"};
  buffer_.assign(body_.size() + simdjson::SIMDJSON_PADDING, ' ');
  body_.copy(buffer_.data(), body_.size());
  auto fault = cut(list);
  if (fault == simdjson::UTF8_ERROR) {
    blank_broken_bytes(buffer_, body_.size());
    is_utf8_ = false;
    items.clear();
    members.clear();
    fault = cut(list);
  }
  if (fault)
    return Error{ErrorCode::invalid, fmt::format("cannot be read as JSON: {}", simdjson::error_message(fault)), "body",
                 "check how the sender writes its JSON; nothing of the request was kept"};
  if (!has_list) items.push_back(item_of({buffer_.data(), body_.size()}));
  return {};
}

void WireBody::let_go() {
  items.clear();
  members.clear();
  if (buffer_.capacity() <= most_kept_bytes) return;
  buffer_ = {};
  parser_ = od::parser();
}

}  // namespace cairn::collect
