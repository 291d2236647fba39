// Percent-encoding, as in paths and queries (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::net {

/// nullopt: "%" without two hexadecimal digits behind it.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace cairn::net
