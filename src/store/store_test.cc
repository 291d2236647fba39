// The history as its users see it: what is put in comes out, however it was put in.
#include <fmt/format.h>

#include "base/random.h"
#include "store/history.h"
#include "store/state_db.h"
#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

TEST_CASE("every type comes back as it went in") {
  Folder folder("types");
  EventBatch batch;
  auto row = batch.add({1, 1}, "Zoë", "购买", Time{1700000000123456}, "a.csv");
  batch.channel[row] = "微信";
  batch.session[row] = "s1";
  batch.sent[row] = 1700000000000000;
  batch.amount_minor[row] = 1999;
  batch.currency[row] = "CNY";
  batch.value[row] = 0.1;
  batch.set("flag", true);
  batch.set("count", std::int64_t{-7});
  batch.set("ratio", 2.5);
  batch.set("due", Time{-1000000});
  batch.set("note", std::string_view("it's \"quoted\", 很长的一段文字 that does not fit inline"));
  batch.set("empty", std::string_view(""));
  batch.add({1, 2}, "Zoë", "seen", Time{1600000000000000}, "a.csv");
  auto counts = load(folder, {&batch});
  CHECK(counts.added == 2);
  CHECK(counts.known == 0);

  auto rows =
      ask(folder,
          "SELECT customer, event, time, channel, source, session, amount, currency, value, arrival, flag, count, "
          "ratio, due, note, empty FROM events ORDER BY time DESC");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] ==
        "Zoë|购买|2023-11-14T22:13:20.123456|微信|a.csv|s1|19.99|CNY|0.1|0|true|-7|2.5|1969-12-31T23:59:59|"
        "it's \"quoted\", 很长的一段文字 that does not fit inline|");
  CHECK(rows[1] == "Zoë|seen|2020-09-13T12:26:40|NULL|a.csv|NULL|NULL|NULL|NULL|1|NULL|NULL|NULL|NULL|NULL|NULL");
  CHECK(damages(folder).empty());

  auto history = must(History::open(folder.path, Access::read));
  CHECK(history.event_types() == std::vector<std::string>{"购买", "seen"});
  CHECK(history.currencies() == std::vector<std::string>{"CNY"});
  CHECK(history.identifier_kinds() == std::vector<std::string>{"customer"});
  CHECK(history.events() == 2);
  REQUIRE(history.sources().size() == 1);
  CHECK(history.sources()[0].name == "a.csv");
  CHECK(history.sources()[0].events == 2);
}

TEST_CASE("amounts are exact in the units of their currency") {
  Folder folder("amounts");
  EventBatch batch;
  const std::pair<const char*, std::int64_t> amounts[] = {
      {"JPY", 500}, {"USD", -1}, {"KWD", 1234567}, {"XXX", 12345678901234567}};
  for (std::size_t i = 0; i < std::size(amounts); ++i) {
    auto row = batch.add({0, i + 1}, "c", "e", Time{static_cast<std::int64_t>(i)}, "s");
    batch.currency[row] = amounts[i].first;
    batch.amount_minor[row] = amounts[i].second;
  }
  load(folder, {&batch});
  CHECK(ask(folder, "SELECT amount FROM events ORDER BY time") ==
        std::vector<std::string>{"500.000", "-0.010", "1234.567", "123456789012345.670"});
}

TEST_CASE("an empty workspace has an empty view") {
  Folder folder("empty");
  load(folder, {});
  CHECK(ask(folder, "SELECT count(*) FROM events") == std::vector<std::string>{"0"});
  CHECK(ask(folder, "SELECT customer, amount, time FROM events").empty());
  CHECK(damages(folder).empty());
  auto history = must(History::open(folder.path, Access::read));
  CHECK(history.empty());
  CHECK(history.bucket_sql(0, {"customer"}).empty());
}

TEST_CASE("no workspace is an error with a hint") {
  Folder folder("none");
  auto history = History::open(folder.path, Access::read);
  REQUIRE(!history.ok());
  CHECK(history.error().code == ErrorCode::not_found);
  CHECK(!history.error().hint.empty());
  CHECK(!std::filesystem::exists(folder.path));
}

TEST_CASE("a property that changes its type is widened and that is recorded") {
  Folder folder("widening");
  EventBatch first, second, third;
  first.add({0, 1}, "c", "e", Time{1}, "s");
  first.set("size", std::int64_t{5});
  second.add({0, 2}, "c", "e", Time{2}, "s");
  second.set("size", 2.5);
  load(folder, {&first});
  load(folder, {&second});
  CHECK(ask(folder, "SELECT size, typeof(size) FROM events ORDER BY time") ==
        std::vector<std::string>{"5|DOUBLE", "2.5|DOUBLE"});
  third.add({0, 3}, "c", "e", Time{3}, "s");
  third.set("size", std::string_view("XL"));
  third.add({0, 4}, "c", "e", Time{4}, "s");
  third.set("size", Time{1700000000500000});
  load(folder, {&third});
  CHECK(ask(folder, "SELECT size FROM events ORDER BY time") ==
        std::vector<std::string>{"5", "2.5", "XL", "2023-11-14T22:13:20.500Z"});
  CHECK(damages(folder).empty());

  auto history = must(History::open(folder.path, Access::read));
  REQUIRE(history.widenings().size() == 2);
  CHECK(history.widenings()[0].from == PropertyType::integer);
  CHECK(history.widenings()[0].to == PropertyType::real);
  CHECK(history.widenings()[1].to == PropertyType::text);
  REQUIRE(history.property("size") != nullptr);
  CHECK(history.property("size")->types.size() == 4);
  CHECK(history.property("size")->widest() == PropertyType::text);
}

TEST_CASE("values are shown in SQL as Cairn shows them") {
  auto duck = must(Duck::open({}));
  auto shown = [&](const std::string& value, PropertyType type) {
    auto result = must(duck.query("SELECT " + shown_sql(value, type)));
    REQUIRE(must(result.next()) == 1);
    return result.shown(0, 0).value_or("NULL");
  };
  for (std::int64_t us : {0LL, 1LL, -1LL, 1500000LL, 1700000000123456LL, -1262304000000000LL, 253LL * 1000})
    CHECK(shown(fmt::format("make_timestamp({}::BIGINT)", us), PropertyType::time) == format_time({us}));
  CHECK(shown("NULL::TIMESTAMP", PropertyType::time) == "NULL");
  CHECK(shown("5::DOUBLE", PropertyType::real) == "5");
  CHECK(shown("-0.5::DOUBLE", PropertyType::real) == "-0.5");
  CHECK(shown("'inf'::DOUBLE", PropertyType::real) == "inf");
  CHECK(shown("true", PropertyType::boolean) == "true");
  CHECK(shown("7::BIGINT", PropertyType::integer) == "7");
}

TEST_CASE("view columns have a name of their own") {
  Folder folder("names");
  EventBatch batch;
  batch.add({0, 1}, "c", "e", Time{1}, "s");
  const char* names[] = {"time",
                         "Price",
                         "price",
                         "PRICE",
                         "Customer",
                         "property_time",
                         "a b",
                         "a\"b",
                         "a.b",
                         "价格",
                         "'; DROP TABLE x; --",
                         "rare",
                         "amount_minor",
                         ""};
  std::int64_t number = 0;
  for (const char* name : names) batch.set(name, ++number);
  batch.set(std::string_view("nul\0here", 8), std::int64_t{99});
  load(folder, {&batch});
  auto history = must(History::open(folder.path, Access::read));
  auto columns = history.view_columns();
  REQUIRE(columns.size() == std::size(names) + 1);
  std::map<std::string, std::string> view(columns.begin(), columns.end());
  CHECK(view["Price"] == "Price");
  CHECK(view["price"] == "price_2");
  CHECK(view["PRICE"] == "PRICE_3");
  CHECK(view["property_time"] == "property_time");
  CHECK(view["time"] == "property_time_2");
  CHECK(view["Customer"] == "property_Customer");
  CHECK(view[""] == "property_");
  for (std::size_t i = 0; i < std::size(names); ++i) {
    CAPTURE(names[i]);
    CHECK(ask(folder, "SELECT " + sql_name(view[names[i]]) + " FROM events") ==
          std::vector<std::string>{std::to_string(i + 1)});
  }
  CHECK(ask(folder, "SELECT " + sql_name(view[std::string("nul\0here", 8)]) + " FROM events") ==
        std::vector<std::string>{"99"});
  CHECK(ask(folder, "SELECT time FROM events") == std::vector<std::string>{"1970-01-01T00:00:00.000001"});
  CHECK(damages(folder).empty());
}

TEST_CASE("properties beyond the first four hundred stay visible") {
  Folder folder("rare");
  EventBatch batch;
  for (std::uint64_t i = 0; i < 3; ++i) {
    batch.add({0, i + 1}, "c" + std::to_string(i), "e", Time{static_cast<std::int64_t>(i)}, "s");
    for (int n = 0; n < History::max_typed_properties + 20; ++n)
      batch.set(fmt::format("p{:03}", n), static_cast<std::int64_t>(1000 * i) + n);
    batch.set("odd/name~\"x\"", std::string_view("it's \"so\""));
    batch.set("moment", Time{1700000000000000});
    batch.set("half", 0.5);
    batch.set("huge", 1e300);
    batch.set("yes", true);
  }
  load(folder, {&batch}, 2);
  CHECK(
      ask(folder,
          "SELECT p000, p399, p400, p419, \"odd/name~\"\"x\"\"\", moment, half, huge, yes FROM events ORDER BY time") ==
      std::vector<std::string>{"0|399|400|419|it's \"so\"|2023-11-14T22:13:20|0.5|1e+300|true",
                               "1000|1399|1400|1419|it's \"so\"|2023-11-14T22:13:20|0.5|1e+300|true",
                               "2000|2399|2400|2419|it's \"so\"|2023-11-14T22:13:20|0.5|1e+300|true"});
  CHECK(ask(folder, "SELECT typeof(p400), typeof(moment), typeof(half), typeof(yes) FROM events LIMIT 1") ==
        std::vector<std::string>{"BIGINT|TIMESTAMP|DOUBLE|BOOLEAN"});
  CHECK(damages(folder).empty());
}

TEST_CASE("an event id is kept once, whether it comes again at once, in a later batch or in a later load") {
  Folder folder("twice");
  EventBatch batch = random_batch(1, 500);
  for (std::size_t i = 0; i < 50; ++i) {
    std::size_t copied = i * 3;
    auto row = batch.add(batch.id[copied], batch.identifier[copied], "changed", Time{batch.time[copied]}, "again");
    batch.identifier_kind[row] = batch.identifier_kind[copied];
    CHECK(row == 500 + i);
  }
  auto counts = load(folder, {&batch, &batch}, 300);
  CHECK(counts.added == 500);
  CHECK(counts.known == 600);
  auto before = content(folder);
  counts = load(folder, {&batch});
  CHECK(counts.added == 0);
  CHECK(counts.known == 550);
  CHECK(content(folder) == before);
  CHECK(ask(folder, "SELECT count(*) FROM events WHERE event = 'changed'") == std::vector<std::string>{"0"});
  auto more = random_batch(1, 700);
  counts = load(folder, {&more});
  CHECK(counts.added == 200);
  CHECK(counts.known == 500);
  CHECK(damages(folder).empty());
  auto history = must(History::open(folder.path, Access::read));
  std::uint64_t of_sources = 0;
  for (const auto& source : history.sources()) of_sources += source.events;
  CHECK(of_sources == 700);
}

TEST_CASE("news of a load whose events are all known is not lost") {
  Folder folder("news");
  EventBatch first, second;
  first.add({0, 1}, "c", "e", Time{1}, "s");
  second.add({0, 1}, "c", "late type", Time{1}, "s");
  second.set("late", std::int64_t{1});
  EventBatch third;
  third.add({0, 2}, "c", "late type", Time{2}, "s");
  third.set("late", std::int64_t{2});
  load(folder, {&first, &second, &third}, 1);
  CHECK(ask(folder, "SELECT event, late FROM events ORDER BY time") ==
        std::vector<std::string>{"e|NULL", "late type|2"});
  CHECK(damages(folder).empty());
}

TEST_CASE("any batching, commit size, restart and number of buckets gives the same history") {
  std::vector<std::string> expected;
  for (int bits : {0, 3}) {
    for (std::uint64_t commit_rows : {300U, 100000U}) {
      for (std::size_t batch_rows : {1000U, 77U}) {
        Folder folder("same");
        auto all = random_batches(3, 2000, batch_rows);
        std::vector<const EventBatch*> half, rest;
        for (auto& batch : all) (half.size() < all.size() / 2 ? half : rest).push_back(&batch);
        load(folder, half, commit_rows, bits);
        load(folder, rest, commit_rows, bits);
        if (expected.empty()) expected = content(folder);
        CHECK(expected.size() == 2000);
        CHECK(content(folder) == expected);
        CHECK(damages(folder).empty());
        auto history = must(History::open(folder.path, Access::read));
        for (int bucket = 0; bucket < history.bucket_count(); ++bucket) CHECK(history.segments(bucket).size() <= 1);
        CHECK(history.bucket_bits() == bits);
      }
    }
  }
}

TEST_CASE("a bucket's version changes with its content only") {
  Folder folder("version");
  EventBatch first, second;
  first.add({0, 1}, "a", "e", Time{1}, "s");
  load(folder, {&first}, 100, 3);
  auto versions = [&] {
    auto history = must(History::open(folder.path, Access::read));
    std::vector<std::string> list;
    for (int bucket = 0; bucket < history.bucket_count(); ++bucket) list.push_back(history.version(bucket));
    return list;
  };
  auto before = versions();
  CHECK(before.front().size() == 32);
  load(folder, {&first}, 100, 3);
  CHECK(versions() == before);
  second.add({0, 2}, "a", "e", Time{2}, "s");
  load(folder, {&second}, 100, 3);
  auto after = versions();
  int changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) changed += before[i] != after[i];
  CHECK(changed == 1);
}

TEST_CASE("a workspace from before segments told arrivals is brought up to date by the next writer") {
  Folder folder("arrivals");
  EventBatch first, second;
  for (std::uint64_t i = 0; i < 100; ++i) first.add({0, i + 1}, "c" + std::to_string(i), "e", Time{1}, "s");
  load(folder, {&first}, 100, 3);
  {
    auto db = must(StateDb::open(folder.path / "cairn.db", StateDb::Mode::write));
    must(
        db.run("ALTER TABLE segment DROP COLUMN fault; ALTER TABLE segment DROP COLUMN noticed_us;"
               "ALTER TABLE segment DROP COLUMN first_arrival; ALTER TABLE segment DROP COLUMN end_arrival;"
               "DELETE FROM workspace WHERE key = 'lineage';"
               "UPDATE schema_version SET version = 3 WHERE folder = 'store'"));
  }
  auto early = History::open(folder.path, Access::read);
  REQUIRE(!early.ok());
  CHECK(early.error().message.find("older Cairn") != std::string::npos);
  second.add({0, 1000}, "late", "e", Time{2}, "s");
  load(folder, {&second}, 100, 3);
  auto history = must(History::open(folder.path, Access::read));
  CHECK(history.events() == 101);
  CHECK(must(history.verify([](std::size_t, std::size_t) {})).empty());
  for (const auto& segment : history.segments()) CHECK(segment.end_arrival > segment.first_arrival);
}

TEST_CASE("text that is not UTF-8 is refused before anything is written") {
  Folder folder("utf8");
  auto history = must(History::open(folder.path, Access::write));
  auto loader = must(Loader::start(history));
  EventBatch batch;
  batch.add({0, 1}, "c", "caf\xE9", Time{1}, "s");
  auto refused = loader->append(batch);
  REQUIRE(!refused.ok());
  CHECK(refused.error().message.find("UTF-8") != std::string::npos);
}

TEST_CASE("a path full of patterns is only a path") {
  Folder folder("odd [a-z]* ? 'x' key=1");
  auto batch = random_batch(5, 100);
  load(folder, {&batch}, 30);
  CHECK(content(folder).size() == 100);
  CHECK(damages(folder).empty());
}

TEST_CASE("writers exclude everybody, readers only writers") {
  Folder folder("lock");
  auto batch = random_batch(1, 10);
  load(folder, {&batch});
  {
    auto writer = must(History::open(folder.path, Access::write));
    auto reader = History::open(folder.path, Access::read);
    REQUIRE(!reader.ok());
    CHECK(reader.error().code == ErrorCode::conflict);
    CHECK(reader.error().message.find("writing") != std::string::npos);
    auto other = History::open(folder.path, Access::write);
    REQUIRE(!other.ok());
    CHECK(other.error().code == ErrorCode::conflict);
  }
  {
    auto reader = must(History::open(folder.path, Access::read));
    auto other = must(History::open(folder.path, Access::read));
    auto writer = History::open(folder.path, Access::write);
    REQUIRE(!writer.ok());
    CHECK(writer.error().code == ErrorCode::conflict);
    auto kept = reader.snapshot();
    CHECK(kept.events() == 10);
  }
  CHECK(History::open(folder.path, Access::write).ok());
}

TEST_CASE("a snapshot holds the lock and does not move") {
  Folder folder("snapshot");
  auto batch = random_batch(1, 10);
  auto history = std::make_unique<History>(must(History::open(folder.path, Access::write)));
  auto before = history->snapshot();
  auto loader = must(Loader::start(*history));
  must(loader->append(batch));
  must(loader->finish());
  CHECK(before.events() == 0);
  CHECK(history->events() == 10);
  loader.reset();
  history.reset();
  CHECK(!History::open(folder.path, Access::write).ok());
}

TEST_CASE("a setting stays, and is seen by who opens the workspace next") {
  Folder folder("settings");
  {
    auto history = must(History::open(folder.path, Access::write));
    CHECK(!history.setting("timezone"));
    must(history.set_setting("timezone", "UTC"));
    must(history.set_setting("timezone", "Asia/Shanghai"));
    CHECK(history.setting("timezone") == "Asia/Shanghai");
  }
  CHECK(must(History::open(folder.path, Access::read)).setting("timezone") == "Asia/Shanghai");
}
