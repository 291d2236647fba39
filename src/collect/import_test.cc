#include "collect/import.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "collect/test_files.h"

namespace cairn::collect {
namespace {

std::uint64_t set_aside(const Imported& imported, Reason reason) {
  return imported.report.reasons[static_cast<std::size_t>(reason)].rows;
}
std::set<EventId> ids_of(const Imported& imported) {
  std::set<EventId> ids;
  for (const auto& event : imported.events) ids.insert(event.id);
  return ids;
}

TEST_CASE("a customer literally named NA is a customer; rows without one are not") {
  TestFolder folder;
  auto imported = import_ok(
      folder.file(
          "a.csv",
          "user,event,time\nNA,a,2026-01-01\nnull,a,2026-01-01\n,a,2026-01-01\n  ,a,2026-01-01\n\"\",a,2026-01-01\n"),
      {}, folder.path / "q.csv");
  REQUIRE(imported.events.size() == 2);
  CHECK(imported.events[0].customer == "NA");
  CHECK(imported.events[1].customer == "null");
  CHECK(set_aside(imported, Reason::missing_customer) == 3);
}

TEST_CASE("thousands of equal times and equal rows: all survive, in the order of the file") {
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 5000; ++i) text += "1,e" + std::to_string(i % 7) + ",2026-01-01 00:00:00\n";
  auto imported = import_ok(folder.file("a.csv", text));
  REQUIRE(imported.events.size() == 5000);
  for (int i = 0; i < 5000; ++i)
    REQUIRE(imported.events[static_cast<std::size_t>(i)].type == "e" + std::to_string(i % 7));
  CHECK(ids_of(imported).size() == 5000);
}

TEST_CASE("a sink that refuses ends the import with its error, whatever is still on the way") {
  struct RefusingSink : EventSink {
    std::size_t taken = 0;
    Result<void> append(const EventBatch&) override {
      return ++taken < 3 ? Result<void>() : Error{ErrorCode::unreadable, "the disk is full", "", ""};
    }
  };
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 400'000; ++i) text += std::to_string(i) + ",a,2026-01-01 00:00:00\n";
  auto path = folder.file("a.csv", text);
  RefusingSink sink;
  auto report = import_file(path, {}, sink, {});
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().message == "the disk is full");
  CHECK(sink.taken == 3);
}

TEST_CASE("stamps of 1948 and 1970, day-only stamps, and times outside the range") {
  TestFolder folder;
  auto imported = import_ok(
      folder.file(
          "a.csv",
          "user,event,time\n1,a,1948-05-01\n1,a,1970-01-01 00:00:00\n1,a,1969-12-31 23:59:59.5\n1,a,2026-01-01\n"
          "1,a,1929-12-31\n1,a,2066-01-01\n1,a,2065-12-31 23:59:59\n1,a,soon\n1,a,\n1,a,2026-02-30\n"),
      {}, folder.path / "q.csv");
  REQUIRE(imported.events.size() == 5);
  CHECK(format_time({imported.events[0].time}) == "1948-05-01T00:00:00Z");
  CHECK(imported.events[1].time == 0);
  CHECK(imported.events[2].time == -500'000);
  CHECK(set_aside(imported, Reason::time_out_of_range) == 2);
  CHECK(set_aside(imported, Reason::unreadable_time) == 2);
  CHECK(set_aside(imported, Reason::missing_time) == 1);
  auto quarantine = folder.read("q.csv");
  CHECK(contains(
      quarantine,
      "line,reason,found,row\n6,time-out-of-range,\"found '1929-12-31', expected 1930 to 2065\",\"1,a,1929-12-31\"\n"));
  CHECK(contains(quarantine, "\n9,unreadable-time,\"found 'soon'"));
  CHECK(contains(quarantine, "\n10,missing-time,"));
}

TEST_CASE("local times go by --timezone, offsets are converted, never dropped") {
  TestFolder folder;
  auto path = folder.file(
      "a.csv", "user,event,time\n1,a,2026-01-01 08:00:00\n1,b,2026-01-01T08:00:00+02:00\n1,c,2026-01-01T08:00:00Z\n");
  ImportOptions options;
  options.mapping.zone = *TimeZone::named("Asia/Shanghai");
  auto imported = import_ok(path, options);
  CHECK(format_time({imported.events[0].time}) == "2026-01-01T00:00:00Z");
  CHECK(format_time({imported.events[1].time}) == "2026-01-01T06:00:00Z");
  CHECK(format_time({imported.events[2].time}) == "2026-01-01T08:00:00Z");
  CHECK(ids_of(imported) == ids_of(import_ok(path)));  // the id is that of the row
}

TEST_CASE(
    "importing twice gives the same ids, other sources other ids; separators, packing and column order do not matter") {
  TestFolder folder;
  std::string comma = "user,event,time,note\n", semicolon = comma, turned = "note,time,event,user\n", json;
  std::replace(semicolon.begin(), semicolon.end(), ',', ';');
  for (int i = 0; i < 500; ++i) {
    auto user = "u" + std::to_string(i % 5), event = "e" + std::to_string(i % 3);
    comma += user + "," + event + ",2026-01-01,x\n";
    semicolon += user + ";" + event + ";2026-01-01;x\n";
    turned += "x,2026-01-01," + event + "," + user + "\n";
    json += R"({"event":")" + event + R"(","user":")" + user + R"(","note":"x","time":"2026-01-01"})" + "\n";
  }
  auto path = folder.file("a.csv", comma);
  auto first = ids_of(import_ok(path));
  CHECK(first.size() == 500);
  CHECK(ids_of(import_ok(path)) == first);
  CHECK(ids_of(import_ok(folder.gz("a.csv.gz", comma))) == first);
  CHECK(ids_of(import_ok(folder.file("a.tsv", semicolon))) == first);
  CHECK(ids_of(import_ok(folder.file("a.txt", turned))) == first);
  CHECK(ids_of(import_ok(folder.file("a.ndjson", json))) == first);
  auto other = ids_of(import_ok(folder.file("b.csv", comma)));
  for (const auto& id : other) CHECK(first.count(id) == 0);
  ImportOptions as_a;
  as_a.mapping.source = "a";
  CHECK(ids_of(import_ok(folder.file("b.csv", comma), as_a)) == first);
  // A file that grew: the old rows keep their ids.
  auto grown = ids_of(import_ok(folder.file("a.csv", comma + "u9,e9,2026-01-02,y\n")));
  CHECK(grown.size() == 501);
  CHECK(std::includes(grown.begin(), grown.end(), first.begin(), first.end()));
}

TEST_CASE("names of sources and of quarantine files") {
  CHECK(source_name("exports/events.csv.gz") == "events");
  CHECK(source_name("/a/b/Orders.2026.CSV") == "Orders.2026");
  CHECK(source_name("-") == "stdin");
  CHECK(source_name("log.xes") == "log");
  CHECK(source_name(".csv") == ".csv");
  CHECK(quarantine_name("exports/events.csv.gz") == "events.csv.gz.rejected.csv");
}

TEST_CASE("the file's own ids: the same event in another file is the same event; repeated ids are told") {
  TestFolder folder;
  ImportOptions options;
  options.mapping.source = "shop";
  auto one =
      import_ok(folder.file("a.csv", "event_id,user,event,time\nx1,1,a,2026-01-01\nx2,1,b,2026-01-02\n"), options);
  auto two = import_ok(
      folder.file("b.csv", "event_id,user,event,time,more\nx2,1,b,2026-01-02,z\nx3,1,c,2026-01-03,z\n"), options);
  CHECK(one.events[1].id == two.events[0].id);
  CHECK(one.events[0].property("event_id.text") == "x1");
  options.mapping.column(Role::id) = "event_id";
  auto repeated =
      import_ok(folder.file("c.csv", "event_id,user,event,time\nx1,1,a,2026-01-01\nx1,1,b,2026-01-02\n"), options);
  CHECK(repeated.events[0].id == repeated.events[1].id);
  CHECK(contains(repeated.report.warnings, "1 row with an id"));
  options.mapping.column(Role::id) = "none";
  auto none =
      import_ok(folder.file("c.csv", "event_id,user,event,time\nx1,1,a,2026-01-01\nx1,1,b,2026-01-02\n"), options);
  CHECK(none.events[0].id != none.events[1].id);
}

TEST_CASE("cells that do not fit their column go to the wider type, counted, with an example") {
  TestFolder folder;
  std::string text = "user,event,time,n,flag,when\n";
  for (int i = 0; i < 20'000; ++i) text += "1,a,2026-01-01," + std::to_string(i) + ",true,2026-01-01 10:00:00\n";
  text += "1,a,2026-01-01,1.5,maybe,later\n1,a,2026-01-01,007,false,2026-01-01 10:00:00\n";
  auto imported = import_ok(folder.file("a.csv", text));
  REQUIRE(imported.events.size() == 20'002);
  CHECK(imported.events[5].property("n.integer") == "5");
  CHECK(imported.events[20'000].property("n.real") == "1.500000");
  CHECK(imported.events[20'000].property("flag.text") == "maybe");
  CHECK(imported.events[20'000].property("when.text") == "later");
  CHECK(imported.events[20'001].property("n.text") == "007");
  REQUIRE(imported.report.widenings.size() == 4);
  const auto& first = imported.report.widenings[0];
  CHECK(first.column == "n");
  CHECK(first.from == "integer");
  CHECK(first.to == "real");
  CHECK(first.cells == 1);
  CHECK(first.line == 20'002);
  CHECK(first.example == "1.5");
  CHECK(contains(imported.report.text(),
                 "1 value of 'flag' not read as boolean but kept as text, first in line 20002: maybe"));
}

TEST_CASE("amounts: currencies, refunds, and what is no amount") {
  TestFolder folder;
  auto path = folder.file(
      "a.csv",
      "user,event,time,amount\n1,a,2026-01-01,\"1,299.00\"\n1,a,2026-01-01,¥99\n1,a,2026-01-01,(12.50)\n1,a,2026-01-01,"
      "HK$8\n"
      "1,a,2026-01-01,\n1,a,2026-01-01,5\n1,a,2026-01-01,6\n1,a,2026-01-01,7\n1,a,2026-01-01,8\n1,a,2026-01-01,9\n"
      "1,a,2026-01-01,10\n1,a,2026-01-01,free\n");
  auto imported = import_ok(path);
  REQUIRE(imported.events.size() == 12);
  const auto& events = imported.events;
  CHECK(events[0].amount_minor == 129900);
  CHECK(events[0].currency == "XXX");
  CHECK(events[1].currency == "CNY");
  CHECK(events[2].amount_minor == -1250);
  CHECK(events[3].currency == "HKD");
  CHECK(events[4].currency.empty());
  CHECK(events[11].currency.empty());
  CHECK(events[11].property("amount.text") == "free");
  REQUIRE(imported.report.widenings.size() == 1);
  CHECK(imported.report.widenings[0].from == "amount");
  ImportOptions options;
  options.mapping.column(Role::currency) = "JPY";
  options.mapping.column(Role::amount) = "amount";
  auto yen = import_ok(path, options);
  CHECK(yen.events[1].currency == "JPY");
  CHECK(yen.events[1].amount_minor == 99);
  CHECK(yen.events[3].currency == "HKD");
  CHECK(yen.events[2].currency.empty());  // yen have no half
  CHECK(yen.events[2].property("amount.text") == "(12.50)");
}

TEST_CASE("cancelled invoices and lifecycles are kept, each with its property") {
  TestFolder folder;
  auto imported = import_ok(
      folder.file(
          "a.csv",
          "Invoice,Customer ID,InvoiceDate,Quantity\nC489449,16321,2009-12-01 10:33:00,-12\n489450,16321,2009-12-01 "
          "10:34:00,2\n"),
      [] {
        ImportOptions options;
        options.mapping.event = "purchase";
        return options;
      }());
  REQUIRE(imported.events.size() == 2);
  CHECK(imported.events[0].property("Invoice.text") == "C489449");
  CHECK(imported.events[0].property("Quantity.integer") == "-12");
}

TEST_CASE("when most rows fail, the report says loudly that the mapping is probably wrong") {
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 20; ++i) text += "1,a,2026-01-01\n";
  for (int i = 0; i < 30; ++i) text += ",a,2026-01-01\n";
  auto imported = import_ok(folder.file("a.csv", text), {}, folder.path / "deep" / "q.csv");
  CHECK(imported.report.mostly_refused());
  CHECK(contains(imported.report.text(), "WARNING: 30 of 50 rows could not be used"));
  CHECK(imported.report.json()["mostly_refused"] == true);
  CHECK(imported.report.quarantine_file == (folder.path / "deep" / "q.csv").string());
  // The next import of a clean file takes the stale quarantine away.
  import_ok(folder.file("a.csv", "user,event,time\n1,a,2026-01-01\n2,b,2026-01-02\n"), {},
            folder.path / "deep" / "q.csv");
  CHECK_FALSE(std::filesystem::exists(folder.path / "deep" / "q.csv"));
}

TEST_CASE("a quarantine that cannot be written is an error") {
  TestFolder folder;
  KeepingSink sink;
  folder.file("plain", "no folder");
  auto report = import_file(folder.file("a.csv", "user,event,time\n1,a,2026-01-01\n,b,2026-01-02\n"), {}, sink,
                            folder.path / "plain" / "q.csv");
  REQUIRE_FALSE(report.ok());
  CHECK(contains(report.error().message, "set aside"));
}

TEST_CASE("an error of the sink ends the import") {
  struct Full : EventSink {
    Result<void> append(const EventBatch&) override { return Error{ErrorCode::unreadable, "no space", "disk", ""}; }
  } full;
  TestFolder folder;
  auto report = import_file(folder.file("a.csv", "user,event,time\n1,a,2026-01-01\n2,b,2026-01-02\n"), {}, full, {});
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().message == "no space");
}

TEST_CASE("progress grows to the size of the file") {
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + ",a,2026-01-01 10:00:00\n";
  auto path = folder.file("a.csv", text);
  KeepingSink sink;
  std::uint64_t last_bytes = 0, last_rows = 0, calls = 0;
  auto report = import_file(path, {}, sink, {}, [&](std::uint64_t done, std::uint64_t total, std::uint64_t rows) {
    CHECK(done >= last_bytes);
    CHECK(rows > last_rows);
    CHECK(total == text.size());
    last_bytes = done;
    last_rows = rows;
    ++calls;
  });
  REQUIRE(report.ok());
  CHECK(last_bytes == text.size());
  CHECK(last_rows == 200'000);
  CHECK(calls > 3);
}

TEST_CASE("damaged files of every kind: an error or a report, never a crash, and no row is lost") {
  TestFolder folder;
  const std::string valid[] = {
      "user,event,time,amount,note\n1,a,2026-01-01 10:00:00,5.00,\"x, "
      "\"\"y\"\"\nz\"\n2,b,2026-01-02,,\n3,c,1767225600,¥7,客户\n",
      "{\"user\":1,\"event\":\"a\",\"time\":\"2026-01-01\",\"x\":{\"y\":[1,2]}}\n{\"user\":\"客户\",\"event\":\"b\","
      "\"time\":\"2026-01-02\",\"p\":1.50}\n",
      "<?xml version=\"1.0\"?><log><trace><string key=\"concept:name\" value=\"1\"/><event><string "
      "key=\"concept:name\" value=\"a\"/>"
      "<date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/><list key=\"l\"><values><int key=\"i\" "
      "value=\"1\"/></values></list></event></trace></log>",
  };
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    std::string text = valid[seed % 3];
    for (std::uint64_t n = 1 + random.below(6); n > 0; --n) {
      std::size_t at = random.below(text.size());
      switch (random.below(5)) {
        case 0:
          text[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          text.erase(at, 1 + random.below(10));
          break;
        case 2:
          text.insert(at, 1, "\",\n\r{}[]<>&\\\t;"[random.below(14)]);
          break;
        case 3:
          text.insert(at, text.substr(random.below(text.size()), random.below(20)));
          break;
        default:
          text.resize(at + 1);
      }
      if (text.empty()) text = "x";
    }
    auto path = folder.file("fuzz", text);
    if (random.chance(0.3)) {
      path = folder.gz("fuzz.gz", text);
      if (random.chance(0.5)) {
        auto bytes = folder.read("fuzz.gz");
        bytes[random.below(bytes.size())] ^= static_cast<char>(1 << random.below(8));
        path = folder.file("fuzz.gz", bytes);
      }
    }
    KeepingSink sink;
    ImportOptions options;
    options.mapping.event = random.chance(0.5) ? "x" : "";
    auto report = import_file(path, options, sink, folder.path / "q.csv");
    if (!report) {
      CHECK_FALSE(report.error().message.empty());
      continue;
    }
    CHECK(report->rows == report->events + report->quarantined);
    CHECK(report->events == sink.events.size());
    for (const auto& event : sink.events) {
      CHECK_FALSE(event.customer.empty());
      CHECK_FALSE(event.type.empty());
    }
  }
}

struct KnownTable {
  const char* file;
  std::vector<std::string> columns;
  const char* event;
  std::size_t events, customers, types;
};

TEST_CASE("public tables: rows, customers, events as published") {
  const KnownTable tables[] = {
      {"shop/simple_shop_2020-09.csv", {}, "", 36'034, 3'751, 13},
      {"shop/ecom_synthetic.csv.gz", {}, "", 31'106, 600, 19},
      {"shop/UserBehavior_4321.csv", {"user", "item", "category", "event", "time"}, "", 4'321, 43, 4},
      {"cdnow/CDNOW_master.txt", {"customer", "date", "quantity", "amount"}, "purchase", 69'659, 23'570, 1},
      {"rfm/rfm_data_orders.csv", {}, "order", 4'906, 995, 1},
  };
  for (const auto& known : tables) {
    auto path = shared_data(known.file);
    if (path.empty()) continue;
    CAPTURE(known.file);
    ImportOptions options;
    options.open.csv.columns = known.columns;
    options.mapping.event = known.event;
    auto imported = import_ok(path, options);
    std::set<std::string> customers, types;
    for (const auto& event : imported.events) customers.insert(event.customer), types.insert(event.type);
    CHECK(imported.report.quarantined == 0);
    CHECK(imported.events.size() == known.events);
    CHECK(customers.size() == known.customers);
    CHECK(types.size() == known.types);
    CHECK(ids_of(imported).size() == known.events);
  }
}

}  // namespace
}  // namespace cairn::collect
