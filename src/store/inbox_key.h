// The 16 bytes by which the inbox's tables know an event: big-endian, so that their order is that of the numbers.
#pragma once

#include <bit>
#include <cstring>
#include <string_view>

#include "event/event.h"

namespace cairn::store {

inline constexpr std::int64_t us_a_day = 24LL * 3600 * 1'000'000;

inline std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// The 16 bytes that a table has.
struct KeyBytes {
  char bytes[16];
  KeyBytes(std::uint64_t high, std::uint64_t low) {
    static_assert(std::endian::native == std::endian::little);
    high = __builtin_bswap64(high);
    low = __builtin_bswap64(low);
    std::memcpy(bytes, &high, 8);
    std::memcpy(bytes + 8, &low, 8);
  }
  std::string_view view() const { return {bytes, sizeof bytes}; }
};

inline EventId key_of(std::string_view bytes) {
  EventId key;
  std::memcpy(&key.high, bytes.data(), 8);
  std::memcpy(&key.low, bytes.data() + 8, 8);
  return {__builtin_bswap64(key.high), __builtin_bswap64(key.low)};
}

}  // namespace cairn::store
