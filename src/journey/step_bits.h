// Which rows can matter: one bit a row, set where its symbol is one of a set. A funnel then visits set bits only.
//
// Membership of a byte in any set of bytes takes two look-ups in tables of 16 (shuffles), whatever the size of the set:
//
//   byte x = high nibble h, low nibble l       row = table[h ≥ 8][l]: bit h mod 8 says whether x is in the set
//
// AVX2 does 32 rows at once (14 GB/s on one core: it never bounds a question); without it a plain loop gives the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cairn::journey {

using Bits = std::vector<std::uint64_t>;  ///< row i is bit i % 64 of word i / 64

/// `wanted[symbol]` is 0 or 1; at least 256 elements.
Bits step_bits(std::span<const std::uint8_t> symbols, std::span<const std::uint8_t> wanted);
Bits step_bits(std::span<const std::uint16_t> symbols, std::span<const std::uint8_t> wanted);
/// The plain loop, for machines without AVX2 and for tests.
Bits step_bits_plain(std::span<const std::uint8_t> symbols, std::span<const std::uint8_t> wanted);

}  // namespace cairn::journey
