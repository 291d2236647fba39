// Indexes that are spliced from a base and a tail, against indexes that are built anew from the same segments.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <tuple>

#include "base/random.h"
#include "journey/joined.h"
#include "journey/question.h"
#include "store/manifest.h"
#include "store/merged_rows.h"
#include "store/segment_writer.h"

namespace cairn::journey {
namespace {

namespace fs = std::filesystem;

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}
void must(const Result<void>& result) {
  if (!result.ok()) FAIL(result.error().text());
}

/// A workspace that is open for writing, as a server has it.
struct Workspace {
  fs::path path;
  std::optional<store::History> history;
  std::uint64_t events = 0;

  Workspace(const std::string& name, int bits)
      : path(fs::temp_directory_path() / ("cairn-refresh-" + name + "-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
    history.emplace(must(store::History::open(path, store::Access::write, bits)));
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() {
    std::error_code ignored;
    history.reset();
    fs::remove_all(path, ignored);
  }
  /// One commit, whose segments stay as they are.
  void commit(const EventBatch& batch) {
    auto loader = must(store::Loader::start(*history, 1));
    must(loader->append(batch));
  }
  void merge_all() {
    auto loader = must(store::Loader::start(*history));
    must(loader->finish());
  }
  /// Merges segments of a bucket, as the background does; files that are merged away stay for who still reads them.
  void merge(int bucket, std::size_t first, std::size_t count) {
    auto db = must(store::StateDb::open(path / "cairn.db", store::StateDb::Mode::write));
    auto manifest = must(store::read_manifest(db));
    auto all = history->segments(bucket);
    std::vector<store::Segment> parts(all.begin() + static_cast<std::ptrdiff_t>(first),
                                      all.begin() + static_cast<std::ptrdiff_t>(first + count));
    store::Segment whole = parts.front();
    whole.number = manifest.next_segment;
    whole.file = store::segment_file(bucket, whole.number);
    for (const auto& part : parts) {
      whole.columns.insert(part.columns.begin(), part.columns.end());
      whole.first = std::min(whole.first, part.first);
      whole.last = std::max(whole.last, part.last);
      whole.first_arrival = std::min(whole.first_arrival, part.first_arrival);
      whole.end_arrival = std::max(whole.end_arrival, part.end_arrival);
    }
    std::vector<store::PropertyPlace> places;
    for (const auto& place : manifest.places)
      if (!place.rare && whole.columns.contains(place.key())) places.push_back(place);
    auto rows = must(store::merged_rows(path / "history", parts, places));
    store::DuckOptions options;
    options.threads = 1;
    auto duck = must(store::Duck::open(options));
    store::ManifestChange change;
    change.added = {must(store::write_segment(duck, path / "history", whole, *rows))};
    change.removed = parts;
    change.next_segment = manifest.next_segment + 1;
    change.next_arrival = manifest.next_arrival;
    must(store::commit(db, change, Time{0}));
    must(history->set_setting("merged", std::to_string(whole.number)));  // reads the manifest anew
  }
};

/// Events with ties in time, of customers old and new; at later steps there are new types and properties, and wider
/// ones.
EventBatch some_events(Workspace& workspace, Random& random, int step, std::size_t count) {
  EventBatch batch;
  auto keep = [&](const std::string& text) { return batch.arena.keep(text); };
  for (std::size_t i = 0; i < count; ++i) {
    auto who = keep("c" + std::to_string(random.below(20 + 6 * static_cast<std::uint64_t>(step))));
    std::uint64_t types = step < 12 ? 5 : 300;
    Time when{1'600'000'000'000'000 + static_cast<std::int64_t>(random.below(300)) * 500 +
              static_cast<std::int64_t>(random.below(20)) * 1'000'000};
    if (random.below(3) == 0) when.us += step * 100'000'000;
    auto row = batch.add({7, ++workspace.events}, who, keep("type " + std::to_string(random.below(types))), when, "s");
    if (random.below(9) == 0) batch.identifier_kind[row] = "email";
    if (random.below(2) == 0) batch.channel[row] = keep("channel " + std::to_string(random.below(3)));
    if (random.below(4) == 0) batch.session[row] = keep("session " + std::to_string(random.below(500)));
    if (random.below(3) == 0) {
      batch.amount_minor[row] = static_cast<std::int64_t>(random.below(step < 8 ? 100 : 1'000'000));
      batch.currency[row] = step > 10 && random.below(3) == 0 ? "JPY" : "EUR";
    }
    if (random.below(4) == 0) batch.value[row] = static_cast<double>(random.below(1000)) / (step < 9 ? 1 : 3);
    batch.set("n", static_cast<std::int64_t>(random.below(step < 5 ? 100 : 100'000)));
    if (step > 4 && random.below(3) == 0) batch.set("late", keep("text " + std::to_string(random.below(400))));
    if (random.below(5) == 0) {
      if (step > 6)
        batch.set("wide", 0.5 * static_cast<double>(random.below(9)));
      else
        batch.set("wide", static_cast<std::int64_t>(random.below(9)));
      if (step > 13) batch.set("wide", keep("very"));
    }
  }
  return batch;
}

/// All that an index says, a line a row; customers in order, slices apart.
std::vector<std::string> content(const Index& index) {
  std::vector<std::string> lines;
  for (const auto& bucket : index.buckets()) {
    REQUIRE(bucket.offsets.front() == 0);
    REQUIRE(bucket.offsets.back() == bucket.rows());
    REQUIRE(bucket.millis.size() == bucket.rows());
    REQUIRE((bucket.type8.empty() ? bucket.type16.size() : bucket.type8.size()) == bucket.rows());
    struct Loaded {
      std::string name;
      std::shared_ptr<const Column> codes, numbers;
    };
    std::vector<Loaded> columns;
    for (const auto& name : index.columns().names()) {
      columns.push_back({name, must(index.columns().load(bucket.number, name, ColumnForm::codes)),
                         must(index.columns().load(bucket.number, name, ColumnForm::numbers))});
      REQUIRE(columns.back().codes->codes.size() == bucket.rows());
      const auto& texts = columns.back().codes->dictionary;
      for (std::size_t i = 1; i < texts.size(); ++i) REQUIRE(texts[i - 1] < texts[i]);
    }
    for (std::size_t c = 0; c < bucket.customers(); ++c) {
      auto id = must(index.customer_id(bucket.number, c));
      REQUIRE(bucket.offsets[c] < bucket.offsets[c + 1]);
      for (auto row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row) {
        auto line = id.kind + ":" + id.identifier + " " + index.event_types()[bucket.type(row)] + " " +
                    std::to_string(bucket.ms(row));
        for (const auto& column : columns) {
          auto code = column.codes->codes[row];
          if (code != 0) line += " " + column.name + "=" + std::string(column.codes->dictionary[code - 1]);
          if (!column.numbers->numeric) continue;
          auto number = column.numbers->numbers[row];
          if (number == number) line += " " + column.name + "#" + Json(number).dump();
        }
        lines.push_back(std::move(line));
      }
    }
  }
  return lines;
}

constexpr IndexOptions tiny{.slice_rows = 40, .least_tail_rows = 60, .most_tail_rows = 400};

/// Another index of the same segments, which knows nothing of the files that are there.
std::vector<std::string> built_anew(Workspace& workspace, const fs::path& keep_files = {}) {
  auto folder = workspace.path / "index", aside = workspace.path / "aside";
  fs::rename(folder, aside);
  auto lines = content(must(Index::open(*workspace.history, nullptr, tiny)));
  if (keep_files.empty())
    fs::remove_all(folder);
  else
    fs::rename(folder, keep_files);
  fs::rename(aside, folder);
  return lines;
}

void check_same(const std::vector<std::string>& found, const std::vector<std::string>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i] == expected[i]);
}

}  // namespace

TEST_CASE("a spliced index is the one that is built anew, whatever came and however it was merged") {
  std::size_t spliced = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Workspace workspace("same", static_cast<int>(random.below(3)));
    workspace.commit(some_events(workspace, random, 0, random.below(2) * 600 + 1));
    auto index = std::make_shared<const Index>(must(Index::open(*workspace.history, nullptr, tiny)));
    std::shared_ptr<const Index> old = index;
    auto old_lines = content(*old);
    for (int step = 1; step <= 18; ++step) {
      CAPTURE(step);
      for (auto n = 1 + random.below(2); n > 0; --n)
        workspace.commit(some_events(workspace, random, step, 1 + random.below(50)));
      int bucket = static_cast<int>(random.below(static_cast<std::uint64_t>(workspace.history->bucket_count())));
      if (auto segments = workspace.history->segments(bucket).size(); segments > 3 && random.below(3) == 0)
        workspace.merge(bucket, random.below(segments - 2), 2 + random.below(2));
      if (random.below(12) == 0) workspace.merge_all();
      index = std::make_shared<const Index>(must(index->refreshed(*workspace.history)));
      if (random.below(3) == 0)
        if (auto due = index->bucket_to_rebuild()) must(index->rebuild_bucket(*due));
      if (random.below(8) == 0)
        index = std::make_shared<const Index>(must(Index::open(*workspace.history, nullptr, tiny)));
      spliced += index->tail_rows() > 0;
      if (random.below(2) == 0) continue;  // columns of several tails are then read at once
      check_same(content(*index), built_anew(workspace));
      check_same(content(*old), old_lines);
      if (random.below(3) == 0) {
        old = index;
        old_lines = content(*old);
      }
    }
    check_same(content(*index), built_anew(workspace));
    CHECK(index->events() == workspace.events);
    CHECK(must(Index::verify(*workspace.history)).empty());
  }
  CHECK(spliced > 25);
}

namespace {

/// Lines of content() by customer; each begins "kind:identifier type n ms".
using ByCustomer = std::map<std::string, std::vector<std::string>>;
ByCustomer by_customer(const std::vector<std::string>& lines) {
  ByCustomer found;
  for (const auto& line : lines) found[line.substr(0, line.find(' '))].push_back(line.substr(line.find(' ')));
  return found;
}
std::int64_t ms_in(const std::string& line) {  // " type n ms …"
  auto at = line.find(' ', line.find(' ', 1) + 1);
  return std::stoll(line.substr(at + 1)) + epoch_1930_ms;
}
std::string renamed(std::string line, const std::string& name) {
  auto at = line.find(" customer=");
  auto end = line.find(' ', at + 1);
  return line.replace(at, end == std::string::npos ? end : end - at, " customer=" + name);
}

/// Some identifiers, of both kinds, whole or from a time on, as customers J0 …; and what that should give.
std::pair<Joins, ByCustomer> some_joins(Random& random, const ByCustomer& raw) {
  Joins joins;
  joins.texts = std::make_shared<Arena>();
  auto kept = [&](const std::string& text) { return joins.texts->keep(text); };
  for (int j = 0; j < 6; ++j) joins.customers.push_back({"customer", kept("J" + std::to_string(j))});
  for (const auto& [name, lines] : raw) {
    if (random.below(3) == 0) continue;
    auto colon = name.find(':');
    auto cut = ms_in(lines[random.below(lines.size())]);
    auto from = random.below(2) == 0 ? INT64_MIN : cut;
    auto until = from == INT64_MIN && random.below(2) == 0 ? cut : INT64_MAX;
    joins.pieces.push_back(Piece::of({kept(name.substr(0, colon)), kept(name.substr(colon + 1))}, from, until,
                                     static_cast<std::uint32_t>(random.below(6))));
  }
  std::sort(joins.pieces.begin(), joins.pieces.end());
  auto expected = raw;
  for (const auto& piece : joins.pieces) {
    auto& mine = expected[std::string(piece.id.kind) + ":" + std::string(piece.id.identifier)];
    const std::string name(joins.customers[piece.customer].identifier);
    std::erase_if(mine, [&](const std::string& line) {
      bool moves = ms_in(line) >= piece.from_ms && ms_in(line) < piece.until_ms;
      if (moves) expected["customer:" + name].push_back(renamed(line, name));
      return moves;
    });
  }
  std::erase_if(expected, [](const auto& each) { return each.second.empty(); });
  for (auto& [name, lines] : expected)
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return ms_in(a) < ms_in(b); });
  return {std::move(joins), std::move(expected)};
}

}  // namespace

TEST_CASE("customers of several identifiers have the rows of base and tail, in order") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Workspace workspace("joined", static_cast<int>(random.below(3)));
    workspace.commit(some_events(workspace, random, 0, 400));
    auto index = must(Index::open(*workspace.history, nullptr, tiny));
    for (int step = 1; step <= 14; ++step) {
      CAPTURE(step);
      workspace.commit(some_events(workspace, random, step, 1 + random.below(60)));
      index = must(index.refreshed(*workspace.history));
      auto [joins, expected] = some_joins(random, by_customer(content(index)));
      auto joined = must(index.joined(std::make_shared<const Joins>(std::move(joins))));
      auto found = by_customer(content(joined));
      REQUIRE(found.size() == expected.size());
      for (const auto& [name, lines] : expected) {
        CAPTURE(name);
        check_same(found[name], lines);
      }
      for (const auto& [name, lines] : expected) {
        if (!name.starts_with("customer:J")) continue;
        auto events = must(joined.events_of(name.substr(9)));
        CHECK(events.size() == lines.size());
      }
    }
  }
}

TEST_CASE("a tail that is written into its base makes the files that building makes") {
  Workspace workspace("fold", 1);
  Random random(3);
  workspace.commit(some_events(workspace, random, 0, 500));
  auto index = must(Index::open(*workspace.history, nullptr, tiny));
  CHECK(!index.bucket_to_rebuild());
  for (int step = 1; step < 8; ++step) {
    workspace.commit(some_events(workspace, random, step, 40));
    index = must(index.refreshed(*workspace.history));
  }
  CHECK(index.tail_rows() == 280);
  auto lines = content(index);
  auto anew = workspace.path / "anew";
  check_same(lines, built_anew(workspace, anew));
  while (auto due = index.bucket_to_rebuild()) {
    must(index.rebuild_bucket(*due));
    auto before = index.tail_rows();
    index = must(index.refreshed(*workspace.history));  // nothing came, but a better base is there
    REQUIRE(index.tail_rows() < before);
  }
  CHECK(index.tail_rows() == 0);
  // Also the columns, which nobody has asked of this index yet.
  for (const auto& entry : fs::directory_iterator(anew))
    CHECK(must(read_file(entry.path())) == must(read_file(workspace.path / "index" / entry.path().filename())));
  check_same(content(index), lines);
  CHECK(must(Index::verify(*workspace.history)).empty());
}

TEST_CASE("a refresh reads only what came since, and a column only where it was not read") {
  Workspace workspace("reads", 1);
  Random random(4);
  workspace.commit(some_events(workspace, random, 0, 500));
  auto index = must(Index::open(*workspace.history, nullptr, tiny));
  workspace.commit(some_events(workspace, random, 1, 50));
  index = must(index.refreshed(*workspace.history));
  content(index);
  std::vector<fs::path> was_read;
  for (const auto& entry : fs::directory_iterator(workspace.path / "history")) was_read.push_back(entry.path());
  workspace.commit(some_events(workspace, random, 2, 50));
  for (const auto& file : was_read) fs::remove(file);  // whoever reads it again fails
  index = must(index.refreshed(*workspace.history));
  CHECK(index.tail_rows() == 100);
  CHECK(content(index).size() == 600);
  auto same = must(index.refreshed(*workspace.history));
  CHECK(same.buckets()[0].seconds.data() == index.buckets()[0].seconds.data());
}

TEST_CASE("merging segments changes no version, and nothing that was made of them is made again") {
  Workspace workspace("merged", 1);
  Random random(7);
  workspace.commit(some_events(workspace, random, 0, 2500));
  auto index = must(Index::open(*workspace.history, nullptr, tiny));
  content(index);
  for (int step = 1; step < 4; ++step) workspace.commit(some_events(workspace, random, step, 50));
  index = must(index.refreshed(*workspace.history));
  auto version = workspace.history->version(0);
  auto base = must(read_file(workspace.path / "index" / "b00.journey"));
  workspace.merge_all();
  REQUIRE(workspace.history->segments(0).size() == 1);
  CHECK(workspace.history->version(0) == version);
  auto same = must(index.refreshed(*workspace.history));
  CHECK(same.buckets()[0].seconds.data() == index.buckets()[0].seconds.data());
  // What comes later is spliced on the same base, in this process and in the next.
  workspace.commit(some_events(workspace, random, 4, 50));
  index = must(index.refreshed(*workspace.history));
  CHECK(index.tail_rows() == 200);
  auto lines = content(index);
  index = must(Index::open(*workspace.history, nullptr, tiny));
  CHECK(index.tail_rows() == 200);
  check_same(content(index), lines);
  CHECK(must(read_file(workspace.path / "index" / "b00.journey")) == base);
  check_same(lines, built_anew(workspace));
}

TEST_CASE("new segments that cannot be read make an error that names one, and the old index goes on") {
  Workspace workspace("broken", 1);
  Random random(5);
  workspace.commit(some_events(workspace, random, 0, 500));
  auto index = must(Index::open(*workspace.history, nullptr, tiny));
  workspace.commit(some_events(workspace, random, 1, 50));
  auto file = workspace.history->segments(1).back().file;
  fs::resize_file(workspace.path / "history" / file, 100);
  auto refreshed = index.refreshed(*workspace.history);
  REQUIRE(!refreshed.ok());
  CHECK(refreshed.error().code == ErrorCode::damaged);
  CHECK(refreshed.error().where.find(file) != std::string::npos);
  CHECK(content(index).size() == 500);
}

TEST_CASE("questions to old indexes, refreshing and writing bases go on at once") {
  Workspace workspace("threads", 2);
  Random random(6);
  workspace.commit(some_events(workspace, random, 0, 2000));
  std::mutex mutex;
  auto current = std::make_shared<const Index>(must(Index::open(*workspace.history, nullptr, tiny)));
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0, asked = 0;
  std::string fault;
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      Random mine(t);
      while (!stop) {
        std::shared_ptr<const Index> index;
        {
          std::lock_guard guard(mutex);
          index = current;
        }
        auto answer = ask(*index, *parse_json(R"({"kind":"transitions","by":"channel"})", "q"));
        std::size_t rows = 0;
        for (const auto& bucket : index->buckets()) {
          for (const char* name : {"n", "channel", "customer", "late"}) {
            auto column = index->columns().load(bucket.number, name, ColumnForm::codes);
            if (!column.ok() && column.error().code == ErrorCode::not_found) continue;
            wrong += !column.ok() || (*column)->codes.size() != bucket.rows();
          }
          if (bucket.customers() > 0)
            wrong += !index->customer_name(bucket.number, mine.below(bucket.customers())).ok();
          rows += bucket.rows();
        }
        wrong += rows != index->events();
        wrong += !answer.ok();
        if (!answer) {
          std::lock_guard guard(mutex);
          fault = answer.error().text();
        }
        ++asked;
      }
    });
  for (int step = 1; step < 15 || asked < 20; ++step) {
    workspace.commit(some_events(workspace, random, std::min(step, 10), 40));
    auto next = std::make_shared<const Index>(must(current->refreshed(*workspace.history)));
    if (auto due = next->bucket_to_rebuild()) must(next->rebuild_bucket(*due));
    std::lock_guard guard(mutex);
    current = next;
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  CHECK(fault == "");
  CHECK(wrong == 0);
  check_same(content(*current), built_anew(workspace));
}

}  // namespace cairn::journey
