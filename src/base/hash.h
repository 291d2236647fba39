// Hashes that are the same on every machine and in every release: they end up in files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Hash128&) const = default;
  std::string hex() const;
};

/// XXH3; for identity and placement, not against forgery.
std::uint64_t hash64(std::string_view text, std::uint64_t seed = 0);
Hash128 hash128(std::string_view text, std::uint64_t seed = 0);
/// Differs from run to run: for tables in memory whose keys a stranger chooses, never for what is stored.
std::uint64_t process_seed();

/// XXH3-128 over a whole file.
Result<Hash128> hash_file(const std::string& path);

}  // namespace cairn
