#include "collect/form_fields.h"

#include "base/text.h"

namespace cairn::collect {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool code = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (code) {
      plain += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

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
