#include "base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <random>

#include "base/file.h"

namespace cairn {

std::string Hash128::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

std::uint64_t hash64(std::string_view text, std::uint64_t seed) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

Hash128 hash128(std::string_view text, std::uint64_t seed) {
  auto hash = XXH3_128bits_withSeed(text.data(), text.size(), seed);
  return {hash.high64, hash.low64};
}

std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return std::uint64_t{device()} << 32 | device();
  }();
  return seed;
}

Result<Hash128> hash_file(const std::string& path) {
  CAIRN_TRY(auto file, MappedFile::open(path));
  auto bytes = file.bytes();
  return hash128({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace cairn
