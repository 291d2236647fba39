// The memory against doubles of an inbox, filled without sending anything.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/time.h"

namespace cairn::bench {

/// So many keys of the days before `end`, evenly, in order of time and without a journal: 50 million take half a
/// minute.
Result<void> fill_recent_keys(const std::filesystem::path& inbox_file, std::uint64_t keys, Time end, double days);

}  // namespace cairn::bench
