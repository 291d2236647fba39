#include "collect/recognise.h"

#include <doctest/doctest.h>

#include "collect/preview.h"
#include "collect/test_files.h"

namespace cairn::collect {
namespace {

Preview preview_of(const std::string& path, const ImportOptions& options = {}) {
  auto preview = preview_file(path, options);
  if (!preview) FAIL(preview.error().text());
  return std::move(*preview);
}

std::string use_of(const Preview& preview, const std::string& column) {
  for (const auto& each : preview.columns)
    if (each.name == column) return each.use;
  return "(no such column)";
}

/// Header and one way to fill it; 30 rows, two customers, three events.
std::string file_of(const std::string& header, const std::string& more = "", const std::string& more_cells = "") {
  std::string text = header + more + "\n";
  for (int i = 0; i < 30; ++i)
    text += std::string(i % 2 ? "张三" : "李四") + "," +
            std::string("浏览,加购,下单").substr(static_cast<std::size_t>(i % 3) * 7, 6) + ",2026-01-" +
            std::to_string(10 + i % 20) + " 10:00:00" + more_cells + "\n";
  return text;
}

TEST_CASE("names of columns, English and Chinese") {
  TestFolder folder;
  for (std::string header : {"client_id,event,timestamp", "user_id,action,ts", "CustomerID,activity,datetime",
                             "用户ID,事件,时间", "会员号,行为,下单时间", "客户编号,动作,创建时间",
                             "openid,behavior_type,event_time", "case:concept:name,concept:name,time:timestamp",
                             "Case ID,Activity,Complete Timestamp", "會員編號,事件名稱,時間", "distinct_id,event,time",
                             "customer id,Event Name,Created At", "userId,eventType,occurredAt", "uid,行为类型,日期",
                             "买家昵称,操作,付款时间", "CUSTOMER_ID,EVENT_NAME,EVENT_DATE"}) {
    CAPTURE(header);
    auto imported = import_ok(folder.file("a.csv", file_of(header)));
    REQUIRE(imported.events.size() == 30);
    CHECK(imported.events[0].customer == "李四");
    CHECK(imported.events[0].type == "浏览");
  }
}

TEST_CASE("the other roles, by name and content") {
  TestFolder folder;
  auto preview = preview_of(folder.file("a.csv", file_of("用户ID,事件,时间", ",渠道,实付金额,币种,评分,会话ID,城市",
                                                         ",小程序,\"¥1,299.00\",CNY,4.5,s1,上海")));
  CHECK(use_of(preview, "渠道") == "channel");
  CHECK(use_of(preview, "实付金额") == "amount");
  CHECK(use_of(preview, "币种") == "currency");
  CHECK(use_of(preview, "评分") == "value");
  CHECK(use_of(preview, "会话ID") == "session");
  CHECK(use_of(preview, "城市") == "property, text");
  REQUIRE(preview.events.size() == 5);
  CHECK(preview.events[0].amount == "1299.00 CNY");
  CHECK(preview.events[0].value == "4.5");
  CHECK(preview.events[0].channel == "小程序");

  // Names alone do not decide: a "score" that is text is no value, an "amount" that is text no amount.
  preview = preview_of(folder.file("b.csv", file_of("user,event,time", ",score,amount,channel", ",good,much,web")));
  CHECK(use_of(preview, "score") == "property, text");
  CHECK(use_of(preview, "amount") == "property, text");
  CHECK(use_of(preview, "channel") == "channel");
}

TEST_CASE("options override every guess") {
  TestFolder folder;
  auto path = folder.file(
      "a.csv",
      "user_id,owner,event,step,time,shipped,channel,shop,amount,paid\n"
      "1,anna,view,one,2026-01-01,2026-02-01,web,S1,5,7\n2,otto,buy,two,2026-01-02,2026-02-02,app,S2,6,8\n");
  ImportOptions options;
  options.mapping.column(Role::customer) = "OWNER";  // case does not matter
  options.mapping.column(Role::event) = "step";
  options.mapping.column(Role::time) = "shipped";
  options.mapping.column(Role::channel) = "shop";
  options.mapping.column(Role::amount) = "paid";
  options.mapping.column(Role::currency) = "EUR";
  auto imported = import_ok(path, options);
  REQUIRE(imported.events.size() == 2);
  const auto& event = imported.events[1];
  CHECK(event.customer == "otto");
  CHECK(event.type == "two");
  CHECK(format_time({event.time}) == "2026-02-02T00:00:00Z");
  CHECK(event.channel == "S2");
  CHECK(event.amount_minor == 800);
  CHECK(event.currency == "EUR");
  CHECK(event.property("user_id.integer") == "2");
  CHECK(event.property("amount.integer") == "6");

  options = {};
  options.mapping.column(Role::channel) = "none";
  options.mapping.column(Role::amount) = "none";
  imported = import_ok(path, options);
  CHECK(imported.events[0].channel.empty());
  CHECK(imported.events[0].currency.empty());
  CHECK(imported.events[0].property("channel.text") == "web");

  options = {};
  options.mapping.column(Role::customer) = "user_idd";
  auto error = import_error(path, options);
  CHECK(error.code == ErrorCode::usage);
  CHECK(error.where == "--customer");
  CHECK(contains(error.hint, "user_id"));
  options = {};
  options.mapping.column(Role::currency) = "bananas";
  CHECK(import_error(path, options).where == "--currency");
  options = {};
  options.mapping.event = "x";
  options.mapping.column(Role::event) = "step";
  CHECK(contains(import_error(path, options).message, "exclude each other"));
}

TEST_CASE("what is not recognised is an error with the columns, examples and the option") {
  TestFolder folder;
  auto error = import_error(folder.file("a.csv", "kunde,was,wann\nanna,kam,2026-01-01\notto,ging,2026-01-02\n"));
  CHECK(contains(error.message, "customer or the event"));
  CHECK_FALSE(contains(error.message, "or the time"));  // the only column that reads as times
  CHECK(contains(error.message, "kunde (anna, otto)"));
  CHECK(contains(error.hint, "--customer COLUMN"));
  CHECK(contains(error.hint, "--event NAME"));
  error = import_error(folder.file("b.csv", "user,event,time\nanna,kam,soon\notto,ging,later\n"));
  CHECK(contains(error.message, "'time' is no time ('soon')"));
}

TEST_CASE("day and month are never guessed") {
  TestFolder folder;
  auto open = folder.file("a.csv", "user,event,time\n1,a,1/2/2026 10:00\n2,b,3/4/2026 11:00\n");
  auto error = import_error(open);
  CHECK(contains(error.message, "order of day and month"));
  CHECK(contains(error.hint, "--time-format dmy"));
  ImportOptions options;
  options.mapping.time_writing = TimeWriting::day_month;
  CHECK(format_time({import_ok(open, options).events[0].time}) == "2026-02-01T10:00:00Z");
  options.mapping.time_writing = TimeWriting::month_day;
  CHECK(format_time({import_ok(open, options).events[0].time}) == "2026-01-02T10:00:00Z");
  // One value above 12 far down in the sample decides for all.
  std::string text = "user,event,time\n";
  for (int i = 0; i < 5000; ++i) text += "1,a,1/2/2026 10:00\n";
  text += "1,a,25/2/2026 10:00\n";
  CHECK(format_time({import_ok(folder.file("b.csv", text)).events[0].time}) == "2026-02-01T10:00:00Z");
}

TEST_CASE("a day and a time of day in two columns are one time") {
  TestFolder folder;
  auto path = folder.file("a.csv",
                          "会员号,动作,日期,时间\n1,下单,2026/1/31,9:05\n2,下单,2026/2/1,23:59:58\n3,下单,2026/2/1,\n");
  auto imported = import_ok(path);
  REQUIRE(imported.events.size() == 3);
  CHECK(format_time({imported.events[0].time}) == "2026-01-31T09:05:00Z");
  CHECK(format_time({imported.events[1].time}) == "2026-02-01T23:59:58Z");
  CHECK(format_time({imported.events[2].time}) == "2026-02-01T00:00:00Z");
  CHECK(use_of(preview_of(path), "时间") == "time of day");
  auto odd = folder.file("b.csv", "user,event,Tag,Uhr\n1,a,31/1/2026,9:05 PM\n");
  ImportOptions options;
  options.mapping.column(Role::time) = "Tag+Uhr";
  CHECK(format_time({import_ok(odd, options).events[0].time}) == "2026-01-31T21:05:00Z");
  options.mapping.column(Role::time) = "Tag+Uhrzeit";
  CHECK(import_error(odd, options).where == "--time");
}

TEST_CASE("an id column is used when every value is different") {
  TestFolder folder;
  auto with_ids = [&](int modulus) {
    std::string text = "event_id,user,event,time\n";
    for (int i = 0; i < 100; ++i) text += "e" + std::to_string(i % modulus) + ",1,a,2026-01-01\n";
    return preview_of(folder.file("a.csv", text));
  };
  CHECK(use_of(with_ids(100), "event_id") == "event id and property, text");
  CHECK(use_of(with_ids(50), "event_id") == "property, text");
}

TEST_CASE("prices of one piece are no amounts, currencies in names are read, too many decimals are told") {
  TestFolder folder;
  auto preview = preview_of(folder.file("a.csv", file_of("user,event,time", ",quantity,price", ",3,9.99")));
  CHECK(use_of(preview, "price") == "property, real");
  CHECK(contains(preview.suggestions, "price of one piece"));
  preview = preview_of(folder.file("b.csv", file_of("user,event,time", ",price", ",9.99")));
  CHECK(use_of(preview, "price") == "amount");
  CHECK(contains(preview.suggestions, "(XXX)"));
  preview = preview_of(folder.file("c.csv", file_of("user,event,time", ",金额(元)", ",9.99")));
  CHECK(preview.events[0].amount == "9.99 CNY");
  preview = preview_of(folder.file("d.csv", file_of("user,event,time", ",revenue_usd", ",9.99")));
  CHECK(preview.events[0].amount == "9.99 USD");
  preview = preview_of(folder.file("e.csv", file_of("user,event,time", ",amount", ",9.995")));
  CHECK(use_of(preview, "amount") == "property, real");
  CHECK(contains(preview.suggestions, "more decimals"));
}

TEST_CASE("the preview in words and in JSON") {
  TestFolder folder;
  auto preview =
      preview_of(folder.file("订单.csv", file_of("用户ID,事件,时间", ",渠道", ",小程序") + "张三,,2026-01-01,x\n"));
  CHECK(preview.rows == 31);
  CHECK(preview.usable == 30);
  CHECK(preview.is_all);
  CHECK(preview.source == "订单");
  auto text = preview.text(80);
  for (auto part : {"用户ID", "customer", "2026-01-10T10:00:00Z", "channel 小程序", "1 row would be set aside",
                    "no event, first in line 32", "--timezone"})
    CHECK_MESSAGE(contains(text, part), part);
  auto json = preview.json();
  CHECK(json["recognised"][0]["role"] == "customer");
  CHECK(json["recognised"][0]["column"] == "用户ID");
  CHECK(json["events"].size() == 5);
  CHECK(json["sample"]["refused"] == 1);
  CHECK(json["reasons"][0]["reason"] == "missing-event");
}

}  // namespace
}  // namespace cairn::collect
