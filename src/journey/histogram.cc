#include "journey/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cairn::journey {

void Histogram::drain() {
  n_ += values_.size();
  for (auto value : values_) {
    sum_ += value;
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
    std::size_t bucket = bucket_of(value);
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 64);
    ++buckets_[bucket];
  }
  values_.clear();
}

void Histogram::merge(const Histogram& other) {
  values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  if (values_.size() > exact_values || !other.buckets_.empty()) drain();
  n_ += other.n_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
}

std::uint64_t Histogram::sum() const { return std::accumulate(values_.begin(), values_.end(), sum_); }

std::uint64_t Histogram::min() const {
  if (n() == 0) return 0;
  return values_.empty() ? min_ : std::min(min_, *std::min_element(values_.begin(), values_.end()));
}

std::uint64_t Histogram::max() const {
  return values_.empty() ? max_ : std::max(max_, *std::max_element(values_.begin(), values_.end()));
}

double Histogram::middle_of(std::size_t bucket) {
  if (bucket < 128) return static_cast<double>(bucket);
  auto shift = (bucket >> 6) - 1;
  double low = std::ldexp(static_cast<double>((bucket & 63) + 64), static_cast<int>(shift));
  return low + (std::ldexp(1.0, static_cast<int>(shift)) - 1) / 2;
}

/// The values of ascending ranks, in one pass; all values are in the buckets or none.
std::vector<double> Histogram::at_ranks(const std::vector<std::uint64_t>& ranks) const {
  std::vector<double> found;
  auto sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  std::size_t bucket = 0;
  std::uint64_t before = 0;  // values in the buckets before this one
  for (auto rank : ranks) {
    if (buckets_.empty()) {
      found.push_back(static_cast<double>(sorted[rank]));
    } else if (rank == 0 || rank + 1 == n_) {
      found.push_back(static_cast<double>(rank == 0 ? min_ : max_));
    } else {
      while (before + buckets_[bucket] <= rank) before += buckets_[bucket++];
      found.push_back(std::clamp(middle_of(bucket), static_cast<double>(min_), static_cast<double>(max_)));
    }
  }
  return found;
}

std::vector<double> Histogram::quantiles(const std::vector<double>& of) const {
  if (n() == 0) return std::vector<double>(of.size(), 0.0);
  if (!buckets_.empty() && !values_.empty()) {
    Histogram settled = *this;
    settled.drain();
    return settled.quantiles(of);
  }
  std::vector<std::uint64_t> ranks;
  for (double q : of) {
    auto rank = static_cast<std::uint64_t>(q * static_cast<double>(n() - 1));
    ranks.push_back(rank);
    ranks.push_back(std::min(rank + 1, n() - 1));
  }
  std::sort(ranks.begin(), ranks.end());
  auto values = at_ranks(ranks);
  auto value_of = [&](std::uint64_t rank) {
    return values[static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), rank) - ranks.begin())];
  };
  std::vector<double> found;
  for (double q : of) {
    double place = q * static_cast<double>(n() - 1);
    auto rank = static_cast<std::uint64_t>(place);
    double low = value_of(rank), high = value_of(std::min(rank + 1, n() - 1));
    found.push_back(low + (place - static_cast<double>(rank)) * (high - low));
  }
  return found;
}

}  // namespace cairn::journey
