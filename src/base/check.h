// A check that stays on in release builds: a failed one is a bug in Cairn, never bad input.
#pragma once

#include <source_location>

namespace cairn {
[[noreturn]] void check_failed(const char* expression, std::source_location where = std::source_location::current());
}

#define CAIRN_CHECK(expression) ((expression) ? void(0) : ::cairn::check_failed(#expression))
