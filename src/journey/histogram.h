// Durations, counted so that partials of any split merge to the same quantiles.
//
//   up to 512 values      kept as they are: quantiles are exact
//   more                  counted in log-linear buckets: 64 to every power of two, so a bucket is at most 1/64 wide
//                         and its middle at most 1/128 (0.8 %) from any value in it
//
//   value   0 1 2 … 63 | 64 65 … 127 | 128 130 … 254 | 256 260 … 508 | …
//   width   1          | 1           | 2             | 4             |
//
// n, sum, min and max are exact always. What a histogram says depends on its values only, not on their order or on how
// they were spread over partials. A quantile lies between its two neighbours by rank, as DuckDB's quantile_cont and
// numpy's default have it.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace cairn::journey {

class Histogram {
 public:
  static constexpr std::size_t exact_values = 512;

  void add(std::uint64_t value) {
    values_.push_back(value);
    if (values_.size() > exact_values) drain();
  }
  void merge(const Histogram& other);

  std::uint64_t n() const { return n_ + values_.size(); }
  std::uint64_t sum() const;
  std::uint64_t min() const;  ///< 0 where there are no values
  std::uint64_t max() const;
  double mean() const { return n() ? static_cast<double>(sum()) / static_cast<double>(n()) : 0; }
  /// q in [0, 1]; several at a time are one pass. 0 where there are no values.
  double quantile(double q) const { return quantiles({q}).front(); }
  std::vector<double> quantiles(const std::vector<double>& of) const;

  /// The bucket of a value, and the value that stands for all in it.
  static std::size_t bucket_of(std::uint64_t value) {
    if (value < 64) return static_cast<std::size_t>(value);
    auto shift = static_cast<unsigned>(std::bit_width(value)) - 7;
    return (std::size_t{shift} << 6) + static_cast<std::size_t>(value >> shift);
  }
  static double middle_of(std::size_t bucket);

 private:
  /// Counts `values_` in buckets: many at once, because the buckets of 1,600 pairs of symbols do not fit in the cache.
  void drain();
  std::vector<double> at_ranks(const std::vector<std::uint64_t>& ranks) const;

  std::vector<std::uint64_t> values_;   ///< all of them while there are few; then the latest
  std::vector<std::uint64_t> buckets_;  ///< empty while there are few
  std::uint64_t n_ = 0, sum_ = 0, min_ = ~std::uint64_t{0}, max_ = 0;  ///< of what is in the buckets
};

}  // namespace cairn::journey
