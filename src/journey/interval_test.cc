#include "journey/interval.h"

#include <doctest/doctest.h>

#include "journey/index.h"
#include "journey/interval_lookup.h"

namespace cairn::journey {
namespace {

std::int64_t at(const char* text) { return parse_time(text, TimeZone::utc())->us / 1000 - epoch_1930_ms; }

TEST_CASE("weeks begin on Monday, months on their first, in the zone's own days") {
  auto utc = TimeZone::utc();
  auto weeks = Intervals::over(IntervalUnit::week, utc, at("2026-01-01"), at("2026-01-12"));
  REQUIRE(weeks.count() == 3);
  CHECK(weeks.name(0) == "2025-12-29");
  CHECK(weeks.of(at("2026-01-04T23:59:59Z")) == 0);
  CHECK(weeks.of(at("2026-01-05")) == 1);
  CHECK(weeks.end_ms(2) == at("2026-01-19"));
  CHECK(weeks.named("2026-01-05") == 1);
  CHECK(!weeks.named("2026-01-06"));
  auto shanghai = *TimeZone::named("Asia/Shanghai");
  auto months = Intervals::over(IntervalUnit::month, shanghai, at("2026-01-31T15:59:59Z"), at("2026-01-31T16:00:00Z"));
  REQUIRE(months.count() == 2);
  CHECK(months.name(1) == "2026-02-01");
  CHECK(months.begin_ms(1) == at("2026-01-31T16:00:00Z"));
}

TEST_CASE("days around the change of clocks are 23 and 25 hours, and every instant has one day") {
  auto berlin = *TimeZone::named("Europe/Berlin");
  auto days = Intervals::over(IntervalUnit::day, berlin, at("2026-03-01"), at("2026-11-30"));
  auto spring = *days.named("2026-03-29"), autumn = *days.named("2026-10-25");
  CHECK(days.end_ms(spring) - days.begin_ms(spring) == 23 * 3'600'000);
  CHECK(days.end_ms(autumn) - days.begin_ms(autumn) == 25 * 3'600'000);
  for (std::size_t i = 0; i < days.count(); ++i) {
    CHECK(days.of(days.begin_ms(i)) == i);
    CHECK(days.of(days.end_ms(i) - 1) == i);
  }
}

TEST_CASE("a day that was skipped has no instants, and years before 1970 have days") {
  auto apia = *TimeZone::named("Pacific/Apia");
  auto days = Intervals::over(IntervalUnit::day, apia, at("2011-12-29T00:00:00Z"), at("2012-01-02T00:00:00Z"));
  auto skipped = *days.named("2011-12-30");
  CHECK(days.begin_ms(skipped) == days.end_ms(skipped));
  CHECK(days.name(days.of(days.begin_ms(skipped))) == "2011-12-31");
  auto old = Intervals::over(IntervalUnit::month, TimeZone::utc(), at("1948-05-06"), at("2026-01-01"));
  CHECK(old.name(0) == "1948-05-01");
  for (std::size_t i = 0; i < old.count(); ++i) CHECK(old.of(old.begin_ms(i)) == i);
}

TEST_CASE("a look-up by second finds the same interval, also next to borders") {
  for (const char* name : {"UTC", "Europe/Berlin", "Europe/London", "Asia/Shanghai", "Pacific/Apia", "Asia/Kolkata"})
    for (auto unit : {IntervalUnit::day, IntervalUnit::week, IntervalUnit::sunday_week, IntervalUnit::month}) {
      auto intervals = Intervals::over(unit, *TimeZone::named(name), at("2011-06-01"), at("2026-11-30"));
      IntervalLookup lookup(intervals);
      for (std::size_t i = 0; i + 1 < intervals.count(); ++i)
        for (std::int64_t ms : {intervals.begin_ms(i), intervals.end_ms(i) - 1000, intervals.end_ms(i)}) {
          if (ms < intervals.begin_ms(i)) continue;  // a day that the zone skipped
          auto second = static_cast<std::uint32_t>(ms / 1000);
          REQUIRE(lookup.of(second) == intervals.of(ms));
        }
    }
}

}  // namespace
}  // namespace cairn::journey
