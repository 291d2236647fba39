// Percent-encoding, by RFC 3986.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::net {

/// nullopt: a "%" without two hexadecimal digits. In a query "+" is a space.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace cairn::net
