// application/x-www-form-urlencoded: what forms and query strings are written in.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::collect {

/// Names and values in their order, percent-decoded, "+" as blank. Never fails: a "%" that starts no code stays.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text);

/// The first value of a name; empty: none.
std::string form_field(std::string_view text, std::string_view name);

}  // namespace cairn::collect
