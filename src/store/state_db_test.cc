#include "store/state_db.h"

#include <fstream>

#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {
constexpr const char* first[] = {"CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT, weight REAL)"};
constexpr const char* second[] = {first[0], "ALTER TABLE note ADD COLUMN extra TEXT; CREATE TABLE other(x)"};

std::int64_t count(StateDb& db, const char* table) {
  auto statement = must(db.prepare(std::string("SELECT count(*) FROM ") + table));
  REQUIRE(must(statement.step()));
  return statement.integer(0);
}
}  // namespace

TEST_CASE("values, nulls and text with NUL come back") {
  Folder folder("state");
  std::filesystem::create_directories(folder.path);
  auto db = must(StateDb::open(folder.path / "s.db", StateDb::Mode::write));
  must(db.migrate("notes", first));
  auto insert = must(db.prepare("INSERT INTO note VALUES(?, ?, ?)"));
  must(insert.bind(1, std::int64_t{7}).bind(2, std::string_view("a\0b", 3)).bind(3, 0.5).run());
  must(insert.bind(1, std::int64_t{8}).bind_null(2).bind(3, std::string_view("")).run());
  auto select = must(db.prepare("SELECT id, text, weight FROM note ORDER BY id"));
  REQUIRE(must(select.step()));
  CHECK(select.integer(0) == 7);
  CHECK(select.text(1) == std::string("a\0b", 3));
  CHECK(select.real(2) == 0.5);
  REQUIRE(must(select.step()));
  CHECK(select.is_null(1));
  CHECK(!must(select.step()));
  CHECK(must(db.integrity_fault()).empty());
}

TEST_CASE("a transaction that fails leaves nothing") {
  Folder folder("transaction");
  std::filesystem::create_directories(folder.path);
  auto db = must(StateDb::open(folder.path / "s.db", StateDb::Mode::write));
  must(db.migrate("notes", first));
  auto failed = db.transaction([&]() -> Result<void> {
    CAIRN_TRY_VOID(db.run("INSERT INTO note VALUES(1, 'x', 0)"));
    return Error{ErrorCode::invalid, "no", "", ""};
  });
  CHECK(!failed.ok());
  CHECK(count(db, "note") == 0);
  must(db.transaction([&] { return db.run("INSERT INTO note VALUES(1, 'x', 0)"); }));
  CHECK(count(db, "note") == 1);
  CHECK(!db.run("INSERT INTO note VALUES(1, 'again', 0)").ok());
}

TEST_CASE("folders grow their tables by themselves, and a newer schema is refused in words") {
  Folder folder("migrate");
  std::filesystem::create_directories(folder.path);
  const auto file = folder.path / "s.db";
  {
    auto db = must(StateDb::open(file, StateDb::Mode::write));
    must(db.migrate("notes", first));
    must(db.run("INSERT INTO note VALUES(1, 'kept', 0)"));
    CHECK(must(db.version("notes")) == 1);
    CHECK(must(db.version("maps")) == 0);
  }
  {
    auto db = must(StateDb::open(file, StateDb::Mode::write));
    must(db.migrate("notes", second));
    must(db.migrate("notes", second));
    CHECK(must(db.version("notes")) == 2);
    CHECK(count(db, "note") == 1);
    CHECK(count(db, "other") == 0);
    constexpr const char* broken[] = {second[0], second[1], "CREATE TABLE third(x); CREATE TABLE other(x)"};
    CHECK(!db.migrate("notes", broken).ok());
    CHECK(must(db.version("notes")) == 2);
    CHECK(!db.prepare("SELECT * FROM third").ok());
  }
  auto db = must(StateDb::open(file, StateDb::Mode::write));
  auto refused = db.migrate("notes", first);
  REQUIRE(!refused.ok());
  CHECK(refused.error().message ==
        "made by a newer Cairn: its notes tables have version 2, this program knows up to 1");
  CHECK(!db.expect_version("notes", 1).ok());
  CHECK(db.expect_version("notes", 2).ok());
  CHECK(db.expect_version("maps", 1).error().code == ErrorCode::not_found);
}

TEST_CASE("what is no database is damaged, what is missing is not found") {
  Folder folder("nodb");
  std::filesystem::create_directories(folder.path);
  std::ofstream(folder.path / "s.db") << std::string(5000, 'x');
  CHECK(StateDb::open(folder.path / "s.db", StateDb::Mode::read).error().code == ErrorCode::damaged);
  CHECK(StateDb::open(folder.path / "t.db", StateDb::Mode::read).error().code == ErrorCode::not_found);
  CHECK(!std::filesystem::exists(folder.path / "t.db"));
}
