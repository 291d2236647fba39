#include "map/sound.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/json_schema.h"
#include "base/text.h"
#include "map/document.h"
#include "map/document_fields.h"
#include "map/elements.h"

namespace cairn::map {
namespace {

/// "/touchpoints/6/stage" → "touchpoints.tp_pay.stage": where people and programs find it again.
std::string place_by_ids(const Json& document, const std::string& pointer) {
  auto parts = split(std::string_view(pointer).substr(pointer.empty() ? 0 : 1), '/');
  if (parts.size() < 2 || !is_element_list(parts[0])) return place_in_words(pointer);
  const Json& elements = fields::field(document, std::string(parts[0]).c_str());
  const auto place = std::strtoull(std::string(parts[1]).c_str(), nullptr, 10);
  const auto key = elements.is_array() && place < elements.size() ? key_of(parts[0], elements[place]) : "";
  if (key.empty()) return place_in_words(pointer);
  std::string rest;
  for (std::size_t i = 2; i < parts.size(); ++i) rest += fmt::format("/{}", parts[i]);
  const auto inside = rest.empty() ? "" : place_in_words(rest);
  return fmt::format("{}.{}{}{}", parts[0], key, inside.empty() ? "" : ".", inside);
}

}  // namespace

Result<void> expect_sound(const Json& document) {
  auto faults = check(document.dump());
  if (faults.empty()) return {};
  const Fault& first = faults.front();
  std::string hint = first.hint;
  if (faults.size() > 1) hint += fmt::format("{}{} more faults", hint.empty() ? "" : "; ", faults.size() - 1);
  return Error{ErrorCode::invalid, first.message, place_by_ids(document, first.pointer), hint};
}

}  // namespace cairn::map
