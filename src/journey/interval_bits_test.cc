#include "journey/interval_bits.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/random.h"
#include "journey/index.h"

namespace cairn::journey {
namespace {

Intervals intervals_of(IntervalUnit unit, const char* zone, const char* first, const char* last) {
  auto at = [](const char* text) { return parse_time(text, TimeZone::utc())->us / 1000 - epoch_1930_ms; };
  return Intervals::over(unit, *TimeZone::named(zone), at(first), at(last));
}

/// Cases of 0 to 40 rows; every border, and the second before it, is among them.
void check(const Intervals& intervals) {
  IntervalLookup lookup(intervals);
  Random random(11);
  auto begin = intervals.begin_ms(0) / 1000, end = intervals.end_ms(intervals.count() - 1) / 1000;
  std::vector<std::uint32_t> seconds, offsets{0};
  for (std::size_t i = 0; i < intervals.count(); ++i)
    for (auto ms : {intervals.begin_ms(i), intervals.end_ms(i) - 1})
      seconds.push_back(static_cast<std::uint32_t>(ms / 1000));
  while (seconds.size() < 5000)
    seconds.push_back(static_cast<std::uint32_t>(
        begin + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(end - begin)))));
  while (offsets.back() < seconds.size())
    offsets.push_back(std::min<std::uint32_t>(offsets.back() + static_cast<std::uint32_t>(random.below(41)),
                                              static_cast<std::uint32_t>(seconds.size())));
  CHECK(interval_bits(seconds, offsets, lookup) == interval_bits_plain(seconds, offsets, lookup));
}

}  // namespace

TEST_CASE("the intervals of cases are the same with AVX2 and without, evenly long or not") {
  check(intervals_of(IntervalUnit::week, "UTC", "2026-01-01", "2026-03-31"));
  check(intervals_of(IntervalUnit::week, "Asia/Shanghai", "2025-12-31", "2026-07-31"));
  check(intervals_of(IntervalUnit::week, "Asia/Kathmandu", "1931-01-01", "1931-03-31"));
  check(intervals_of(IntervalUnit::day, "UTC", "2026-01-01", "2026-02-01T23:59:59"));
  check(intervals_of(IntervalUnit::day, "UTC", "2026-01-01", "2026-03-01"));
  check(intervals_of(IntervalUnit::day, "Europe/Berlin", "2026-03-20", "2026-04-02"));
  check(intervals_of(IntervalUnit::month, "UTC", "2026-01-01", "2027-12-31"));
  check(intervals_of(IntervalUnit::week, "UTC", "2026-01-05", "2026-01-06"));
}

}  // namespace cairn::journey
