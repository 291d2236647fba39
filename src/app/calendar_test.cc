#include "app/calendar.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace cairn::app {
namespace {

Day day(const char* text) { return *parse_day(text, "test"); }

TEST_CASE("the lunar new year, as almanacs give it") {
  for (auto [year, first] : {std::pair{2019, "2019-02-05"},
                             {2020, "2020-01-25"},
                             {2021, "2021-02-12"},
                             {2022, "2022-02-01"},
                             {2023, "2023-01-22"},
                             {2024, "2024-02-10"},
                             {2025, "2025-01-29"},
                             {2026, "2026-02-17"},
                             {2033, "2033-01-31"}})
    CHECK(day_text(lunar_new_year(year)) == first);
}

TEST_CASE("campaigns have their phases, and holidays their make-up workdays") {
  TradingCalendar calendar({});
  auto balance = calendar.period("双11尾款-2025");
  REQUIRE(balance.ok());
  CHECK(day_text(balance->from) == "2025-10-20");
  CHECK(calendar.period("雙11-2025")->name == "双11-2025");
  CHECK(calendar.period("double11-2025")->to == day("2025-11-11"));
  auto made_up = calendar.on(day("2026-02-14"));
  REQUIRE(made_up.size() == 1);
  CHECK(made_up[0].workday);
  CHECK_FALSE(calendar.period("双12-2025").ok());
}

TEST_CASE("the same campaign day last year") {
  TradingCalendar calendar({});
  CHECK(day_text(calendar.last_year(day("2025-11-11")).day) == "2024-11-11");
  CHECK(calendar.last_year(day("2025-11-11")).why == "双11当日-2024");
  CHECK(day_text(calendar.last_year(day("2025-10-16")).day) == "2024-10-15");  // the second day of deposits
  CHECK(day_text(calendar.last_year(day("2026-02-17")).day) == "2025-01-29");  // the first of the lunar year
  CHECK(day_text(calendar.last_year(day("2026-03-04")).day) == "2025-03-05");  // a Wednesday
}

TEST_CASE("a workspace replaces, adds and removes periods") {
  TradingCalendar calendar({{"双11定金-2025", "", {{"from", "2025-10-09"}, {"to", "2025-10-19"}}},
                            {"会员日-2025", "", {{"from", "2025-08-08"}, {"to", "2025-08-08"}}},
                            {"会员日-2024", "", {{"from", "2024-08-09"}, {"to", "2024-08-09"}}},
                            {"618-2025", "", {{"removed", true}}}});
  CHECK(day_text(calendar.period("双11定金-2025")->from) == "2025-10-09");
  CHECK(day_text(calendar.last_year(day("2025-08-08")).day) == "2024-08-09");
  CHECK_FALSE(calendar.period("618-2025").ok());
  CHECK(calendar.period("618-2024").ok());
}

TEST_CASE("a period of the workspace is one with what it is usually called, and may span years") {
  TradingCalendar calendar({{"雙11-2025", "", {{"from", "2025-10-09"}, {"to", "2025-11-11"}}},
                            {"改造", "", {{"from", "2023-12-01"}, {"to", "2025-02-01"}}}});
  CHECK(day_text(calendar.period("double11-2025")->from) == "2025-10-09");
  auto list = calendar.periods(2025);
  CHECK(std::count_if(list.begin(), list.end(), [](const Period& each) { return each.name == "双11-2025"; }) == 1);
  for (const char* inside : {"2023-12-01", "2024-06-01", "2025-02-01"}) {
    auto on = calendar.on(day(inside));
    CHECK(std::any_of(on.begin(), on.end(), [](const Period& each) { return each.name == "改造"; }));
  }
}

TEST_CASE("a named period takes nothing in silence that it does not know") {
  TradingCalendar calendar({});
  for (const char* period : {R"({"name": "双11-2025", "last_year": "yes"})", R"({"name": "双11-2025", "days": 3})"}) {
    Json question{{"period", Json::parse(period)}};
    CHECK_FALSE(name_period(question, calendar).ok());
  }
  Json question{{"period", {{"name", "双11-2025"}, {"last_year", false}}}};
  CHECK(name_period(question, calendar).ok());
  CHECK(question["period"] == Json{{"from", "2025-10-15"}, {"to", "2025-11-12"}});
}

}  // namespace
}  // namespace cairn::app
