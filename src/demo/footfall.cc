#include "demo/footfall.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "base/check.h"
#include "base/file.h"
#include "base/hash.h"
#include "demo/calendar.h"
#include "demo/diary.h"

namespace cairn::demo {

namespace {

/// Visits of all stores on an ordinary day, per customer of the demo and year: about one in ten leaves with a receipt.
constexpr double visits_per_customer_and_year = 8.5;
constexpr double spread_of_days = 0.15;  ///< weather, the mall's own events: sigma of the logarithm

/// Knuth's products for small means, the rounded normal above.
std::int64_t draw_count(Random& random, double mean) {
  if (mean > 40) return std::max<std::int64_t>(0, std::llround(mean + std::sqrt(mean) * random.normal()));
  double limit = std::exp(-mean), product = random.uniform();
  std::int64_t count = 0;
  for (; product > limit; product *= random.uniform()) ++count;
  return count;
}

struct Mean {
  double stores = 0, days = 0;
};

Mean weights(const Calendar& calendar) {
  Mean sums;
  for (const auto& store : stores()) sums.stores += store.visitors;
  for (int day = 0; day < all_days; ++day) sums.days += calendar.demand(day) / all_days;
  return sums;
}

Result<void> count_day(const Calendar& calendar, const Store& store, int day, double visitors, Random& random,
                       const TakeFootfall& take) {
  auto hours = calendar.store_hours(day);
  double sum = 0;
  for (double weight : hours) sum += weight;
  for (std::size_t hour_of_day = 10; hour_of_day < 22; ++hour_of_day) {
    Time begins = instant_of(day * day_length + static_cast<Seconds>(hour_of_day) * hour);
    CAIRN_TRY_VOID(take(store, begins, draw_count(random, visitors * hours[hour_of_day] / sum)));
  }
  return {};
}

}  // namespace

Result<void> count_footfall(const DemoOptions& options, const TakeFootfall& take) {
  Calendar calendar(options.days);
  Mean mean = weights(calendar);
  for (const auto& store : stores()) {
    Random random(hash64(store.name, options.seed));
    double per_day = static_cast<double>(options.customers) * visits_per_customer_and_year / 365 * store.visitors /
                     mean.stores / mean.days;
    for (int day = calendar.first_day(); day < all_days; ++day)
      CAIRN_TRY_VOID(count_day(calendar, store, day,
                               per_day * calendar.demand(day) * random.lognormal(1, spread_of_days), random, take));
  }
  return {};
}

Result<void> write_footfall(const DemoOptions& options, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return system_error("cannot write", path);
  constexpr std::size_t at_once = 1 << 20;
  std::string out = "store,city,hour,measure,count,unit,source\n";
  bool failed = false;
  auto write = [&] {
    failed = failed || std::fwrite(out.data(), 1, out.size(), file) != out.size();
    out.clear();
  };
  CAIRN_CHECK(count_footfall(options, [&](const Store& store, Time begins, std::int64_t entered) -> Result<void> {
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{}\n", store.name, store.city, format_time(begins),
                   footfall_measure, entered, footfall_unit, source_name);
    if (out.size() >= at_once) write();
    return {};
  }));
  write();
  failed = std::fclose(file) != 0 || failed;
  if (failed) return system_error("cannot write", path);
  return {};
}

}  // namespace cairn::demo
