#include "collect/orders.h"

#include <fmt/format.h>

#include "collect/order_mapper.h"
#include "collect/test_files.h"

namespace cairn::collect {
namespace {

Imported import_orders(const std::string& path, const ImportOptions& options = {},
                       const std::filesystem::path& quarantine = {}) {
  KeepingSink sink;
  auto report = import_file(path, options, sink, quarantine);
  if (!report) FAIL(report.error().text());
  CHECK(report->events == sink.events.size());
  return {std::move(*report), std::move(sink.events)};
}

std::int64_t sum(const Imported& imported, std::string_view event) {
  std::int64_t minor = 0;
  for (const auto& each : imported.events)
    if (each.type == event) minor += each.amount_minor;
  return minor;
}

std::size_t count(const Imported& imported, std::string_view event) {
  return static_cast<std::size_t>(std::count_if(imported.events.begin(), imported.events.end(),
                                                [&](const KeptEvent& each) { return each.type == event; }));
}

TEST_CASE("an amount repeated on the lines of an order counts once, amounts of lines are added") {
  TestFolder folder;
  auto once = import_orders(folder.file("a.csv",
                                        "order_id,customer_id,paid_at,amount,sku\n"
                                        "1,a,2026-01-01T10:00:00Z,30.00,x\n1,a,2026-01-01T10:00:00Z,30.00,y\n"
                                        "2,b,2026-01-02T10:00:00Z,5.00,x\n"));
  CHECK(sum(once, "order_paid") == 3500);
  CHECK(once.events[0].property("product.text") == "x; y");
  auto lines = import_orders(folder.file("b.csv",
                                         "order_id,customer_id,paid_at,amount,sku,price,quantity\n"
                                         "1,a,2026-01-01T10:00:00Z,30.00,x,15.00,2\n"
                                         "1,a,2026-01-01T10:00:00Z,30.00,y,30.00,1\n"));
  CHECK(sum(lines, "order_paid") == 6000);
  CHECK(lines.events[0].property("items.integer") == "3");
  auto differ = import_orders(folder.file("c.csv",
                                          "order_id,customer_id,paid_at,amount,sku\n"
                                          "1,a,2026-01-01T10:00:00Z,10.00,x\n1,a,2026-01-01T10:00:00Z,20.00,y\n"));
  CHECK(sum(differ, "order_paid") == 3000);
}

TEST_CASE("one order that changed between two exports does not make amounts those of lines") {
  TestFolder folder;
  std::string rows = "order_id,customer_id,paid_at,amount,sku\n";
  for (int order = 1; order <= 10; ++order)
    for (auto sku : {"x", "y"}) rows += fmt::format("{},a,2026-01-01T10:00:00Z,10.00,{}\n", order, sku);
  rows += "1,a,2026-01-01T10:00:00Z,9.00,x\n";
  auto imported = import_orders(folder.file("a.csv", rows));
  CHECK(sum(imported, "order_paid") == 10000);
  CHECK(contains(imported.report.warnings, "orders name different amounts"));
}

TEST_CASE("receipts of other days with the same number are other receipts") {
  TestFolder folder;
  auto imported =
      import_orders(folder.file("a.csv",
                                "receipt_no,till,sold_at,member_no,sku,total\n"
                                "1,A,2026-01-01T10:00:00Z,m1,x,30.00\n1,A,2026-01-01T10:00:00Z,m1,y,30.00\n"
                                "1,A,2026-01-02T10:00:00Z,m2,x,50.00\n1,A,2026-01-02T10:00:00Z,m2,y,50.00\n"));
  CHECK(sum(imported, "till_receipt") == 8000);
}

TEST_CASE("lines of an order need not stand together") {
  TestFolder folder;
  auto imported = import_orders(folder.file("a.csv",
                                            "order_id,customer_id,paid_at,linetotal,sku\n"
                                            "1,a,2026-01-01T10:00:00Z,10.00,x\n2,b,2026-01-01T10:00:00Z,1.00,x\n"
                                            "1,a,2026-01-01T10:00:00Z,20.00,y\n"));
  CHECK(imported.events.size() == 2);
  CHECK(sum(imported, "order_paid") == 3100);
}

TEST_CASE("what is no order is set aside with its reason") {
  TestFolder folder;
  auto imported = import_orders(folder.file("a.csv",
                                            "订单编号,买家id,下单时间,付款时间,实付金额,商品名称\n"
                                            "1,a,2026-01-01 10:00:00,2026-01-01 10:01:00,10.00,鞋\n"
                                            ",,,,5.00,鞋油\n"
                                            "合计,,,,15.00,\n"
                                            "2,b,never,,1.00,鞋\n"),
                                {}, folder.path / "rejected.csv");
  const auto& reasons = imported.report.reasons;
  CHECK(reasons[static_cast<std::size_t>(Reason::missing_time)].rows == 1);  // the line of totals
  CHECK(reasons[static_cast<std::size_t>(Reason::unreadable_time)].rows == 1);
  CHECK(count(imported, "order_paid") == 1);
  CHECK(imported.events[0].property("product.text") == "鞋; 鞋油");  // merged cells: the row belongs to the one above
  CHECK(contains(imported.report.warnings, "orders name different amounts"));
  CHECK(contains(folder.read("rejected.csv"), "合计"));
}

TEST_CASE("a cancelled order has no money; a negative line of a till is a return") {
  TestFolder folder;
  auto cancelled = import_orders(folder.file("a.csv",
                                             "order_id,customer_id,placed_at,paid_at,cancelled_at,amount\n"
                                             "1,a,2026-01-01T10:00:00Z,,2026-01-02T10:00:00Z,10.00\n"
                                             "2,a,2026-01-03T10:00:00Z,2026-01-03T10:05:00Z,,20.00\n"));
  CHECK(count(cancelled, "order_cancelled") == 1);
  CHECK(sum(cancelled, "order_paid") == 2000);
  CHECK(contains(cancelled.report.warnings, "were not paid by any time"));
  auto till = import_orders(folder.file("b.csv",
                                        "receipt_no,store,sold_at,member_no,sku,qty,amount\n"
                                        "1,S1,2026-01-01T10:00:00Z,m1,x,1,10.00\n"
                                        "1,S2,2026-01-01T10:00:00Z,,x,1,20.00\n"
                                        "2,S1,2026-01-02T10:00:00Z,m1,x,-1,-10.00\n"));
  CHECK(count(till, "till_receipt") == 2);
  CHECK(sum(till, "till_receipt") == 3000);
  CHECK(sum(till, "till_return") == -1000);
}

TEST_CASE("the currency is that of the row, else of the sign, else of the file") {
  TestFolder folder;
  auto imported = import_orders(folder.file("a.csv",
                                            "订单号,用户id,付款时间,实付金额,币种\n1,a,2026-01-01 10:00:00,10.00,HKD\n"
                                            "2,a,2026-01-01 10:00:00,HK$ 10.00,\n3,a,2026-01-01 10:00:00,10.00,\n"));
  REQUIRE(imported.events.size() == 3);
  CHECK(imported.events[0].currency == "HKD");
  CHECK(imported.events[1].currency == "HKD");
  CHECK(imported.events[2].currency == "CNY");
}

TEST_CASE("a file with a column of events is no file of orders, nor is one whose event is said") {
  TestFolder folder;
  auto path = folder.file("a.csv",
                          "order_id,customer_id,event,created_at,paid_at,amount\n"
                          "1,a,view,2026-01-01T10:00:00Z,,10.00\n");
  CHECK(import_ok(path).events[0].type == "view");
  ImportOptions options;
  options.mapping.event = "purchase";
  auto orders = folder.file("b.csv", "order_id,customer_id,created_at,paid_at\n1,a,2026-01-01,2026-01-01\n");
  CHECK(import_ok(orders, options).events[0].type == "purchase");
  CHECK(count(import_orders(orders), "order_paid") == 1);
}

TEST_CASE("a list of members becomes the events of their joining") {
  TestFolder folder;
  auto imported = import_ok(folder.file(
      "a.csv", "会员卡号,姓名,累计消费金额,注册时间\n1,林,10.00,2026-01-01 00:30:00\n2,陈,0.00,2026-01-02\n"));
  CHECK(count(imported, "member_joined") == 2);
  CHECK(format_time({imported.events[0].time}) == "2025-12-31T16:30:00Z");
  CHECK(imported.events[0].currency.empty());
  CHECK(imported.events[0].property("累计消费金额.real") == "10.000000");
}

}  // namespace
TEST_CASE("names of the number of an order are whole names") {
  for (const char* name : {"order_id", "Order No", "订单号", "訂單編號", "receipt-number"})
    CHECK(is_order_number_name(name));
  for (const char* name : {"order_status", "order_notes", "reorder", "订单金额"})
    CHECK_FALSE(is_order_number_name(name));
}

}  // namespace cairn::collect
