#include "workload.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace cairn::bench {

Workload make_workload(std::size_t events, std::uint64_t seed) {
  constexpr double day_ms = 86400000;
  Random random(seed);
  Workload work;
  work.customer.reserve(events);
  work.type.reserve(events);
  work.ms.reserve(events);
  std::vector<double> up_to;  // cumulative Zipf weights
  double sum = 0;
  for (int rank = 1; rank <= Workload::types; ++rank) up_to.push_back(sum += 1.0 / rank);
  auto draw_type = [&] {
    auto at = std::lower_bound(up_to.begin(), up_to.end(), random.uniform() * sum);
    return static_cast<std::uint8_t>(at - up_to.begin());
  };
  std::vector<std::int64_t> times;
  while (work.size() < events) {
    auto wanted = static_cast<std::size_t>(std::clamp(std::ceil(random.lognormal(12, 1.0)), 1.0, 5000.0));
    wanted = std::min(wanted, events - work.size());
    times.clear();
    while (times.size() < wanted) {
      double now = random.uniform() * 89.5 * day_ms;
      do {
        times.push_back(static_cast<std::int64_t>(now));
        now += 1000 + random.exponential(60000);
      } while (times.size() < wanted && random.chance(0.8));
    }
    std::sort(times.begin(), times.end());
    for (std::size_t i = 1; i < times.size(); ++i) times[i] = std::max(times[i], times[i - 1] + 1);
    for (auto time : times) {
      work.customer.push_back(work.customers);
      work.type.push_back(draw_type());
      work.ms.push_back(time);
    }
    ++work.customers;
  }
  return work;
}

}  // namespace cairn::bench
