#include "demo/footfall.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "base/file.h"
#include "base/hash.h"
#include "demo/calendar.h"
#include "demo/catalogue.h"
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

void append_day(std::string& out, const Calendar& calendar, const Store& store, int day, double visitors,
                Random& random) {
  auto hours = calendar.store_hours(day);
  double sum = 0;
  for (double weight : hours) sum += weight;
  for (std::size_t hour_of_day = 10; hour_of_day < 22; ++hour_of_day) {
    Time begins = instant_of(day * day_length + static_cast<Seconds>(hour_of_day) * hour);
    fmt::format_to(std::back_inserter(out), "{},{},{},footfall,{},people,{}\n", store.name, store.city,
                   format_time(begins), draw_count(random, visitors * hours[hour_of_day] / sum), source_name);
  }
}

}  // namespace

Result<void> write_footfall(const DemoOptions& options, const std::string& path) {
  Calendar calendar(options.days);
  Mean mean = weights(calendar);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return system_error("cannot write", path);
  std::string out = "store,city,hour,measure,count,unit,source\n";
  bool failed = false;
  for (const auto& store : stores()) {
    Random random(hash64(store.name, options.seed));
    double per_day = static_cast<double>(options.customers) * visits_per_customer_and_year / 365 * store.visitors /
                     mean.stores / mean.days;
    for (int day = calendar.first_day(); day < all_days; ++day)
      append_day(out, calendar, store, day, per_day * calendar.demand(day) * random.lognormal(1, spread_of_days),
                 random);
    failed = failed || std::fwrite(out.data(), 1, out.size(), file) != out.size();
    out.clear();
  }
  failed = std::fclose(file) != 0 || failed;
  if (failed) return system_error("cannot write", path);
  return {};
}

}  // namespace cairn::demo
