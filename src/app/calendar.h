// The trading year in China: campaigns and holidays as named periods, make-up workdays, and which day of last year a
// day is to be compared with.
//
//   双11-2025        2025-10-15 ─ 定金 ─▶ 2025-10-20 ─ 尾款 ─▶ 2025-11-11
//   春节-2026        by the lunar calendar (ICU), with the days off that the State Council published
//   2026-02-14       a Saturday, and a workday
//
// What is built in can be replaced, added to and removed: the table `calendar` of the workspace wins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/reference.h"

namespace cairn::app {

/// Days since 1970-01-01.
using Day = std::int64_t;
/// From "2026-01-31".
Result<Day> parse_day(const std::string& text, const std::string& where);
std::string day_text(Day day);

struct Period {
  std::string name;      ///< "双11-2025"
  Day from = 0, to = 0;  ///< both belong to it
  Day anchor = 0;        ///< what the same day of another year is counted from: the first day, or the festival itself
  bool workday = false;  ///< a weekend day on which people work
};

/// The name under which the calendar keeps a period: 雙11-2025 and double11-2025 → 双11-2025; others as they are.
std::string usual_name(const std::string& name);

/// The first day of the lunar year that begins in this year.
Day lunar_new_year(int year);

class TradingCalendar {
 public:
  /// Rows of the table `calendar`: facts from, to, and removed (true takes a period away).
  explicit TradingCalendar(std::vector<store::ReferenceRow> own);

  /// Of one year, by first day.
  std::vector<Period> periods(int year) const;
  /// By name; also 雙11, 春節, 國慶, double11, spring-festival, national-day.
  Result<Period> period(const std::string& name) const;
  /// The periods that a day lies in, shortest first.
  std::vector<Period> on(Day day) const;

  struct Counterpart {
    Day day = 0;
    std::string why;  ///< the period that both lie in; empty: the same weekday, 52 weeks before
  };
  /// The same day of the same campaign or festival a year before, else the same weekday 52 weeks before.
  Counterpart last_year(Day day) const;
  /// The same period a year before.
  Result<Period> last_year(const Period& period) const;

 private:
  std::vector<store::ReferenceRow> own_;
};

/// Resolves "period": {"name": "双11-2025", "last_year": true} of a question into its days, "from" and "to"; other
/// periods stay as they are.
Result<void> name_period(Json& question, const TradingCalendar& calendar);

Json to_json(const Period& period);

}  // namespace cairn::app
