// Live loading: small commits with positions, merges that follow them, and snapshots on other threads meanwhile.
#include <fmt/format.h>

#include <atomic>
#include <new>
#include <thread>

#include "store/merging.h"
#include "store/segment_writer.h"
#include "store/state_db.h"
#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

LoadOptions live() {
  LoadOptions options;
  options.memory_limit = "1GB";
  options.ids_are_new = true;
  options.merge_at_finish = false;
  options.commit_rows = 10;  // does not count: commit() alone commits
  return options;
}

std::size_t files_in(const Folder& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path / "history"))
    count += entry.path().extension() == ".parquet";
  return count;
}

/// One merge that is due; false: none is.
bool merge_one(History& history) {
  auto merge = must(SmallMerge::begin(history));
  if (!merge) return false;
  must(merge->make());
  return must(merge->finish());
}

Manifest manifest_of(const std::vector<std::pair<int, std::uint64_t>>& bucket_rows) {
  Manifest manifest;
  for (const auto& [bucket, rows] : bucket_rows) {
    Segment segment;
    segment.bucket = bucket;
    segment.rows = rows;
    manifest.segments.push_back(segment);
  }
  return manifest;
}

}  // namespace

TEST_CASE("a consumer's position is committed with its events, and alone when there are none") {
  Folder folder("positions");
  auto batch = random_batch(1, 50);
  {
    auto history = must(History::open(folder.path, Access::write, 2));
    CHECK(history.position("segments") == 0);
    auto loader = must(Loader::start(history, live()));
    must(loader->append(batch));
    CHECK(history.events() == 0);
    CHECK(loader->staged_rows() == 50);
    CHECK(must(loader->commit("segments", 7)).added == 50);
    CHECK(history.events() == 50);
    CHECK(history.position("segments") == 7);
    CHECK(must(loader->commit("segments", 9)).added == 50);
    CHECK(must(loader->commit("traits", 3)).added == 50);
    CHECK(history.position("segments") == 9);
    must(loader->append(batch));
    CHECK(loader->staged_rows() == 50);
  }  // staged, never committed
  auto history = must(History::open(folder.path, Access::read));
  CHECK(history.events() == 50);
  CHECK(history.positions() == std::map<std::string, std::int64_t>{{"segments", 9}, {"traits", 3}});
  CHECK(damages(folder).empty());
}

TEST_CASE("a commit that is there although its loader failed afterwards counts once") {
  Folder folder("unsure");
  auto first = random_batch(1, 50), second = random_batch(2, 60), third = random_batch(3, 70);
  {
    auto history = must(History::open(folder.path, Access::write, 2));
    auto commit = [&](const EventBatch& batch, std::int64_t position) -> Result<LoadCounts> {
      auto loader = must(Loader::start(history, live()));
      must(loader->append(batch));
      return loader->commit("segments", position);
    };
    must(commit(first, 1));
    // From now on the manifest cannot be read after a commit: it lacks a number.
    auto db = must(StateDb::open(folder.path / "cairn.db", StateDb::Mode::write));
    must(
        db.run("CREATE TRIGGER hide AFTER UPDATE ON workspace WHEN new.key = 'next_arrival' BEGIN "
               "UPDATE workspace SET key = 'hidden' WHERE key = 'next_arrival'; END"));
    CHECK_FALSE(commit(second, 2).ok());
    CHECK(history.position("segments") == 1);
    CHECK_FALSE(Loader::start(history, live()).ok());
    must(db.run("DROP TRIGGER hide"));
    must(db.run("UPDATE workspace SET key = 'next_arrival' WHERE key = 'hidden'"));
    // Who tries again asks first how far it came.
    auto again = must(Loader::start(history, live()));
    CHECK(history.position("segments") == 2);
    CHECK(history.events() == 110);
    must(commit(third, 3));
  }
  CHECK(ask(folder, "SELECT count(*) FROM events") == std::vector<std::string>{"180"});
  CHECK(damages(folder).empty());
}

TEST_CASE("what is thrown while segments are written is an error, not the end of the process") {
  auto duck = must(Duck::open({.memory_limit = "1GB", .threads = 1, .temp_directory = {}, .allowed = {}}));
  auto outcome = for_each(duck, 8, 3, [](Duck&, std::size_t item) -> Result<void> {
    if (item % 2 == 1) throw std::bad_alloc();
    return {};
  });
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().message == "std::bad_alloc");
}

TEST_CASE("events whose ids are known still move the position") {
  Folder folder("known-position");
  auto batch = random_batch(1, 50);
  auto history = must(History::open(folder.path, Access::write, 2));
  auto options = live();
  options.ids_are_new = false;
  options.commit_rows = 1000;
  auto loader = must(Loader::start(history, options));
  must(loader->append(batch));
  must(loader->commit("segments", 1));
  must(loader->append(batch));
  auto counts = must(loader->commit("segments", 2));
  CHECK(counts.added == 50);
  CHECK(counts.known == 50);
  CHECK(history.position("segments") == 2);
}

TEST_CASE("merges are due by tiers, and when the small ones pass an eighth of the largest") {
  auto due = [](const std::vector<std::pair<int, std::uint64_t>>& segments, MergeLimits limits = {}) {
    std::vector<std::uint64_t> rows;
    for (const auto& segment : due_merge(manifest_of(segments), limits)) rows.push_back(segment.rows);
    return rows;
  };
  std::vector<std::pair<int, std::uint64_t>> seven(7, {0, 1000});
  CHECK(due(seven).empty());
  auto eight = seven;
  eight.emplace_back(0, 700);
  CHECK(due(eight).size() == 8);
  // Another bucket and another size do not count.
  auto others = seven;
  others.emplace_back(1, 1000);
  others.emplace_back(0, 1'000'000);
  CHECK(due(others).empty());
  // Eight of a tier besides a large one: the tier alone, for that is less work.
  eight.emplace_back(0, 1'000'000);
  CHECK(due(eight).size() == 8);
  // No tier is full, but together they are more than an eighth.
  auto mixed = seven;
  mixed.emplace_back(0, 9000);
  mixed.emplace_back(0, 100'000);
  CHECK(due(mixed).size() == 9);
  CHECK(due(mixed, {8, 100'000}).empty());
  // The smallest first.
  std::vector<std::pair<int, std::uint64_t>> two(8, {0, 5000});
  two.insert(two.end(), 8, {1, 50});
  CHECK(due(two) == std::vector<std::uint64_t>(8, 50));
}

TEST_CASE("many small commits leave few segments, the same events, and write each a few times only") {
  Folder folder("live"), whole("live-whole");
  auto batches = random_batches(5, 4000, 20);
  auto history = must(History::open(folder.path, Access::write, 1));
  auto loader = must(Loader::start(history, live()));
  std::int64_t position = 0;
  std::size_t most = 0;
  std::uint64_t merged = 0;
  for (const auto& batch : batches) {
    must(loader->append(batch));
    must(loader->commit("segments", ++position));
    for (;;) {
      auto before = history.segments();
      if (!merge_one(history)) break;
      std::set<std::string> files;
      for (const auto& segment : before) files.insert(segment.file);
      for (const auto& segment : history.segments())
        if (!files.contains(segment.file)) merged += segment.rows;
    }
    most = std::max(most, history.segments().size());
  }
  must(loader->finish());
  CHECK(most < 40);
  CHECK(merged < 12 * 4000);
  CHECK(files_in(folder) == history.segments().size());
  CHECK(history.position("segments") == position);
  loader.reset();
  { [[maybe_unused]] auto closed = std::move(history); }
  std::vector<const EventBatch*> list;
  for (const auto& batch : batches) list.push_back(&batch);
  load(whole, list);
  CHECK(content(folder) == content(whole));
  CHECK(damages(folder).empty());
}

TEST_CASE("a merge lets loaders go on, and gives way to whoever merged its parts otherwise") {
  Folder folder("small-merge");
  auto batches = random_batches(5, 240, 20);
  auto history = must(History::open(folder.path, Access::write, 0));
  std::int64_t position = 0;
  auto commit = [&] {
    auto loader = must(Loader::start(history, live()));
    must(loader->append(batches[static_cast<std::size_t>(position)]));
    ++position;
    must(loader->commit("segments", position));
  };
  for (int i = 0; i < 8; ++i) commit();
  auto merge = must(SmallMerge::begin(history));
  REQUIRE(merge);
  commit();
  must(merge->make());
  commit();
  CHECK(history.segments().size() == 10);
  CHECK(must(merge->finish()));
  CHECK(history.segments().size() == 3);
  CHECK(history.events() == 200);
  for (const auto& damage : must(history.verify({}))) FAIL_CHECK((damage.what + ": " + damage.fault));

  merge = must(SmallMerge::begin(history, {.segments = 2, .most_rows = 1000}));
  REQUIRE(merge);
  must(merge->make());
  {
    auto loader = must(Loader::start(history));
    must(loader->append(batches[11]));
    must(loader->finish());  // merges all
  }
  CHECK(history.segments().size() == 1);
  CHECK(!must(merge->finish()));
  CHECK(history.events() == 220);
  merge.reset();
  commit();
  CHECK(files_in(folder) == history.segments().size());
  for (const auto& damage : must(history.verify({}))) FAIL_CHECK((damage.what + ": " + damage.fault));
}

TEST_CASE("files that were merged away stay for as long as a snapshot needs them") {
  Folder folder("retired");
  auto batches = random_batches(5, 200, 20);
  auto history = must(History::open(folder.path, Access::write, 0));
  auto loader = must(Loader::start(history, live()));
  std::int64_t position = 0;
  auto commit = [&](std::size_t i) {
    must(loader->append(batches[i]));
    must(loader->commit("segments", ++position));
  };
  for (std::size_t i = 0; i < 8; ++i) commit(i);
  CHECK(files_in(folder) == 8);
  auto old = std::make_unique<History>(history.snapshot());
  auto same = std::make_unique<History>(old->snapshot());
  CHECK(merge_one(history));
  CHECK(history.segments().size() == 1);
  CHECK(files_in(folder) == 9);
  for (const auto& segment : old->segments()) CHECK(std::filesystem::exists(folder.path / "history" / segment.file));
  old.reset();
  commit(8);
  CHECK(files_in(folder) == 10);  // `same` needs them still
  for (const auto& damage : must(history.verify({}))) FAIL_CHECK((damage.what + ": " + damage.fault));
  same.reset();
  commit(9);
  CHECK(files_in(folder) == 3);
  for (const auto& damage : must(history.verify({}))) FAIL_CHECK((damage.what + ": " + damage.fault));
}

TEST_CASE("questions on other threads read their snapshot while a loader commits and merges") {
  Folder folder("live-threads");
  constexpr std::size_t commits = 60, rows = 20;
  auto batches = random_batches(5, commits * rows, rows);
  auto history = must(History::open(folder.path, Access::write, 1));
  std::atomic<bool> done = false;
  std::atomic<int> questions = 0, faults = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 2; ++i)
    askers.emplace_back([&] {
      std::uint64_t before = 0;
      while (!done || questions < 4) {
        auto snapshot = history.snapshot();
        auto duck = Duck::open({.memory_limit = "500MB", .threads = 1, .temp_directory = {}, .allowed = {}});
        std::uint64_t counted = 0;
        bool good = duck.ok();
        for (int bucket = 0; good && bucket < snapshot.bucket_count(); ++bucket) {
          auto sql = snapshot.bucket_sql(bucket, {"event_id", "customer"});
          if (sql.empty()) continue;
          auto result = duck->stream("SELECT count(*) FROM (" + sql + ")", "count");
          good = result.ok() && result->next().ok();
          if (good) counted += static_cast<std::uint64_t>(result->column(0).data<std::int64_t>()[0]);
        }
        const auto position = static_cast<std::uint64_t>(snapshot.position("segments"));
        if (!good || counted != snapshot.events() || counted < before || counted != position * rows) ++faults;
        before = counted;
        ++questions;
      }
    });
  auto loader = must(Loader::start(history, live()));
  std::int64_t position = 0;
  for (const auto& batch : batches) {
    must(loader->append(batch));
    must(loader->commit("segments", ++position));
    merge_one(history);
  }
  done = true;
  for (auto& asker : askers) asker.join();
  CHECK(faults == 0);
  CHECK(questions >= 4);
  must(loader->commit("segments", ++position));
  CHECK(files_in(folder) == history.segments().size());
}

TEST_CASE("a load that takes turns: what others commit between them counts once, has its names, and comes before") {
  Folder folder("turns");
  auto both = random_batch(1, 400), filed = random_batch(2, 300);
  filed.set("new to both", std::int64_t{1});
  auto history = must(History::open(folder.path, Access::write, 2));
  // In the last turn but one (its segments are written) and in the last, somebody else commits.
  int turns = 0;
  LoadOptions options;
  options.memory_limit = "1GB";
  options.merge_at_finish = false;
  options.turn = [&](const std::function<Result<void>()>& work) -> Result<void> {
    if (++turns == 4 || turns == 5) {
      auto other = must(Loader::start(history, live()));
      auto some = turns == 4 ? random_batch(1, 100) : random_batch(1, 150, 100);
      some.set("new to both", std::int64_t{2});
      must(other->append(some));
      must(other->commit("segments", turns));
    }
    return work();
  };
  auto loader = must(Loader::start(history, options));
  must(loader->append(both));   // turn 1 for its names
  must(loader->append(filed));  // known names but one: turn 2
  auto counts = must(loader->finish());
  CHECK(turns == 5);
  CHECK(history.events() == 700);
  CHECK(counts.added + counts.known == 700);
  CHECK(counts.known == 250);
  CHECK(history.position("segments") == 5);
  CHECK(history.property("new to both") != nullptr);
  std::int64_t end = 0;
  auto segments = history.segments();
  std::sort(segments.begin(), segments.end(), [](auto& a, auto& b) { return a.first_arrival < b.first_arrival; });
  for (const auto& segment : segments) end = std::max(end, segment.end_arrival);
  auto later = must(Loader::start(history, live()));
  must(later->append(random_batch(3, 10)));
  must(later->commit("segments", 6));
  for (const auto& segment : history.segments()) {
    bool known_before = std::any_of(segments.begin(), segments.end(), [&](auto& s) { return s.file == segment.file; });
    CHECK(known_before == (segment.end_arrival <= end));
  }
}
