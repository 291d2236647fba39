#include "journey/time_limits.h"

#include <fmt/format.h>

#include "base/time.h"

namespace cairn::journey {

Result<TimeLimits> TimeLimits::of(const Json& at) {
  TimeLimits limits;
  for (auto [field, limit] :
       {std::pair("longer_than", &limits.longer_ms), std::pair("shorter_than", &limits.shorter_ms)}) {
    if (!at.contains(field)) continue;
    if (at[field].is_number()) {
      *limit = at[field].get<double>() * 1000;
    } else {
      CAIRN_TRY(auto duration, parse_duration(at[field].get<std::string>(), fmt::format("question.at.{}", field)));
      *limit = static_cast<double>(duration.ms);
    }
  }
  return limits;
}

}  // namespace cairn::journey
