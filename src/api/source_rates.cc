#include "api/source_rates.h"

#include <algorithm>

namespace cairn::api {
namespace {

constexpr double seconds_held = 2;

}  // namespace

/// A bucket is full at first and whenever the rate is changed; a clock that goes back fills nothing.
SourceRates::Bucket& SourceRates::filled(const collect::Source& source, Time now) {
  auto& bucket = buckets_[source.name];
  auto rate = static_cast<double>(source.events_per_second);
  if (bucket.rate != source.events_per_second) {
    bucket.rate = source.events_per_second;
    bucket.tokens = rate * seconds_held;
  } else if (now.us > bucket.filled.us) {
    auto seconds = static_cast<double>(now.us - bucket.filled.us) / 1e6;
    bucket.tokens = std::min(rate * seconds_held, bucket.tokens + rate * seconds);
  }
  bucket.filled = now;
  return bucket;
}

double SourceRates::wait(const collect::Source& source, Time now) {
  if (source.events_per_second == 0) return 0;
  std::lock_guard guard(mutex_);
  auto& bucket = filled(source, now);
  if (bucket.tokens >= 1) return 0;
  ++bucket.counts.limited_requests;
  return (1 - bucket.tokens) / static_cast<double>(bucket.rate);
}

void SourceRates::take(const collect::Source& source, std::size_t events, Time now) {
  std::lock_guard guard(mutex_);
  auto& bucket = filled(source, now);
  bucket.counts.events += events;
  if (bucket.rate > 0) bucket.tokens -= static_cast<double>(events);
}

std::map<std::string, SourceRates::Counts> SourceRates::counts() const {
  std::lock_guard guard(mutex_);
  std::map<std::string, Counts> all;
  for (const auto& [name, bucket] : buckets_) all[name] = bucket.counts;
  return all;
}

}  // namespace cairn::api
