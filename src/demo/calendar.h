// Two years as a shoe shop sees them: weekdays, seasons, holidays with their make-up workdays, promotions.
//
//   2024-10-01 ──── 双11 ──── Spring Festival ──── 618 ──── 2025-10-01 ──── 双11 ──── … ──── 2026-10-01
//    day 0                                          a demo of n days is the last n of these ──┘ day 730
//
// Times inside the demo are local seconds since the first midnight in Shanghai, which has had no summer time since
// 1991. Holidays follow the notices of the State Council for 2024, 2025 and 2026.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace cairn::demo {

using Seconds = std::int64_t;
inline constexpr Seconds minute = 60, hour = 3600, day_length = 86400;
inline constexpr int all_days = 730;

/// Day of the demo of a date; March-based civil arithmetic (Hinnant, "chrono-compatible low-level date algorithms").
constexpr int day_number(int year, int month, int day) {
  int y = month <= 2 ? year - 1 : year;
  int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year;
}
constexpr int on(int year, int month, int day) { return day_number(year, month, day) - day_number(2024, 10, 1); }
static_assert(on(2026, 10, 1) == all_days);

enum class Promotion : std::uint8_t { none, national_day, double11, new_year_goods, mid_year };
std::string_view name_of(Promotion promotion);  ///< empty for none
double discount_of(Promotion promotion);

class Calendar {
 public:
  explicit Calendar(int days);
  int first_day() const { return first_day_; }
  Seconds begin() const { return first_day_ * day_length; }
  Seconds end() const { return all_days * day_length; }
  /// A day off for most: weekend or holiday, and no make-up workday.
  bool is_free(int day) const { return facts(day).free; }
  Promotion promotion(int day) const { return facts(day).promotion; }
  /// How many come to shop, relative to an ordinary Wednesday.
  double demand(int day) const { return facts(day).demand; }
  /// From 双11's first presale day to its last returnable parcel: what is bought now comes back more often.
  bool around_double11(int day) const { return promotion(day) == Promotion::double11; }
  /// 定金 is taken on these days of 双11, and the balance is due from the next peak on.
  bool is_presale(int day) const;
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
  /// How busy the stores are in each hour, relative to the others.
  std::span<const double, 24> store_hours(int day) const;

 private:
  struct Day {
    bool free = false;
    Promotion promotion = Promotion::none;
    double demand = 1;
  };
  /// Days before and after the calendar look like its first and last.
  const Day& facts(int day) const;
  int first_day_;
  std::vector<Day> table_;
  std::vector<double> demand_before_;  ///< sum of demand over the days before
};

inline int day_of(Seconds at) {
  return static_cast<int>(at >= 0 ? at / day_length : -((-at + day_length - 1) / day_length));
}
inline Seconds time_of_day(Seconds at) { return at - day_of(at) * day_length; }

}  // namespace cairn::demo
