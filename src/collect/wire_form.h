// What HTML forms and queries are made of: name=value pairs, percent-encoded, and base64 in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::collect {

/// The value of the first pair of that name, decoded; nullopt when there is none.
std::optional<std::string> form_value(std::string_view form, std::string_view name);
/// %41 → A, + → blank. A % without two digits behind it stays.
std::string percent_decoded(std::string_view text);
/// Both alphabets, with or without padding; blanks are the '+' that a sender forgot to encode. nullopt: not base64.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace cairn::collect
