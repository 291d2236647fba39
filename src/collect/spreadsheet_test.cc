#include "collect/spreadsheet.h"

#include "collect/table_header.h"
#include "collect/test_files.h"
#include "collect/workbook.h"

namespace cairn::collect {
namespace {

TEST_CASE("wrappings of text come off, and nothing else does") {
  CHECK(unwrapped("=\"00123\"") == "00123");
  CHECK(unwrapped("=\"a\"\"b\"") == "a\"b");
  CHECK(unwrapped("=\"\"") == "");
  CHECK(unwrapped("'13800138000") == "13800138000");
  CHECK(unwrapped("'138****0001") == "138****0001");
  CHECK(unwrapped("'2026-01-01 09:00") == "2026-01-01 09:00");
  for (auto text : {"=\"a\"&\"b\"", "=A1+1", "'tis", "'90s shoes'", "'twas the 3rd", "plain", "'", "="})
    CHECK_FALSE(unwrapped(text));
  CHECK(unwrapped("'A17") == "A17");
  CHECK_FALSE(unwrapped("'90s", false));  // in a column of texts
}

TEST_CASE("names of columns that name something are told from words that end alike") {
  for (auto name : {"user_id", "订单号", "phone", "sku", "门店编码"}) CHECK_MESSAGE(names_something(name), name);
  for (auto name : {"amount_paid", "bid", "is_valid", "comment", "金额"}) CHECK_MESSAGE(!names_something(name), name);
}

TEST_CASE("a number in scientific notation is written out only where every digit is there") {
  CHECK(whole_number("1.3800138000E+10") == "13800138000");
  CHECK(whole_number("1.5E+01") == "15");
  CHECK(whole_number("-2.50E+02") == "-250");
  for (auto text : {"1.38E+10", "1E+05"}) {
    CHECK_FALSE(whole_number(text));
    CHECK(digits_lost(text));
  }
  CHECK_FALSE(whole_number("1.2345E+03"));  // 1234.5: nothing is lost, and it is no name
  // Codes that look similar, and numbers that nobody shortened.
  for (auto text : {"1.2345E+03", "12E45", "1E5", "1.5", "0.5E+10", "E+10", "13800138000", "1.E+10", "1.5E-3", ""})
    CHECK_FALSE(digits_lost(text));
}

TEST_CASE("day numbers of spreadsheets become times") {
  CHECK(serial_time(46023) == "2026-01-01");
  CHECK(serial_time(46023.5) == "2026-01-01 12:00:00");
  CHECK(serial_time(46023.999988426) == "2026-01-01 23:59:59");
  CHECK(serial_time(0.75) == "18:00:00");
  CHECK(serial_time(1) == "1900-01-01");
  CHECK(serial_time(61) == "1900-03-01");
  CHECK(serial_time(0, true) == "1904-01-01");
  CHECK_FALSE(serial_time(-1));
  CHECK_FALSE(serial_time(1e9));
}

TEST_CASE("formats that show a time are told from those that show a number") {
  for (auto format : {"yyyy-mm-dd", "m/d/yy h:mm", "[$-804]yyyy\"年\"m\"月\"", "[h]:mm:ss", "mm:ss.0", "h:mm AM/PM"})
    CHECK_MESSAGE(shows_time(format), format);
  for (auto format : {"General", "0.00", "#,##0.00\"元\"", "0\" days\"", "[Red]0.0", "@", "0.00E+00", "\\d0"})
    CHECK_MESSAGE(!shows_time(format), format);
}

TEST_CASE("titles and a header of two lines are found; ordinary tables stay as they are") {
  auto plain = find_header({{"user", "event", "time"}, {"a", "b", "2026-01-01"}});
  CHECK((plain.titles == 0 && plain.rows == 1));
  auto titled = find_header({{"订单导出", "", ""}, {"会员号", "订单号", "金额"}, {"1", "2", "3"}, {"4", "5", "6"}});
  CHECK((titled.titles == 1 && titled.rows == 1));
  auto merged = find_header({{"买家", "", "金额"}, {"会员号", "手机号", ""}, {"1", "2", "3.00"}});
  CHECK(merged.rows == 2);
  CHECK(merged.names == std::vector<std::string>{"会员号", "手机号", "金额"});
  auto twice = find_header({{"买家", "", "收货人", ""}, {"会员号", "姓名", "姓名", "地址"}, {"1", "2", "3", "4"}});
  CHECK(twice.names == std::vector<std::string>{"会员号", "买家 姓名", "收货人 姓名", "地址"});
  auto both = find_header({{"订单导出", "", "", "", ""},
                           {"买家", "", "订单", "", ""},
                           {"会员号", "手机号", "订单号", "付款时间", "金额"},
                           {"1", "2", "3", "2026-01-01", "5.00"},
                           {"6", "7", "8", "2026-01-02", "9.00"}});
  CHECK((both.titles == 1 && both.rows == 2));
  // A row of data below a header with a nameless column is no second header.
  auto nameless = find_header({{"user", "", "time"}, {"anna", "view", "noon"}, {"ben", "view", "noon"}});
  CHECK(nameless.rows == 1);
}

TEST_CASE("day numbers in a column of times are repaired, other numbers there are not") {
  TestFolder folder;
  auto days = import_ok(folder.file("a.csv", "user,event,event_time\na,x,46023.5\nb,y,2026-01-02 09:00:00\n"));
  REQUIRE(days.events.size() == 2);
  CHECK(format_time({days.events[0].time}) == "2026-01-01T12:00:00Z");
  CHECK(contains(days.report.notes, "1 value of 'event_time' turned from spreadsheet day numbers"));
  auto seconds = import_ok(folder.file("b.csv", "user,event,event_time\na,x,46023\nb,y,1767225600\n"));
  REQUIRE(seconds.events.size() == 2);
  CHECK(format_time({seconds.events[0].time}) == "1970-01-01T12:47:03Z");
}

TEST_CASE("whole numbers are dates only where the column says so, and words keep their apostrophe") {
  TestFolder folder;
  auto imported = import_ok(folder.file(
      "a.csv",
      "user,event,time,load_time,join_date,comment\na,x,2026-01-01,40000,46023,'90s\nb,y,2026-01-02,41000,,ok\n"));
  REQUIRE(imported.events.size() == 2);
  CHECK(imported.events[0].property("load_time.integer") == "40000");
  CHECK(imported.events[0].property("join_date.text") == "2026-01-01");
  CHECK(imported.events[0].property("comment.text") == "'90s");
}

TEST_CASE("a customer whose digits are lost is set aside, a property is kept and told") {
  TestFolder folder;
  auto imported =
      import_ok(folder.file("a.csv", "user_id,event,time,phone\n1.2E+10,x,2026-01-01,\n17,x,2026-01-01,1.38E+10\n"));
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::lost_digits)].rows == 1);
  REQUIRE(imported.events.size() == 1);
  CHECK(imported.events[0].customer == "17");
  CHECK(contains(imported.report.notes, "1 value of 'phone' shortened"));
}

}  // namespace
}  // namespace cairn::collect
