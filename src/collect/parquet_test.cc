#include "collect/parquet.h"

#include <doctest/doctest.h>

#include <set>

#include "collect/test_files.h"
#include "store/duck.h"

namespace cairn::collect {
namespace {

std::string write_parquet(const TestFolder& folder, const std::string& name, const std::string& select) {
  auto path = (folder.path / name).string();
  auto duck = store::Duck::open({});
  if (!duck) FAIL(duck.error().text());
  auto done = duck->run("copy (" + select + ") to " + store::sql_text(path) + " (format parquet)");
  if (!done) FAIL(done.error().text());
  return path;
}

TEST_CASE("typed values of Parquet keep their type and every digit") {
  TestFolder folder;
  auto path = write_parquet(
      folder, "a.parquet",
      "select 'u' || i as user_id, 'buy' as event, timestamp '2026-01-01 10:00:00.123456' + interval (i) minute as "
      "time, "
      "cast(12.30 as decimal(18,2)) as amount, 'CNY' as currency, i as n, i / 4.0 as share, i % 2 = 0 as even, '007' "
      "as code, "
      "[i, 2] as list, {'a': i} as box, case when i = 1 then null else 'x' end as gap from range(3) t(i)");
  auto imported = import_ok(path);
  REQUIRE(imported.events.size() == 3);
  const auto& event = imported.events[1];
  CHECK(event.customer == "u1");
  CHECK(format_time({event.time}) == "2026-01-01T10:01:00.123456Z");
  CHECK(event.amount_minor == 1230);
  CHECK(event.currency == "CNY");
  CHECK(event.property("n.integer") == "1");
  CHECK(event.property("share.real") == "0.250000");
  CHECK(event.property("even.boolean") == "0");
  CHECK(event.property("code.text") == "007");
  CHECK(event.property("list.text") == "[1,2]");
  CHECK(event.property("box.text") == R"({"a":1})");
  CHECK(event.property("gap.text") == "(none)");
  CHECK(imported.report.unit == "row");
}

TEST_CASE("a file name is a name, not a pattern of names") {
  TestFolder folder;
  write_parquet(folder, "a1.parquet", "select 'other' as user_id, 'x' as event, timestamp '2026-01-01' as time");
  auto path =
      write_parquet(folder, "a[1].parquet", "select 'u' as user_id, 'x' as event, timestamp '2026-01-01' as time");
  auto imported = import_ok(path);
  REQUIRE(imported.events.size() == 1);
  CHECK(imported.events[0].customer == "u");
}

TEST_CASE("times with a zone are instants, times without one are local") {
  TestFolder folder;
  auto path = write_parquet(folder, "a.parquet",
                            "select 1 as user_id, 'x' as event, timestamptz '2026-01-01 10:00:00+08:00' as time, "
                            "timestamp '2026-01-01 10:00:00' as t2");
  ImportOptions options;
  options.mapping.zone = *TimeZone::named("Asia/Shanghai");
  auto zoned = import_ok(path, options);
  REQUIRE(zoned.events.size() == 1);
  CHECK(format_time({zoned.events[0].time}) == "2026-01-01T02:00:00Z");
  options.mapping.column(Role::time) = "t2";
  CHECK(format_time({import_ok(path, options).events[0].time}) == "2026-01-01T02:00:00Z");
}

TEST_CASE("packed Parquet is unpacked first; a damaged file is named") {
  TestFolder folder;
  auto path =
      write_parquet(folder, "a.parquet",
                    "select i as user_id, 'x' as event, timestamp '2026-01-01 10:00:00' as time from range(100) t(i)");
  auto bytes = folder.read("a.parquet");
  auto plain = import_ok(path);
  ImportOptions same_source;
  same_source.mapping.source = "a";
  auto packed = import_ok(folder.gz("b.parquet.gz", bytes), same_source);
  REQUIRE(packed.events.size() == 100);
  CHECK(packed.events[42].id == plain.events[42].id);
  auto error = import_error(folder.file("c.parquet", bytes.substr(0, bytes.size() / 2)));
  CHECK(error.code == ErrorCode::damaged);
  CHECK(contains(error.where, "c.parquet"));
}

TEST_CASE("online retail: lines without a customer are set aside, cancellations are kept") {
  auto path = shared_data("retail/online_retail.parquet");
  if (path.empty()) return;
  TestFolder folder;
  ImportOptions options;
  options.mapping.event = "purchase";
  auto imported = import_ok(path, options, folder.path / "q.csv");
  CHECK(imported.report.rows == 525'461);
  CHECK(imported.report.quarantined == 107'927);
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::missing_customer)].rows == 107'927);
  std::set<std::string> customers;
  std::set<EventId> ids;
  std::size_t cancelled = 0;
  for (const auto& event : imported.events) {
    customers.insert(event.customer);
    ids.insert(event.id);
    cancelled += event.property("Invoice.text").starts_with("C");
  }
  CHECK(customers.size() == 4'383);
  CHECK(customers.count("13085") == 1);
  CHECK(ids.size() == imported.events.size());  // identical rows all survive
  CHECK(cancelled > 9'000);
  CHECK(contains(imported.report.warnings, "'Price' stands beside a quantity"));
}

}  // namespace
}  // namespace cairn::collect
