// "longer_than" and "shorter_than" of `at`: the people behind a part of a distribution of times.
#pragma once

#include <optional>

#include "base/json.h"
#include "base/result.h"

namespace cairn::journey {

struct TimeLimits {
  std::optional<double> longer_ms, shorter_ms;
  /// Seconds, or a duration. Fields that are not there do not limit.
  static Result<TimeLimits> of(const Json& at);
  bool any() const { return longer_ms || shorter_ms; }
  bool hold(double ms) const { return (!longer_ms || ms > *longer_ms) && (!shorter_ms || ms < *shorter_ms); }
};

}  // namespace cairn::journey
