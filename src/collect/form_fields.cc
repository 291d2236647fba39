#include "collect/form_fields.h"

#include <algorithm>

#include "base/text.h"
#include "collect/wire_form.h"

namespace cairn::collect {

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto part : split(text, '&')) {
    if (part.empty()) continue;
    auto equals = std::min(part.find('='), part.size());
    fields.emplace_back(percent_decoded(part.substr(0, equals)),
                        equals < part.size() ? percent_decoded(part.substr(equals + 1)) : std::string());
  }
  return fields;
}

}  // namespace cairn::collect
