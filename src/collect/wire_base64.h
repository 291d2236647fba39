// Base64 as SDKs send it inside forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::collect {

/// Both alphabets, with or without padding; blanks are the '+' that a sender forgot to encode. nullopt: not base64.
std::optional<std::string> base64_decoded(std::string_view text);
std::string base64_encoded(std::string_view bytes);

}  // namespace cairn::collect
