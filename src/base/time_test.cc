#include "base/time.h"

#include <doctest/doctest.h>

using namespace cairn;

namespace {
std::string utc(std::string_view text, const char* zone = "UTC") {
  auto time = parse_time(text, *TimeZone::named(zone));
  return time ? format_time(*time) : "no";
}
}  // namespace

TEST_CASE("the everyday forms of a time are read, offsets converted") {
  CHECK(utc("2026-01-31") == "2026-01-31T00:00:00Z");
  CHECK(utc("2026/1/31 9:05") == "2026-01-31T09:05:00Z");
  CHECK(utc("2026-01-31T09:05:06.123456+08:00") == "2026-01-31T01:05:06.123456Z");
  CHECK(utc("2010-12-30 14:32:00+01:00") == "2010-12-30T13:32:00Z");
  CHECK(utc("1970-01-01T01:00:00.000+01:00") == "1970-01-01T00:00:00Z");
  CHECK(utc("2026-01-31 09:05:06Z") == "2026-01-31T09:05:06Z");
  CHECK(utc("2026-01-31 09:05:06.5 +0530") == "2026-01-31T03:35:06.500Z");
  CHECK(utc("20260131T090506Z") == "2026-01-31T09:05:06Z");
  CHECK(utc("20260131") == "2026-01-31T00:00:00Z");
  CHECK(utc("31.01.2026 09:05") == "2026-01-31T09:05:00Z");
  CHECK(utc("2026年1月31日 9时5分6秒", "Asia/Shanghai") == "2026-01-31T01:05:06Z");
  CHECK(utc("2026年1月31日") == "2026-01-31T00:00:00Z");
  CHECK(utc("1948-05-01 00:00:00") == "1948-05-01T00:00:00Z");
  CHECK(utc("2026-01-31 24:00:00") == "2026-02-01T00:00:00Z");
  CHECK(utc("2026-01-31T09:05:06.1234567Z") == "2026-01-31T09:05:06.123456Z");
  CHECK(utc("2026-01-31 09:05:06", "Asia/Shanghai") == "2026-01-31T01:05:06Z");
  CHECK(utc("2026-01-31T09:05:06.5", "Asia/Shanghai") == "2026-01-31T01:05:06.500Z");
  CHECK(utc("2026-01-31T09:05:06,5Z") == "2026-01-31T09:05:06.500Z");
}

TEST_CASE("what is no time is refused") {
  for (const char* text :
       {"", "1/2/2026", "2026-13-01", "2026-02-30", "2026-01-31T25:00", "hello", "2026", "2026-01", "12:30",
        "2026-01-31x", "2026-01-31T09:05:06.", "2026-01-31T09:05:06.Z", "2026-01-31T09:05:06Zx", "2026-01-31T0a:05:06",
        "2026-01-31T09:05:61", "2026-02-30T09:05:06", "2026-01-31 09:05:06+99:00", "2026-01-31T"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text, TimeZone::utc()));
  }
}

TEST_CASE("local times: the next valid instant in a gap, the first in a fold") {
  CHECK(utc("2026-03-29 02:30:00", "Europe/Berlin") == "2026-03-29T01:00:00Z");
  CHECK(utc("2026-10-25 02:30:00", "Europe/Berlin") == "2026-10-25T00:30:00Z");
  CHECK(utc("2026-07-01 12:00:00", "Asia/Hong_Kong") == "2026-07-01T04:00:00Z");
  auto wrong = TimeZone::named("Asia/Shangai");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().hint.find("Asia/Shanghai") != std::string::npos);
}

TEST_CASE("epoch numbers keep every microsecond") {
  auto at = [](std::string_view text, TimeForm form) {
    return parse_time(text, form, TimeZone::utc()).value_or(Time{-1}).us;
  };
  CHECK(at("1511544070", TimeForm::epoch_s) == 1511544070'000000);
  CHECK(at("1511544070.123456", TimeForm::epoch_s) == 1511544070'123456);
  CHECK(at("1511544070123", TimeForm::epoch_ms) == 1511544070'123000);
  CHECK(at("1511544070123456", TimeForm::epoch_us) == 1511544070'123456);
  CHECK(at("1511544070123456789", TimeForm::epoch_ns) == 1511544070'123456);
  CHECK(at("-5", TimeForm::epoch_s) == -5'000000);
  CHECK(at("19970101", TimeForm::compact_day) == 852076800'000000);
  CHECK(at("12x", TimeForm::epoch_s) == -1);
}

TEST_CASE("durations") {
  auto ms = [](std::string_view text) {
    return parse_duration(text, "--window").ok() ? parse_duration(text, "--window")->ms : -1;
  };
  CHECK(ms("30m") == 1'800'000);
  CHECK(ms("PT30M") == 1'800'000);
  CHECK(ms("7d") == 604'800'000);
  CHECK(ms("P7D") == 604'800'000);
  CHECK(ms("P1DT12H") == 129'600'000);
  CHECK(ms("1.5h") == 5'400'000);
  CHECK(ms("2w") == 1'209'600'000);
  CHECK(ms("250ms") == 250);
  CHECK(ms("1h 30m") == 5'400'000);
  for (const char* text : {"", "7", "P1M", "P1Y", "x", "-5m", "P", "PT", "3 moons"}) {
    CAPTURE(text);
    CHECK(ms(text) == -1);
  }
  for (std::int64_t each : {0LL, 1500LL, 60'000LL, 1'800'000LL, 604'800'000LL, 129'600'000LL, 90'061'250LL})
    CHECK(ms(iso_duration({each})) == each);
  CHECK(format_duration(4.2) == "4.2 s");
  CHECK(format_duration(564) == "9.4 min");
  CHECK(format_duration(0.25) == "250 ms");
  CHECK(format_duration(216000) == "60.0 h");
  CHECK(format_duration(864000) == "10.0 days");
}
