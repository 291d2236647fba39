#include "journey/interval_bits.h"

#include <optional>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cairn::journey {
namespace {

void fill_plain(std::span<const std::uint32_t> seconds, std::span<const std::uint32_t> offsets, std::size_t from,
                const IntervalLookup& intervals, std::vector<std::uint64_t>& words) {
  for (std::size_t c = from; c < words.size(); ++c)
    for (std::size_t i = offsets[c]; i < offsets[c + 1]; ++i) words[c] |= std::uint64_t{1} << intervals.of(seconds[i]);
}

#if defined(__x86_64__)
constexpr int most_lanes = 32;  // bits of a lane
constexpr int straight_blocks = 3;
constexpr std::size_t margin = 8 * straight_blocks;

/// The interval of a second as trunc(((second - begin) / 2^shift + 1/2) · factor), where that is exact.
struct Even {
  static constexpr int shift = 7;  // days and weeks are whole multiples of 128 seconds
  std::uint32_t begin = 0;
  float factor = 0;

  static std::optional<Even> of(const IntervalLookup& intervals) {
    auto length = intervals.even_length();
    std::uint32_t count = intervals.count();
    if (length == 0 || length % (1U << shift) != 0 || count > most_lanes) return std::nullopt;
    auto units = length >> shift;
    if (units > (1U << 24) / count) return std::nullopt;  // floats count exactly to 2^24
    Even even{intervals.begin(), 1.0F / static_cast<float>(units)};
    // It never falls, so the borders decide.
    for (std::uint32_t i = 0; i < count; ++i)
      if (even.at(i * units) != i || even.at(i * units + units - 1) != i) return std::nullopt;
    return even;
  }
  std::uint32_t at(std::uint32_t units) const {
    return static_cast<std::uint32_t>((static_cast<float>(units) + 0.5F) * factor);
  }
};

/// Those of 8 rows, as far as they are rows.
__attribute__((target("avx2"))) inline __m256i bits_of_8(const std::uint32_t* seconds, __m256i are_rows, __m256i begin,
                                                         __m256 factor) {
  __m256i eight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(seconds));  // a masked load is far slower
  __m256i units = _mm256_srli_epi32(_mm256_sub_epi32(eight, begin), Even::shift);
  __m256 middle = _mm256_add_ps(_mm256_cvtepi32_ps(units), _mm256_set1_ps(0.5F));
  __m256i bits = _mm256_sllv_epi32(_mm256_set1_epi32(1), _mm256_cvttps_epi32(_mm256_mul_ps(middle, factor)));
  return _mm256_and_si256(are_rows, bits);
}

/// Reads up to `margin` rows beyond a case.
__attribute__((target("avx2"))) void fill_avx2(const std::uint32_t* seconds, std::span<const std::uint32_t> offsets,
                                               const Even& even, std::uint64_t* words) {
  const __m256i begin = _mm256_set1_epi32(static_cast<int>(even.begin)), eight = _mm256_set1_epi32(8);
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256 factor = _mm256_set1_ps(even.factor);
  for (std::size_t c = 0; c + 1 < offsets.size(); ++c) {
    const std::uint32_t* at = seconds + offsets[c];
    int rows = static_cast<int>(offsets[c + 1] - offsets[c]);
    __m256i left = _mm256_set1_epi32(rows);
    // Most cases are short: as many rows as they have are done without a branch, which could not be foretold.
    __m256i found = _mm256_setzero_si256();
    for (int block = 0; block < straight_blocks; ++block, at += 8, left = _mm256_sub_epi32(left, eight))
      found = _mm256_or_si256(found, bits_of_8(at, _mm256_cmpgt_epi32(left, lane), begin, factor));
    for (rows -= 8 * straight_blocks; rows > 0; rows -= 8, at += 8, left = _mm256_sub_epi32(left, eight))
      found = _mm256_or_si256(found, bits_of_8(at, _mm256_cmpgt_epi32(left, lane), begin, factor));
    __m128i half = _mm_or_si128(_mm256_castsi256_si128(found), _mm256_extracti128_si256(found, 1));
    half = _mm_or_si128(half, _mm_unpackhi_epi64(half, half));
    words[c] = static_cast<std::uint32_t>(_mm_cvtsi128_si32(half) | _mm_cvtsi128_si32(_mm_srli_epi64(half, 32)));
  }
}
#endif

}  // namespace

std::vector<std::uint64_t> interval_bits_plain(std::span<const std::uint32_t> seconds,
                                               std::span<const std::uint32_t> offsets,
                                               const IntervalLookup& intervals) {
  std::vector<std::uint64_t> words(offsets.size() - 1);
  fill_plain(seconds, offsets, 0, intervals, words);
  return words;
}

std::vector<std::uint64_t> interval_bits(std::span<const std::uint32_t> seconds, std::span<const std::uint32_t> offsets,
                                         const IntervalLookup& intervals) {
  std::vector<std::uint64_t> words(offsets.size() - 1);
  std::size_t done = 0;
#if defined(__x86_64__)
  if (auto even = Even::of(intervals); even && __builtin_cpu_supports("avx2")) {
    done = words.size();
    while (done > 0 && seconds.size() - offsets[done] < margin) --done;
    fill_avx2(seconds.data(), offsets.first(done + 1), *even, words.data());
  }
#endif
  fill_plain(seconds, offsets, done, intervals, words);
  return words;
}

}  // namespace cairn::journey
