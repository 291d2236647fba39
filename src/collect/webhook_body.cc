#include "collect/webhook_body.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/form_fields.h"
#include "collect/property_types.h"

namespace cairn::collect {
namespace {

/// Fields of fields that a form may have; what is nested deeper keeps its name as it is.
constexpr std::size_t max_form_depth = 16;

/// "user[tags][]" → user, tags, "". A name that is not written so is one step.
std::vector<std::string> steps_of(const std::string& name) {
  std::vector<std::string> steps;
  auto open = name.find('[');
  if (open == 0 || open == std::string::npos || name.back() != ']') return {name};
  steps.push_back(name.substr(0, open));
  while (open < name.size()) {
    auto close = name.find(']', open);
    if (name[open] != '[' || close == std::string::npos || steps.size() == max_form_depth) return {name};
    steps.push_back(name.substr(open + 1, close - open - 1));
    if (steps.back().empty() && close + 1 != name.size()) return {name};
    open = close + 1;
  }
  return steps;
}

/// A number only where it is written as JSON would write it again: "1.10" and "1e5" may be somebody's number.
Json plain_value(const std::string& text) {
  if (auto integer = as_integer(text)) return *integer;
  if (auto real = as_real(text); real && Json(*real).dump() == text) return *real;
  return text;
}

void put(Json& form, const std::string& name, Json value) {
  auto steps = steps_of(name);
  bool element = steps.size() > 1 && steps.back().empty();
  if (element) steps.pop_back();
  Json* at = &form;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    Json& next = (*at)[steps[i]];
    if (next.is_null()) next = Json::object();
    if (!next.is_object()) {  // "a=1&a[b]=2": both are kept, the second under its whole name
      form[name] = std::move(value);
      return;
    }
    at = &next;
  }
  Json& field = (*at)[steps.back()];
  if (field.is_null() && !element) {
    field = std::move(value);
  } else {
    if (!field.is_array()) field = field.is_null() ? Json::array() : Json::array({field});
    field.push_back(std::move(value));
  }
}

void measure(const Json& value, std::size_t depth, JsonSize& size) {
  if (value.is_string()) size.nul |= value.get_ref<const std::string&>().find('\0') != std::string::npos;
  if (!value.is_structured()) return;
  size.depth = std::max(size.depth, depth);
  if (value.is_object()) size.keys += value.size();
  for (const auto& each : value) measure(each, depth + 1, size);
}

}  // namespace

Result<Json> webhook_body(std::string_view body) {
  auto text = trim(body);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.empty()) return Error{ErrorCode::invalid, "the body is empty; expected JSON or form fields", "body", ""};
  if (text.front() == '{' || text.front() == '[') return parse_json(body, "body");
  if (text.front() == '<' || text.find('=') == std::string_view::npos)
    return Error{ErrorCode::invalid,
                 fmt::format("expected JSON or form fields, found '{}'", shorten(text.substr(0, 400), 40)), "body",
                 "set the sender to JSON"};
  Json form = Json::object();
  auto fields = form_fields(text);
  // An object finds its fields by looking at one after the other.
  if (fields.size() > 4096)
    return Error{ErrorCode::limit, fmt::format("{} form fields; at most 4096 are read", fields.size()), "body", ""};
  for (auto& [name, value] : fields) {
    if (!is_utf8(name) || !is_utf8(value))
      return Error{ErrorCode::invalid, fmt::format("the form field '{}' is not UTF-8", shorten(name, 40)), "body",
                   "set the sender to UTF-8"};
    put(form, name, plain_value(value));
  }
  return form;
}

JsonSize size_of(const Json& value) {
  JsonSize size;
  measure(value, 1, size);
  return size;
}

}  // namespace cairn::collect
