// Every planted damage is found and named, and the rest of the history still answers.
#include <fmt/format.h>

#include <fstream>

#include "base/random.h"
#include "store/state_db.h"
#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

struct Planted {
  Folder folder{"damage"};
  std::filesystem::path file;  ///< a segment in the middle
  std::string name;
  Planted() {
    auto batch = random_batch(9, 3000);
    load(folder, {&batch}, 100000, 3);
    auto history = must(History::open(folder.path, Access::read));
    name = history.segments().at(4).file;
    file = folder.path / "history" / name;
    REQUIRE(damages(folder).empty());
  }
  void only_fault(const std::string& part) {
    auto found = damages(folder);
    REQUIRE(found.size() == 1);
    CHECK(found[0].find("history/" + name) == 0);
    CHECK_MESSAGE(found[0].find(part) != std::string::npos, found[0]);
  }
};

void flip(const std::filesystem::path& file, std::uint64_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  char byte = static_cast<char>(stream.get());
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(static_cast<char>(byte ^ 0x10));
}

}  // namespace

TEST_CASE("a flipped byte anywhere is found") {
  Planted planted;
  Random random(4);
  auto size = std::filesystem::file_size(planted.file);
  for (int round = 0; round < 8; ++round) {
    auto at = random.below(size);
    flip(planted.file, at);
    planted.only_fault("has hash");
    flip(planted.file, at);
  }
  CHECK(damages(planted.folder).empty());
}

TEST_CASE("a cut, a missing and an extra file are found") {
  Planted planted;
  auto copy = planted.folder.path / "copy";
  std::filesystem::copy_file(planted.file, copy);
  auto size = std::filesystem::file_size(planted.file);
  std::filesystem::resize_file(planted.file, size - 1);
  planted.only_fault(fmt::format("has {} bytes, expected {}", size - 1, size));
  std::filesystem::remove(planted.file);
  planted.only_fault("is missing");
  std::filesystem::copy_file(copy, planted.file);
  planted.name = "b00-000099.parquet";
  std::filesystem::copy_file(copy, planted.folder.path / "history" / planted.name);
  planted.only_fault("the manifest does not list it");
}

TEST_CASE("a history with a damaged segment opens, and what reads that segment says so") {
  Planted planted;
  std::filesystem::resize_file(planted.file, 100);
  auto history = must(History::open(planted.folder.path, Access::read));
  CHECK(history.events() == 3000);
  auto duck = must(Duck::open({}));
  int failed = 0;
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) {
    auto result = duck.query(history.bucket_sql(bucket, {"customer"}));
    if (result.ok()) continue;
    ++failed;
    CHECK(result.error().message.find(planted.name) != std::string::npos);
  }
  CHECK(failed == 1);
}

TEST_CASE("an import into a damaged bucket names the file and changes nothing") {
  Planted planted;
  std::filesystem::resize_file(planted.file, 100);
  auto history = must(History::open(planted.folder.path, Access::write));
  auto loader = must(Loader::start(history));
  auto batch = random_batch(10, 1000);
  must(loader->append(batch));
  auto counts = loader->finish();
  REQUIRE(!counts.ok());
  CHECK(counts.error().code == ErrorCode::damaged);
  CHECK(counts.error().where.find(planted.name) != std::string::npos);
  CHECK(history.events() == 3000);
}

TEST_CASE("rows that do not fit the manifest are found although the file is whole") {
  Planted planted;
  auto rewrite = [&](const std::string& select) {
    auto duck = must(Duck::open({}));
    auto beside = planted.file.string() + ".new";
    auto result = duck.query(fmt::format(
        "COPY ({}) TO {} (FORMAT parquet)",
        fmt::format(fmt::runtime(select), fmt::arg("file", "read_parquet(" + sql_text(planted.file.string()) + ")")),
        sql_text(beside)));
    must(std::move(result));
    std::filesystem::rename(beside, planted.file);
    auto db = must(StateDb::open(planted.folder.path / "cairn.db", StateDb::Mode::write));
    auto update = must(db.prepare("UPDATE segment SET bytes = ?, hash = ? WHERE file = ?"));
    update.bind(1, static_cast<std::int64_t>(std::filesystem::file_size(planted.file)));
    must(update.bind(2, must(hash_file(planted.file)).hex()).bind(3, planted.name).run());
  };
  auto original = must(read_file(planted.file));
  auto restore = [&] { std::ofstream(planted.file, std::ios::binary) << original; };
  const std::pair<const char*, const char*> cases[] = {
      {"FROM {file} LIMIT 50", "has 50 rows, expected"},
      {"FROM {file} ORDER BY time DESC", "does not sort after"},
      {"FROM {file} UNION ALL (FROM {file} LIMIT 1)", "is there twice"},
      {"SELECT * REPLACE (customer || 'x' AS customer) FROM {file}", "has hash"},
      {"SELECT * REPLACE ('unheard' AS event) FROM {file}", "event 'unheard' is not in the manifest"},
      {"SELECT * REPLACE (arrival + 1000000 AS arrival) FROM {file}", "its arrival is"},
      {"SELECT * REPLACE (time + INTERVAL 1 HOUR AS time) FROM {file}", "spans"},
      {"SELECT * EXCLUDE (event_id) FROM {file}", "cannot be read"},
  };
  for (const auto& [select, fault] : cases) {
    CAPTURE(select);
    rewrite(select);
    planted.only_fault(fault);
    restore();
  }
}

TEST_CASE("a manifest whose totals do not agree is found") {
  Planted planted;
  {
    auto db = must(StateDb::open(planted.folder.path / "cairn.db", StateDb::Mode::write));
    must(db.run("UPDATE source SET events = events + 1 WHERE name = 'a.csv'"));
  }
  auto found = damages(planted.folder);
  REQUIRE(found.size() == 1);
  CHECK(found[0] == "cairn.db: the sources sum up to 3001 events, the segments to 3000");
}

TEST_CASE("what a crash may leave is no damage, and the next writer removes it") {
  Planted planted;
  auto folder = planted.folder.path / "history";
  {
    auto db = must(StateDb::open(planted.folder.path / "cairn.db", StateDb::Mode::write));
    must(db.run("INSERT INTO loose VALUES('b01-000077.parquet')"));
  }
  std::ofstream(folder / "b01-000077.parquet") << "half";
  std::ofstream(folder / "notes.txt") << "somebody's";
  std::filesystem::create_directories(planted.folder.path / "tmp" / "spill");
  auto found = damages(planted.folder);
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("notes.txt") != std::string::npos);
  load(planted.folder, {});
  CHECK(!std::filesystem::exists(folder / "b01-000077.parquet"));
  CHECK(std::filesystem::exists(folder / "notes.txt"));
  CHECK(!std::filesystem::exists(planted.folder.path / "tmp"));
  CHECK(content(planted.folder).size() == 3000);
}
