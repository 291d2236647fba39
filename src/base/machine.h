// What this process may use of the machine, and what it uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

/// Bytes of memory that this process may use: the machine's, or its control group's limit where that is less.
std::uint64_t machine_memory();

/// Bytes of memory that this process holds, without those of mapped files, which the system can take back; 0 where the
/// system does not say.
std::uint64_t process_memory();

/// From now on this thread and those that it starts give way to others where processors are scarce: `steps` of nice(1).
void give_way(int steps);

/// The least memory limit of a control group and those above it; `membership` is the text of /proc/self/cgroup, `root`
/// where control groups are mounted (/sys/fs/cgroup). UINT64_MAX: none.
std::uint64_t control_group_memory(std::string_view membership, const std::string& root);

/// "4GB", "512 MB", "1.5GiB", "300000" (bytes).
Result<std::uint64_t> parse_bytes(std::string_view text, const std::string& where);
/// For people: "4.0 GB", "512 MB".
std::string format_bytes(std::uint64_t bytes);

}  // namespace cairn
