// The year as a shoe shop sees it: weekdays, seasons, holidays with their make-up workdays, promotions.
//
// Times inside the demo are local seconds since 2025-10-01 00:00 in Shanghai, which has had no summer time since 1991.
// Holidays follow the notices of the State Council for 2025 and 2026.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace cairn::demo {

using Seconds = std::int64_t;
inline constexpr Seconds minute = 60, hour = 3600, day_length = 86400;
inline constexpr int last_possible_day = 400;

enum class Promotion : std::uint8_t { none, national_day, double11, new_year_goods, mid_year };
std::string_view name_of(Promotion promotion);  ///< empty for none
double discount_of(Promotion promotion);

class Calendar {
 public:
  explicit Calendar(int days);
  int days() const { return days_; }
  Seconds end() const { return days_ * day_length; }
  /// A day off for most: weekend or holiday, and no make-up workday.
  bool is_free(int day) const { return facts(day).free; }
  Promotion promotion(int day) const { return facts(day).promotion; }
  /// How many come to shop, relative to an ordinary Wednesday.
  double demand(int day) const { return facts(day).demand; }
  /// A day in [from, to), by demand.
  int draw_day(Random& random, int from, int to) const;

  /// The next day, at most `days_ahead` later, on which the present promotion peaks; -1: none.
  int next_peak(int day, int days_ahead) const;
  /// The next free day from `day` on, at most `days_ahead` later; else `day`.
  int next_free(int day, int days_ahead) const;

  /// When the tills are busiest: afternoons of free days and after work.
  bool is_peak(Seconds at) const;

  enum class Place { store, online };
  /// A time on that day at which people are in stores (10 to 22 h) or online.
  Seconds draw_time(Random& random, int day, Place place) const;

 private:
  struct Day {
    bool free = false;
    Promotion promotion = Promotion::none;
    double demand = 1;
  };
  /// Days before and after the calendar look like its first and last.
  const Day& facts(int day) const;
  int days_;
  std::vector<Day> table_;
  std::vector<double> demand_before_;  ///< sum of demand over the days before
};

inline int day_of(Seconds at) {
  return static_cast<int>(at >= 0 ? at / day_length : -((-at + day_length - 1) / day_length));
}
inline Seconds time_of_day(Seconds at) { return at - day_of(at) * day_length; }

}  // namespace cairn::demo
