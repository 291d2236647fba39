// All pairs of a form or a query; one by its name: wire_form.h.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::collect {

/// Names and values in their order, percent-decoded, "+" as blank. Never fails: a "%" that starts no code stays.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view text);

}  // namespace cairn::collect
