// Values as text: money, times, property types.
#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/test_files.h"
#include "collect/time_rule.h"

namespace cairn::collect {
namespace {

std::optional<std::int64_t> money(std::string_view text, std::string_view currency = "CNY") {
  auto amount = parse_amount(text);
  return amount ? minor_units(*amount, currency) : std::nullopt;
}

TEST_CASE("amounts become minor units exactly") {
  CHECK(money("12") == 1200);
  CHECK(money("12.3") == 1230);
  CHECK(money("0.07") == 7);
  CHECK(money(".5") == 50);
  CHECK(money("-3.99") == -399);
  CHECK(money("(1,234.50)") == -123450);
  CHECK(money("1,234,567.89") == 123456789);
  CHECK(money("1.234.567,89") == 123456789);
  CHECK(money("1 234 567") == 123456700);
  CHECK(money("12,5") == 1250);
  CHECK(money("12,50") == 1250);
  CHECK(money("12,500") == 1250000);
  CHECK(money("¥ 99") == 9900);
  CHECK(money("￥1,299.00") == 129900);
  CHECK(money("12元") == 1200);
  CHECK(money("CNY 12.00") == 1200);
  CHECK(money("12.00 usd") == 1200);
  CHECK(money("-$5") == -500);
  CHECK(money("$-5") == -500);
  CHECK(money("12.5000") == 1250);
  CHECK(money("19.99") == 1999);  // 19.99 * 100 in doubles is 1998.9999999999998
  CHECK(money("90071992547409.93") == 9007199254740993);
  CHECK(money("100", "JPY") == 100);
  CHECK(money("1.234", "KWD") == 1234);
  for (auto wrong :
       {"", "-", "abc", "1.2.3", "12 monkeys", "1,23,4", "--5", "$", "1e5", "12,5,5", "99999999999999999999"})
    CHECK_MESSAGE(!parse_amount(wrong), wrong);
  CHECK_FALSE(money("12.345"));
  CHECK_FALSE(money("0.5", "JPY"));
  CHECK(parse_amount("HK$ 12")->currency == "HKD");
  CHECK(parse_amount("NT$12")->currency == "TWD");
  CHECK(parse_amount("€12")->currency == "EUR");
  CHECK(parse_amount("12")->currency.empty());
  CHECK(currency_of("人民币") == "CNY");
  CHECK_FALSE(currency_of("bananas"));
}

TEST_CASE("random amounts: written with separators, read back") {
  Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::int64_t minor = static_cast<std::int64_t>(random.below(1ULL << (1 + random.below(52))));
    std::string whole = std::to_string(minor / 100), grouped;
    for (std::size_t k = 0; k < whole.size(); ++k) {
      if (k > 0 && (whole.size() - k) % 3 == 0) grouped += ',';
      grouped += whole[k];
    }
    auto cents = std::to_string(100 + minor % 100).substr(1);
    CHECK(money(grouped + "." + cents) == minor);
    CHECK(money("-" + whole + "." + cents) == -minor);
  }
}

TEST_CASE("types: only what can be given back as it was is a number") {
  auto zone = TimeZone::utc();
  auto type = [&](std::string_view text) { return type_of(Cell::of(text, CellKind::plain), zone); };
  for (auto text : {"0", "-12", "9223372036854775807", "-9223372036854775808"})
    CHECK_MESSAGE(type(text) == PropertyType::integer, text);
  for (auto text : {"1.5", "-0.25", "1e6", "2.0", "1.7E-3"}) CHECK_MESSAGE(type(text) == PropertyType::real, text);
  for (auto text : {"007", "+1", "-0", "1.", ".5", "01.5", "9223372036854775808", "nan", "inf", "0x10", "1,5", "12 ",
                    "NA", "1e999", "--1"})
    CHECK_MESSAGE(type(text) == PropertyType::text, text);
  for (auto text : {"true", "False", "TRUE"}) CHECK_MESSAGE(type(text) == PropertyType::boolean, text);
  for (auto text : {"2026-01-31 09:05", "2026-01-31T09:05:06Z", "2026-01-31T09:05:06.123+08:00"})
    CHECK_MESSAGE(type(text) == PropertyType::time, text);
  for (auto text : {"2026-01-31", "20260131", "20260131090506", "1/2/2026 10:00", "12:30"})
    CHECK_MESSAGE(type(text) != PropertyType::time, text);
  CHECK(type_of(Cell::of("5", CellKind::text), zone) == PropertyType::text);
  CHECK(type_of(Cell::of("true", CellKind::text), zone) == PropertyType::text);
  CHECK(type_of(Cell::of("2026-01-31T09:05:06Z", CellKind::text), zone) == PropertyType::time);
  CHECK(as_real("9007199254740992") == 9007199254740992.0);
  CHECK_FALSE(as_real("9007199254740993"));
}

TimeVerdict judge(std::vector<std::string_view> sample) { return judge_times(sample, TimeZone::utc()); }

TEST_CASE("how times are written is told from the sample") {
  CHECK(judge({"2026-01-31 10:00", "2026/2/1"}).writing == TimeWriting::iso);
  CHECK(judge({"31.01.2026 09:05"}).writing == TimeWriting::iso);
  CHECK(judge({"31.01.26 09:05"}).writing == TimeWriting::day_month);
  CHECK(judge({"1511544070", "1511561733"}).writing == TimeWriting::epoch_s);
  CHECK(judge({"1511544070.25"}).writing == TimeWriting::epoch_s);
  CHECK(judge({"1511544070123"}).writing == TimeWriting::epoch_ms);
  CHECK(judge({"1511544070123456"}).writing == TimeWriting::epoch_us);
  CHECK(judge({"1511544070123456789"}).writing == TimeWriting::epoch_ns);
  CHECK(judge({"19970101", "19970112"}).writing == TimeWriting::compact_day);
  CHECK(judge({"20260131090506"}).writing == TimeWriting::compact_time);
  CHECK(judge({"1/2/2026", "1/31/2026 10:00"}).writing == TimeWriting::month_day);
  CHECK(judge({"1/2/2026", "31/1/2026"}).writing == TimeWriting::day_month);
  auto open = judge({"1/2/2026", "3/4/2026"});
  CHECK_FALSE(open.writing);
  CHECK(open.order_is_open);
  CHECK(open.example == "1/2/2026");
  CHECK_FALSE(judge({"pv", "cart"}).writing);
  CHECK(judge({"2026-01-31"}).day_only);
  CHECK(judge({"2026-01-31 10:00"}).local);
  CHECK_FALSE(judge({"2026-01-31T10:00:00+08:00"}).local);
  CHECK(judge({"1", "2", "60"}).since_zero);
}

std::string read(std::string_view text, TimeWriting writing, const std::string& zone = "UTC") {
  auto time = read_time(text, {writing, *TimeZone::named(zone)});
  return time ? format_time(*time) : "(no time)";
}

TEST_CASE("times are read by the rule of their column") {
  CHECK(read("2026-01-31 09:05:06", TimeWriting::iso, "Asia/Shanghai") == "2026-01-31T01:05:06Z");
  CHECK(read("2026-01-31T09:05:06+02:00", TimeWriting::iso, "Asia/Shanghai") == "2026-01-31T07:05:06Z");
  CHECK(read("31/1/2026 21:05", TimeWriting::day_month) == "2026-01-31T21:05:00Z");
  CHECK(read("1/31/2026 9:05 PM", TimeWriting::month_day) == "2026-01-31T21:05:00Z");
  CHECK(read("1/31/2026, 12:05:09 AM", TimeWriting::month_day) == "2026-01-31T00:05:09Z");
  CHECK(read("1/31/26 0:05", TimeWriting::month_day) == "2026-01-31T00:05:00Z");
  CHECK(read("31/1/2026", TimeWriting::month_day) == "(no time)");
  CHECK(read("20260131090506", TimeWriting::compact_time) == "2026-01-31T09:05:06Z");
  CHECK(read("20261331090506", TimeWriting::compact_time) == "(no time)");
  CHECK(read("19970101", TimeWriting::compact_day) == "1997-01-01T00:00:00Z");
  CHECK(read("-694310400", TimeWriting::epoch_s) == "1948-01-01T00:00:00Z");
  CHECK(read("1511544070123456789", TimeWriting::epoch_ns) == "2017-11-24T17:21:10.123456Z");
  CHECK(parse_time_writing("dmy").ok());
  CHECK_FALSE(parse_time_writing("ymd").ok());
  for (auto name : {"iso", "dmy", "mdy", "day", "second", "s", "ms", "us", "ns"})
    CHECK(name_of(*parse_time_writing(name)) == name);
}

}  // namespace
}  // namespace cairn::collect
