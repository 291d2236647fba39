// Bodies that come compressed: gzip (or zlib) made plain, never beyond a limit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn::net {

/// Stops at `most_bytes`, at 100 times the size of what came (once past 1 MB), at what is truncated or followed by
/// junk: ErrorCode::limit for the first two, ErrorCode::invalid for the others. Memory never exceeds most_bytes by
/// more than a buffer.
Result<std::string> inflate(std::string_view compressed, std::size_t most_bytes);

}  // namespace cairn::net
