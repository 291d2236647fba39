// The door to DuckDB: types as text, errors in words, and a sandbox that holds.
#include "store/duck.h"

#include <fmt/format.h>

#include <fstream>

#include "store/chunk.h"
#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {
Duck duck() { return must(Duck::open({.memory_limit = "512MB", .threads = 2, .temp_directory = {}, .allowed = {}})); }

std::string one(Duck& on, const std::string& expression) {
  auto result = must(on.query("SELECT " + expression));
  REQUIRE(must(result.next()) == 1);
  return result.column_type(0) + " " + result.shown(0, 0).value_or("NULL");
}
}  // namespace

TEST_CASE("values of every type are shown") {
  auto on = duck();
  const std::pair<const char*, const char*> cases[] = {
      {"true", "BOOLEAN true"},
      {"(-5)::TINYINT", "TINYINT -5"},
      {"200::UTINYINT", "UTINYINT 200"},
      {"9223372036854775807", "BIGINT 9223372036854775807"},
      {"18446744073709551615::UBIGINT", "UBIGINT 18446744073709551615"},
      {"170141183460469231731687303715884105727::HUGEINT", "HUGEINT 170141183460469231731687303715884105727"},
      {"(-170141183460469231731687303715884105728)::HUGEINT", "HUGEINT -170141183460469231731687303715884105728"},
      {"340282366920938463463374607431768211455::UHUGEINT", "UHUGEINT 340282366920938463463374607431768211455"},
      {"0.1::DOUBLE", "DOUBLE 0.1"},
      {"0.5::FLOAT", "FLOAT 0.5"},
      {"12.34", "DECIMAL(4,2) 12.34"},
      {"(-0.05)::DECIMAL(10,2)", "DECIMAL(10,2) -0.05"},
      {"0.07::DECIMAL(38,2)", "DECIMAL(38,2) 0.07"},
      {"'文'", "VARCHAR 文"},
      {"'a\\x00b'::BLOB", "BLOB a\\x00b"},
      {"DATE '1969-12-31'", "DATE 1969-12-31"},
      {"TIMESTAMP '2026-01-31 09:05:06.5'", "TIMESTAMP 2026-01-31T09:05:06.500"},
      {"TIMESTAMP_S '2026-01-31 09:05:06'", "TIMESTAMP_S 2026-01-31T09:05:06"},
      {"TIME '09:05:06.000001'", "TIME 09:05:06.000001"},
      {"INTERVAL '14 months 3 days 4 seconds'", "INTERVAL 1 year 2 months 3 days 00:00:04"},
      {"'00112233-4455-6677-8899-aabbccddeeff'::UUID", "UUID 00112233-4455-6677-8899-aabbccddeeff"},
      {"[1, NULL, 3]", "INTEGER[] [1, NULL, 3]"},
      {"{'a': 1, 'b': ['x']}", "STRUCT {a: 1, b: [x]}"},
      {"MAP {'k': 1}", "MAP {k=1}"},
      {"'b'::ENUM('a', 'b')", "ENUM b"},
      {"NULL", "INTEGER NULL"},
      {"array_value(1, 2)", "INTEGER[2] [1, 2]"},
  };
  for (const auto& [expression, expected] : cases) {
    CAPTURE(expression);
    CHECK(one(on, expression) == expected);
  }
}

TEST_CASE("several statements run, the result is that of the last") {
  auto on = duck();
  auto result = must(on.query("CREATE TABLE t(i INTEGER); INSERT INTO t VALUES (1), (2); SELECT sum(i) FROM t"));
  REQUIRE(must(result.next()) == 1);
  CHECK(result.shown(0, 0) == "3");
  CHECK(must(result.next()) == 0);
  auto changed = must(on.query("INSERT INTO t SELECT range FROM range(5)"));
  CHECK(changed.rows_changed() == 5);
}

TEST_CASE("a stream gives the same rows as a query, and its errors on the way") {
  auto on = duck();
  for (bool streamed : {false, true}) {
    auto result =
        must(streamed ? on.stream("SELECT range FROM range(100000)") : on.query("SELECT range FROM range(100000)"));
    std::int64_t expected = 0;
    bool right = true;
    while (std::size_t rows = must(result.next()))
      for (std::size_t i = 0; i < rows; ++i) right = right && result.column(0).data<std::int64_t>()[i] == expected++;
    CHECK(right);
    CHECK(expected == 100000);
  }
  auto failing = on.stream("SELECT CASE WHEN range > 99990 THEN error('too far') ELSE range END FROM range(100000)");
  bool failed = !failing.ok();
  while (!failed) {
    auto rows = failing->next();
    failed = !rows.ok();
    REQUIRE((failed || *rows > 0));
  }
}

TEST_CASE("errors name what was tried and are of a kind") {
  auto on = duck();
  auto fault = on.query("SELEC 1", "the report");
  REQUIRE(!fault.ok());
  CHECK(fault.error().where == "the report");
  CHECK(fault.error().code == ErrorCode::invalid);
  CHECK(fault.error().message.find("syntax error") != std::string::npos);
  CHECK(on.query("SELECT nothing FROM nowhere").error().message.find("nowhere") != std::string::npos);
  CHECK(on.query("  ").error().message.find("no statement") != std::string::npos);
  CHECK(on.query("SELECT * FROM read_parquet('/no/such/file.parquet')").error().code == ErrorCode::unreadable);
}

TEST_CASE("user SQL stays inside the workspace and writes no file") {
  Folder folder("sandbox");
  std::filesystem::create_directories(folder.path / "in");
  std::ofstream(folder.path / "in" / "a.csv") << "x\n1\n";
  std::ofstream(folder.path / "b.csv") << "x\n1\n";
  auto on = duck();
  must(on.lock_down({folder.path / "in"}));
  auto path = [&](const char* name) { return sql_text((folder.path / name).string()); };
  CHECK(on.user_query("SELECT * FROM read_csv(" + path("in/a.csv") + ")").ok());
  for (const auto& sql :
       {"SELECT * FROM read_csv(" + path("b.csv") + ")", std::string("SELECT * FROM read_text('/etc/passwd')"),
        "COPY (SELECT 1) TO " + path("in/out.csv"), "PREPARE p AS COPY (SELECT 1) TO " + path("in/out.csv"),
        "EXPLAIN ANALYZE COPY (SELECT 1) TO " + path("in/out.csv"), "ATTACH " + path("in/x.db"),
        "EXPORT DATABASE " + path("in/export"), std::string("SET memory_limit = '1GB'"),
        std::string("SET enable_external_access = true"), std::string("INSTALL httpfs"), std::string("LOAD json"),
        std::string("SELECT 1; COPY (SELECT 1) TO ") + path("in/out.csv"),
        std::string("SELECT * FROM cairn_rows(1)")}) {
    CAPTURE(sql);
    CHECK(!on.user_query(sql).ok());
  }
  CHECK(!std::filesystem::exists(folder.path / "in" / "out.csv"));
  CHECK(!std::filesystem::exists(folder.path / "in" / "x.db"));
  for (const char* sql :
       {"WITH a AS (SELECT 1 AS x) SELECT * FROM a", "CREATE TABLE t AS SELECT 1 AS x; SELECT * FROM t",
        "DESCRIBE SELECT 1", "SHOW TABLES", "EXPLAIN SELECT 1", "SUMMARIZE SELECT 1", "FROM range(3)", "VALUES (1)"}) {
    CAPTURE(sql);
    auto result = on.user_query(sql);
    CHECK_MESSAGE(result.ok(), (result.ok() ? "" : result.error().text()));
  }
}

TEST_CASE("chunks carry every type into a table") {
  auto on = duck();
  must(on.run("CREATE TABLE t(b BOOLEAN, i BIGINT, u UBIGINT, r DOUBLE, t TIMESTAMP, v VARCHAR, id UUID)"));
  auto appender = must(DuckAppender::open(on, "t",
                                          {DuckType::boolean, DuckType::bigint, DuckType::ubigint, DuckType::real,
                                           DuckType::timestamp, DuckType::varchar, DuckType::uuid}));
  for (int round = 0; round < 3; ++round) {
    auto& chunk = appender.chunk();
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < DuckChunk::most_rows; ++row)
      texts.push_back(std::string(row % 40, 'x') + std::to_string(row));
    for (std::size_t row = 0; row < DuckChunk::most_rows; ++row) {
      chunk.data<bool>(0)[row] = row % 2 == 0;
      chunk.data<std::int64_t>(1)[row] = -static_cast<std::int64_t>(row);
      chunk.data<std::uint64_t>(2)[row] = row;
      chunk.data<double>(3)[row] = 0.5 * static_cast<double>(row);
      chunk.data<std::int64_t>(4)[row] = static_cast<std::int64_t>(row) * 1'000'000;
      chunk.set_text(5, row, texts[row]);
      chunk.set_uuid(6, row, row, ~row);
      if (row % 10 == 0) chunk.set_null(1, row);
    }
    must(appender.append(DuckChunk::most_rows));
  }
  must(appender.flush());
  auto result =
      must(on.query("SELECT count(*), count(i), sum(i), sum(u), sum(r), max(t), max(length(v)), count(DISTINCT v), "
                    "max(id), count(*) FILTER (b) FROM t"));
  REQUIRE(must(result.next()) == 1);
  std::string row;
  for (std::size_t i = 0; i < result.column_count(); ++i) row += *result.shown(i, 0) + " ";
  CHECK(row ==
        "6144 5529 -5661084 6288384 3144192 1970-01-01T00:34:07 43 2048 00000000-0000-07ff-ffff-fffffffff800 3072 ");
}

TEST_CASE("memory shares") {
  CHECK(memory_share(0.5).ends_with("MB"));
  CHECK(memory_share(0).starts_with("256"));
}
