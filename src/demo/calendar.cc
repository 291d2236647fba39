#include "demo/calendar.h"

#include <algorithm>
#include <array>

namespace cairn::demo {

namespace {

struct Span {
  int first, last;
  constexpr bool has(int day) const { return first <= day && day <= last; }
};

constexpr Span holidays[] = {
    {on(2024, 10, 1), on(2024, 10, 7)}, {on(2025, 1, 1), on(2025, 1, 1)}, {on(2025, 1, 28), on(2025, 2, 4)},
    {on(2025, 4, 4), on(2025, 4, 6)},   {on(2025, 5, 1), on(2025, 5, 5)}, {on(2025, 5, 31), on(2025, 6, 2)},
    {on(2025, 10, 1), on(2025, 10, 8)}, {on(2026, 1, 1), on(2026, 1, 3)}, {on(2026, 2, 15), on(2026, 2, 23)},
    {on(2026, 4, 4), on(2026, 4, 6)},   {on(2026, 5, 1), on(2026, 5, 5)}, {on(2026, 6, 19), on(2026, 6, 21)},
    {on(2026, 9, 25), on(2026, 9, 27)},
};
constexpr int makeup_workdays[] = {on(2024, 10, 12), on(2025, 1, 26),  on(2025, 2, 8), on(2025, 4, 27),
                                   on(2025, 9, 28),  on(2025, 10, 11), on(2026, 1, 4), on(2026, 2, 14),
                                   on(2026, 2, 28),  on(2026, 5, 9),   on(2026, 9, 20)};

struct Sale {
  Span span;
  Promotion promotion;
  double demand;
};
/// The later row wins, so that the peak days stand behind the weeks around them.
constexpr Sale sales[] = {
    {{on(2024, 10, 1), on(2024, 10, 7)}, Promotion::national_day, 1.5},
    {{on(2024, 10, 20), on(2024, 11, 11)}, Promotion::double11, 1.3},
    {{on(2024, 10, 31), on(2024, 11, 2)}, Promotion::double11, 2.4},
    {{on(2024, 11, 10), on(2024, 11, 11)}, Promotion::double11, 3.6},
    {{on(2025, 1, 4), on(2025, 1, 25)}, Promotion::new_year_goods, 1.5},
    {{on(2025, 1, 28), on(2025, 1, 31)}, Promotion::none, 0.45},  // families are at home
    {{on(2025, 5, 1), on(2025, 5, 5)}, Promotion::none, 1.4},
    {{on(2025, 6, 1), on(2025, 6, 18)}, Promotion::mid_year, 1.3},
    {{on(2025, 6, 16), on(2025, 6, 18)}, Promotion::mid_year, 2.6},
    {{on(2025, 10, 1), on(2025, 10, 8)}, Promotion::national_day, 1.5},
    {{on(2025, 10, 20), on(2025, 11, 11)}, Promotion::double11, 1.3},
    {{on(2025, 10, 31), on(2025, 11, 2)}, Promotion::double11, 2.4},
    {{on(2025, 11, 10), on(2025, 11, 11)}, Promotion::double11, 3.6},
    {{on(2026, 1, 24), on(2026, 2, 13)}, Promotion::new_year_goods, 1.5},
    {{on(2026, 2, 16), on(2026, 2, 19)}, Promotion::none, 0.45},
    {{on(2026, 5, 1), on(2026, 5, 5)}, Promotion::none, 1.4},
    {{on(2026, 6, 1), on(2026, 6, 18)}, Promotion::mid_year, 1.3},
    {{on(2026, 6, 16), on(2026, 6, 18)}, Promotion::mid_year, 2.6},
};

constexpr double of_weekday[7] = {0.92, 0.90, 1.0, 0.97, 1.05, 1.28, 1.22};  // from Monday

/// Shoes sell when the weather turns: from October on, by months.
constexpr double of_season[12] = {1.10, 1.10, 1.0, 0.95, 0.95, 1.08, 1.10, 1.0, 0.92, 0.88, 0.92, 1.05};

bool is_holiday(int day) {
  return std::any_of(std::begin(holidays), std::end(holidays), [&](const Span& span) { return span.has(day); });
}
bool is_makeup_workday(int day) {
  return std::find(std::begin(makeup_workdays), std::end(makeup_workdays), day) != std::end(makeup_workdays);
}

constexpr std::array<double, 24> store_hours_free = {0, 0, 0, 0,  0,  0, 0, 0, 0, 0, 3, 5,
                                                     5, 7, 9, 10, 10, 9, 7, 6, 5, 2, 0, 0};
constexpr std::array<double, 24> store_hours_work = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3,
                                                     5, 4, 3, 3, 4, 5, 8, 9, 7, 3, 0, 0};
constexpr std::array<double, 24> online_hours = {3, 1, .5, .3, .2, .3, 1, 2, 3, 4,  4, 5,
                                                 7, 6, 4,  4,  4,  4,  5, 7, 9, 10, 9, 6};

}  // namespace

std::string_view name_of(Promotion promotion) {
  constexpr std::string_view names[] = {"", "国庆", "双11", "年货节", "618"};
  return names[static_cast<std::size_t>(promotion)];
}

double discount_of(Promotion promotion) {
  constexpr double discounts[] = {0, 0.12, 0.25, 0.15, 0.20};
  return discounts[static_cast<std::size_t>(promotion)];
}

Calendar::Calendar(int days) : first_day_(all_days - days), table_(all_days) {
  demand_before_.reserve(table_.size() + 1);
  demand_before_.push_back(0);
  for (int day = 0; day < all_days; ++day) {
    Day& facts = table_[static_cast<std::size_t>(day)];
    int weekday = (day + 1) % 7;  // 2024-10-01 was a Tuesday
    facts.free = (weekday >= 5 || is_holiday(day)) && !is_makeup_workday(day);
    facts.demand = facts.free ? std::max(of_weekday[weekday], 1.22) : std::min(of_weekday[weekday], 1.05);
    facts.demand *= of_season[day % 365 * 12 / 365];
    double sale_demand = 1;
    for (const Sale& sale : sales) {
      if (!sale.span.has(day)) continue;
      facts.promotion = sale.promotion;
      sale_demand = sale.demand;
    }
    facts.demand *= sale_demand;
    demand_before_.push_back(demand_before_.back() + facts.demand);
  }
}

const Calendar::Day& Calendar::facts(int day) const {
  return table_[static_cast<std::size_t>(std::clamp(day, 0, all_days - 1))];
}

int Calendar::draw_day(Random& random, int from, int to) const {
  if (from >= to || from < 0 || to > all_days) return from;
  double low = demand_before_[static_cast<std::size_t>(from)], high = demand_before_[static_cast<std::size_t>(to)];
  double at = low + random.uniform() * (high - low);
  auto above = std::upper_bound(demand_before_.begin() + from + 1, demand_before_.begin() + to, at);
  return static_cast<int>(above - demand_before_.begin()) - 1;
}

bool Calendar::is_presale(int day) const {
  return around_double11(day) && next_peak(day, 12) >= 0 && !around_double11(day - 11);
}

int Calendar::next_peak(int day, int days_ahead) const {
  for (int later = day + 1; later <= day + days_ahead && later < all_days; ++later)
    if (promotion(later) != Promotion::none && promotion(later) == promotion(day) && demand(later) > 2.2) return later;
  return -1;
}

int Calendar::next_free(int day, int days_ahead) const {
  for (int later = day; later <= day + days_ahead; ++later)
    if (is_free(later)) return later;
  return day;
}

bool Calendar::is_peak(Seconds at) const {
  Seconds time = time_of_day(at);
  return is_free(day_of(at)) ? 13 * hour <= time && time < 19 * hour : 18 * hour <= time && time < 20 * hour;
}

std::span<const double, 24> Calendar::store_hours(int day) const {
  return is_free(day) ? store_hours_free : store_hours_work;
}

Seconds Calendar::draw_time(Random& random, int day, Place place) const {
  std::span<const double, 24> hours = place == Place::online ? online_hours : store_hours(day);
  return day * day_length + static_cast<Seconds>(random.pick(hours)) * hour + static_cast<Seconds>(random.below(hour));
}

}  // namespace cairn::demo
