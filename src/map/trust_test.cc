#include "map/trust.h"

#include <doctest/doctest.h>

namespace cairn::map {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

SourceDays every(std::int64_t step, std::int64_t first, std::int64_t last, std::int64_t ends = 22 * hour) {
  SourceDays source{"s" + std::to_string(step), {}};
  for (std::int64_t day = first; day <= last; day += step) source.days.push_back({day, ends + day % 3 * hour / 4});
  return source;
}

TEST_CASE("a day that ends much earlier than the four weeks before is incomplete; one of them is the earliest anyway") {
  auto shop = every(1, 20'000, 20'060);
  CHECK(*trust_in({shop}).complete_day == 20'060);
  CHECK(trust_in({shop}).days_left_out == 0);
  shop.days.back().last_us = 22 * hour - hour / 8;
  CHECK(trust_in({shop}).days_left_out == 0);
  shop.days.back().last_us = 12 * hour;
  CHECK(*trust_in({shop}).complete_day == 20'059);
  CHECK(trust_in({shop}).days_left_out == 1);
}

TEST_CASE("data are complete to the earliest last day of the regular sources") {
  auto shop = every(1, 20'000, 20'060), till = every(1, 20'000, 20'058);
  till.name = "till";
  auto trust = trust_in({shop, till});
  CHECK(*trust.complete_day == 20'058);
  CHECK(trust.days_left_out == 2);
  CHECK(trust.late == std::vector<LateSource>{{"till", 2}});
}

TEST_CASE("a usual silence is not late, a source long gone holds nothing back") {
  auto shop = every(1, 20'000, 20'060), weekly = every(7, 20'000, 20'056), gone = every(1, 20'000, 20'030);
  CHECK(trust_in({shop, weekly}).late.empty());
  CHECK(trust_in({shop, weekly}).days_left_out == 0);
  gone.name = "gone";
  auto trust = trust_in({shop, gone});
  CHECK(trust.late == std::vector<LateSource>{{"gone", 30}});
  CHECK(trust.days_left_out == 0);
}

TEST_CASE("a few days of data have no rhythm") {
  auto few = every(1, 20'000, 20'008), list = every(1, 20'000, 20'000);
  few.days.back().last_us = hour;
  list.name = "list";
  auto trust = trust_in({few, list});
  CHECK(*trust.complete_day == 20'008);
  CHECK(trust.days_left_out == 0);
  CHECK(trust.late.empty());
  CHECK_FALSE(trust_in({}).complete_day);
  CHECK(day_text(20'454) == "2026-01-01");
}

}  // namespace
}  // namespace cairn::map
