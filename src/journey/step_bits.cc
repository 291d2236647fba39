#include "journey/step_bits.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cairn::journey {
namespace {

template <class Symbol>
void fill_plain(std::span<const Symbol> symbols, std::size_t from, std::span<const std::uint8_t> wanted, Bits& bits) {
  for (std::size_t i = from; i < symbols.size(); ++i) bits[i / 64] |= std::uint64_t{wanted[symbols[i]]} << (i % 64);
}

#if defined(__x86_64__)
struct Tables {
  alignas(16) std::uint8_t low[16] = {}, high[16] = {}, bit[16] = {};
  explicit Tables(std::span<const std::uint8_t> wanted) {
    for (std::size_t x = 0; x < 256; ++x)
      if (wanted[x]) (x < 128 ? low : high)[x & 15] |= static_cast<std::uint8_t>(1 << (x >> 4 & 7));
    for (int h = 0; h < 16; ++h) bit[h] = static_cast<std::uint8_t>(1 << (h & 7));
  }
};

#define CAIRN_TABLE(name) _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(tables.name)))

/// Fills whole words; returns how many rows it did.
__attribute__((target("avx2"))) std::size_t fill_avx2(std::span<const std::uint8_t> symbols, const Tables& tables,
                                                      Bits& bits) {
  const __m256i low = CAIRN_TABLE(low), high = CAIRN_TABLE(high), bit = CAIRN_TABLE(bit);
  const __m256i flip = _mm256_set1_epi8(static_cast<char>(0x80)), seven = _mm256_set1_epi8(7);
  std::size_t words = symbols.size() / 64;
  for (std::size_t half = 0; half < 2 * words; ++half) {
    __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(symbols.data() + half * 32));
    // A shuffle gives 0 where the top bit of its index is set: so each table answers for its own half of the bytes.
    __m256i row = _mm256_or_si256(_mm256_shuffle_epi8(low, x), _mm256_shuffle_epi8(high, _mm256_xor_si256(x, flip)));
    __m256i mine = _mm256_shuffle_epi8(bit, _mm256_and_si256(_mm256_srli_epi16(x, 4), seven));
    __m256i hit = _mm256_cmpeq_epi8(_mm256_and_si256(row, mine), mine);
    bits[half / 2] |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(hit))} << (half % 2 * 32);
  }
  return words * 64;
}
#undef CAIRN_TABLE
#endif

}  // namespace

Bits step_bits_plain(std::span<const std::uint8_t> symbols, std::span<const std::uint8_t> wanted) {
  Bits bits((symbols.size() + 63) / 64);
  fill_plain(symbols, 0, wanted, bits);
  return bits;
}

Bits step_bits(std::span<const std::uint8_t> symbols, std::span<const std::uint8_t> wanted) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    Bits bits((symbols.size() + 63) / 64);
    fill_plain(symbols, fill_avx2(symbols, Tables(wanted), bits), wanted, bits);
    return bits;
  }
#endif
  return step_bits_plain(symbols, wanted);
}

Bits step_bits(std::span<const std::uint16_t> symbols, std::span<const std::uint8_t> wanted) {
  Bits bits((symbols.size() + 63) / 64);
  fill_plain(symbols, 0, wanted, bits);
  return bits;
}

}  // namespace cairn::journey
