#include "collect/form_fields.h"

#include "base/text.h"
#include "net/uri.h"

namespace cairn::collect {
namespace {

/// What is no percent-encoding stays as it is.
std::string decoded(std::string_view text) { return net::percent_decoded(text, true).value_or(std::string(text)); }

}  // namespace

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto part : split(text, '&')) {
    if (part.empty()) continue;
    auto equals = std::min(part.find('='), part.size());
    fields.emplace_back(decoded(part.substr(0, equals)),
                        equals < part.size() ? decoded(part.substr(equals + 1)) : std::string());
  }
  return fields;
}

std::string form_field(std::string_view text, std::string_view name) {
  for (auto& [key, value] : form_fields(text))
    if (key == name) return value;
  return {};
}

}  // namespace cairn::collect
