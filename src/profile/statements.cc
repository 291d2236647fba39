#include "profile/statements.h"

#include <algorithm>

#include "base/text.h"
#include "event/case_names.h"

namespace cairn::profile {
namespace {

constexpr std::string_view separators[] = {",", ";", "|", "/", "，", "；", "、", "｜", "／"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

/// The separator that stands at this place; empty: none.
std::string_view separator_at(std::string_view text, std::size_t at) {
  for (auto each : separators)
    if (text.substr(at).starts_with(each)) return each;
  return {};
}

std::vector<std::string> parts_of_array(const Json& array) {
  std::vector<std::string> parts;
  for (const auto& each : array) {
    auto part = each.is_string() ? each.get<std::string>() : each.dump();
    if (!trim(part).empty()) parts.emplace_back(trim(part));
  }
  return parts;
}

}  // namespace

bool states_traits(std::string_view event_type) { return holds(stating_events(), event_type); }

const Literal* find_property(const CustomerEvent& event, std::string_view name) {
  for (const auto& [known, value] : event.properties)
    if (known == name) return value.text.empty() ? nullptr : &value;
  return nullptr;
}

std::string text_of(const CustomerEvent& event, std::string_view name) {
  const auto* value = find_property(event, name);
  return value == nullptr ? std::string() : value->text;
}

std::optional<double> number_of(const CustomerEvent& event, std::string_view name) {
  const auto* value = find_property(event, name);
  return value == nullptr ? std::nullopt : value->number;
}

std::vector<std::string> parts_of(std::string_view text) {
  if (trim(text).starts_with('['))
    if (auto array = Json::parse(text, nullptr, false); array.is_array()) return parts_of_array(array);
  std::vector<std::string> parts;
  std::size_t start = 0;
  auto take_until = [&](std::size_t end) {
    if (auto part = trim(text.substr(start, end - start)); !part.empty()) parts.emplace_back(part);
  };
  for (std::size_t at = 0; at < text.size();) {
    auto separator = separator_at(text, at);
    if (separator.empty()) {
      ++at;
      continue;
    }
    take_until(at);
    at += separator.size();
    start = at;
  }
  take_until(text.size());
  return parts;
}

}  // namespace cairn::profile
