// The index against the history it was made from.
#include "journey/index.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "base/random.h"

using namespace cairn;
using namespace cairn::journey;

namespace {

struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::temp_directory_path() / ("cairn-index-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}
void must(Result<void> result) {
  if (!result) FAIL(result.error().text());
}

struct Expected {
  std::string event;
  std::int64_t ms;
  std::int64_t number;
  bool operator==(const Expected&) const = default;
};
using Truth = std::map<std::string, std::vector<Expected>>;

/// Random events; with `keep_segments` the loads are not merged, so that buckets have several segments.
Truth load(const Folder& folder, std::size_t events, std::size_t types, int bits, bool keep_segments = false) {
  auto history = must(store::History::open(folder.path, store::Access::write, bits));
  Random random(events + types);
  Truth truth;
  for (std::size_t part = 0; part < 3; ++part) {
    auto loader = must(store::Loader::start(history, keep_segments ? events / 3 : events * 2));
    EventBatch batch;
    for (std::size_t i = 0; i < events / 3; ++i) {
      auto who = "c" + std::to_string(random.below(events / 10 + 1));
      auto what = "type " + std::to_string(random.below(types));
      std::int64_t ms = -1'000'000'000'000 + static_cast<std::int64_t>(random.below(3'000'000'000'000));
      auto number = static_cast<std::int64_t>(random.below(1000));
      batch.add({hash64(std::to_string(i)), part * events + i + 1}, who, what, Time{ms * 1000 + 7}, "test");
      batch.set("n", number);
      truth[who].push_back({what, ms, number});
    }
    must(loader->append(batch));
    if (!keep_segments) must(loader->finish());
  }
  for (auto& [who, list] : truth)
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.ms < b.ms; });
  return truth;
}

Truth content(const Index& index) {
  Truth found;
  for (const auto& bucket : index.buckets()) {
    auto numbers = must(index.columns().load(bucket.number, "n", ColumnForm::numbers));
    for (std::size_t c = 0; c < bucket.customers(); ++c) {
      auto name = must(index.customer_name(bucket.number, c));
      CHECK_FALSE(found.contains(name));
      for (std::size_t row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row)
        found[name].push_back({index.event_types()[bucket.type(row)], bucket.ms(row) + epoch_1930_ms,
                               static_cast<std::int64_t>(numbers->numbers[row])});
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the index holds what the history holds, in order") {
  for (std::size_t types : {5U, 300U}) {
    for (bool keep_segments : {false, true}) {
      CAPTURE(types);
      CAPTURE(keep_segments);
      Folder folder("same");
      auto truth = load(folder, 6000, types, 3, keep_segments);
      auto history = must(store::History::open(folder.path, store::Access::read));
      CHECK((history.segments().size() > 8) == keep_segments);
      auto index = must(Index::open(history));
      CHECK(index.events() == 6000);
      CHECK(index.customers() == truth.size());
      CHECK(index.buckets().size() == 8);
      CHECK(index.buckets().front().type8.empty() == (types > 256));
      CHECK(content(index) == truth);
      auto again = must(Index::open(history));
      CHECK(content(again) == truth);
      CHECK(must(Index::verify(history)).empty());
    }
  }
}

TEST_CASE("columns are shown as the history shows them") {
  Folder folder("columns");
  {
    auto history = must(store::History::open(folder.path, store::Access::write, 1));
    auto loader = must(store::Loader::start(history));
    EventBatch batch;
    for (std::uint64_t i = 0; i < 4; ++i) {
      auto row = batch.add({0, i + 1}, "only", "e", Time{static_cast<std::int64_t>(i) * 1'000'000}, "file");
      if (i == 0) {
        batch.channel[row] = "web";
        batch.amount_minor[row] = 1250;
        batch.currency[row] = "USD";
        batch.value[row] = 2;
        batch.set("mixed", std::int64_t{5});
        batch.set("number", std::int64_t{5});
        batch.set("flag", true);
        batch.set("when", Time{1'700'000'000'250'000});
        batch.set("channel", std::string_view("hidden by the fixed one"));
      }
      if (i == 1) {
        batch.amount_minor[row] = 700;
        batch.currency[row] = "JPY";
        batch.set("mixed", std::string_view("XL"));
        batch.set("number", 0.5);
        batch.set("flag", false);
      }
      if (i == 2) batch.set("mixed", 2.0);
    }
    must(loader->append(batch));
    must(loader->finish());
  }
  auto history = must(store::History::open(folder.path, store::Access::read));
  auto index = must(Index::open(history));
  int bucket = history.bucket_of("customer", "only");
  auto& columns = index.columns();
  auto shown = [&](const std::string& name) {
    auto column = must(columns.load(bucket, name, ColumnForm::codes));
    std::string text;
    for (std::size_t i = 0; i < column->codes.size(); ++i)
      text += (column->codes[i] == 0 ? "-" : std::string(column->dictionary[column->codes[i] - 1])) + "|";
    return text;
  };
  auto numbers = [&](const std::string& name) {
    auto column = must(columns.load(bucket, name, ColumnForm::numbers));
    CHECK(column->numeric == !column->numbers.empty());
    std::string text;
    for (std::size_t i = 0; i < column->numbers.size(); ++i) {
      double number = column->numbers[i];
      text += (number != number ? "-" : Json(number).dump()) + "|";
    }
    return text;
  };
  CHECK(shown("customer") == "only|only|only|only|");
  CHECK(shown("source") == "file|file|file|file|");
  CHECK(shown("channel") == "web|-|-|-|");
  CHECK(shown("property_channel") == "hidden by the fixed one|-|-|-|");
  CHECK(shown("session") == "-|-|-|-|");
  CHECK(shown("amount") == "12.5|700|-|-|");
  CHECK(numbers("amount") == "12.5|700.0|-|-|");
  CHECK(shown("currency") == "USD|JPY|-|-|");
  CHECK(shown("value") == "2|-|-|-|");
  CHECK(numbers("value") == "2.0|-|-|-|");
  CHECK(shown("mixed") == "5|XL|2|-|");
  CHECK(numbers("mixed").empty());
  CHECK(shown("number") == "5|0.5|-|-|");
  CHECK(numbers("number") == "5.0|0.5|-|-|");
  CHECK(shown("flag") == "true|false|-|-|");
  CHECK(numbers("flag").empty());
  CHECK(shown("when") == "2023-11-14T22:13:20.250Z|-|-|-|");
  CHECK(numbers("when") == "1.70000000025e+15|-|-|-|");
  CHECK(columns.type_of("number") == PropertyType::real);
  CHECK(columns.type_of("mixed") == PropertyType::text);
  CHECK(columns.load(bucket, "number", ColumnForm::codes)->get() ==
        columns.load(bucket, "number", ColumnForm::codes)->get());
  auto unknown = columns.load(bucket, "numbr", ColumnForm::codes);
  REQUIRE(!unknown.ok());
  CHECK(unknown.error().code == ErrorCode::not_found);
  CHECK(unknown.error().hint.find("number") != std::string::npos);

  auto events = must(index.events_of("only"));
  REQUIRE(events.size() == 4);
  CHECK(events[0].channel == "web");
  CHECK(events[0].amount == 12.5);
  CHECK(events[0].properties.size() == 5);
  CHECK(events[1].id == EventId{0, 2});
  CHECK(events[1].properties == std::vector<std::pair<std::string, Literal>>{
                                    {"flag", {"false", {}}}, {"mixed", {"XL", {}}}, {"number", {"0.5", 0.5}}});
  CHECK(events[2].properties == std::vector<std::pair<std::string, Literal>>{{"mixed", {"2", 2.0}}});
  CHECK(events[3].time == Time{3'000'000});
  CHECK(index.events_of("nobody").error().code == ErrorCode::not_found);
  CHECK(index.events_of("only", "email").error().code == ErrorCode::not_found);
}

TEST_CASE("an index in memory is like one from a history") {
  std::vector<Index::Row> rows;
  for (int who = 0; who < 50; ++who)
    for (int i = 0; i < who % 5 + 1; ++i) {
      Index::Row row{"c" + std::to_string(who), i % 2 == 0 ? "seen" : "paid", 1'000'000 + i, {}};
      if (i == 1)
        row.properties = {{"price", {"7", 7.0}}, {"channel", {"web", {}}}, {"size", {who % 2 == 0 ? "3" : "XL", {}}}};
      rows.push_back(row);
    }
  for (auto [bits, slice_rows] : {std::pair{0, std::size_t{1000}}, {3, 1000}, {0, 1}, {1, 7}}) {
    auto index = Index::in_memory(rows, bits, slice_rows);
    if (slice_rows == 1000) CHECK(index.buckets().size() == std::size_t{1} << bits);
    if (slice_rows == 1) CHECK(index.buckets().size() == 50);
    for (std::size_t b = 0; b < index.buckets().size(); ++b) CHECK(index.buckets()[b].number == static_cast<int>(b));
    CHECK(index.customers() == 50);
    CHECK(index.events() == rows.size());
    CHECK(index.extent_ms() == std::pair<std::int64_t, std::int64_t>{1'000'000, 1'000'004});
    std::size_t priced = 0;
    for (const auto& bucket : index.buckets()) {
      auto price = must(index.columns().load(bucket.number, "price", ColumnForm::numbers));
      auto size = must(index.columns().load(bucket.number, "size", ColumnForm::codes));
      auto channel = must(index.columns().load(bucket.number, "channel", ColumnForm::codes));
      CHECK(price->numeric);
      REQUIRE(price->numbers.size() == bucket.rows());
      for (std::size_t c = 0; c < bucket.customers(); ++c) {
        auto name = must(index.customer_name(bucket.number, c));
        CHECK(bucket.offsets[c + 1] - bucket.offsets[c] ==
              static_cast<std::uint32_t>(std::stoi(name.substr(1)) % 5 + 1));
        for (auto row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row) {
          bool paid_first = row == bucket.offsets[c] + 1;
          CHECK((price->numbers[row] == 7) == paid_first);
          CHECK((size->codes[row] != 0) == paid_first);
          CHECK((channel->codes[row] != 0) == paid_first);
          priced += paid_first;
        }
      }
    }
    CHECK(priced == 40);
    auto events = must(index.events_of("c4"));
    REQUIRE(events.size() == 5);
    CHECK(events[1].channel == "web");
    CHECK(events[1].properties.size() == 2);
  }
  auto empty = Index::in_memory({}, 2);
  CHECK(empty.events() == 0);
  CHECK(empty.buckets().size() == 4);
  CHECK(empty.buckets().front().customers() == 0);
  CHECK(empty.extent_ms() == std::pair<std::int64_t, std::int64_t>{0, 0});
}

TEST_CASE("an index file that is missing, cut, foreign or old is built again") {
  Folder folder("rebuild");
  auto truth = load(folder, 900, 5, 2);
  auto history = must(store::History::open(folder.path, store::Access::read));
  CHECK(content(must(Index::open(history))) == truth);
  auto file = folder.path / "index" / "b01.journey";
  auto names = folder.path / "index" / "b01.names";
  auto good = must(read_file(file)), good_names = must(read_file(names));
  auto spoil = [&](const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::remove(path);  // the old one may be mapped
    if (!bytes.empty()) std::ofstream(path, std::ios::binary) << bytes;
    CHECK(content(must(Index::open(history))) == truth);
    CHECK(must(read_file(file)) == good);
    CHECK(must(read_file(names)) == good_names);
  };
  spoil(file, "");
  spoil(file, good.substr(0, good.size() - 1));
  spoil(file, good.substr(0, 60));
  spoil(file, must(read_file(folder.path / "index" / "b02.journey")));
  auto flipped = good;
  flipped[50] ^= 1;
  spoil(file, flipped);
  spoil(names, "");
  spoil(names, good_names + "x");

  // Content is only looked at by verify.
  auto damaged = good;
  damaged[damaged.size() - 3] ^= 1;
  std::filesystem::remove(file);
  std::ofstream(file, std::ios::binary) << damaged;
  must(Index::open(history));
  auto found = must(Index::verify(history));
  REQUIRE(found.size() == 1);
  CHECK(found[0].what.find("b01.journey") != std::string::npos);
  CHECK(found[0].fault.find("checksum") != std::string::npos);
  must(Index::rebuild(history));
  CHECK(must(Index::verify(history)).empty());
}

TEST_CASE("an index follows its history") {
  Folder folder("follows");
  load(folder, 300, 5, 2);
  {
    auto history = must(store::History::open(folder.path, store::Access::write));
    auto before = must(Index::open(history));
    auto loader = must(store::Loader::start(history));
    EventBatch batch;
    batch.add({9, 9}, "newcomer", "a new type", Time{5}, "s");
    must(loader->append(batch));
    must(loader->finish());
    auto after = must(Index::open(history));
    CHECK(after.events() == before.events() + 1);
    CHECK(after.event_types().back() == "a new type");
    CHECK(before.events() == 300);
    CHECK(must(after.events_of("newcomer")).size() == 1);
  }
}

TEST_CASE("a damaged segment makes an error that names the file") {
  Folder folder("broken");
  load(folder, 900, 5, 2);
  auto history = must(store::History::open(folder.path, store::Access::read));
  auto index = must(Index::open(history));
  auto segment = history.segments(2).front().file;
  std::filesystem::resize_file(folder.path / "history" / segment, 200);
  auto column = index.columns().load(2, "n", ColumnForm::numbers);
  REQUIRE(!column.ok());
  CHECK(column.error().code == ErrorCode::damaged);
  CHECK(column.error().where.find(segment) != std::string::npos);
  CHECK(index.columns().load(1, "n", ColumnForm::numbers).ok());
  CHECK(Index::open(history).ok());  // its index file is still there
  std::filesystem::remove_all(folder.path / "index");
  auto again = Index::open(history);
  REQUIRE(!again.ok());
  CHECK(again.error().code == ErrorCode::damaged);
  CHECK(again.error().where.find(segment) != std::string::npos);
}

TEST_CASE("columns load from several threads at once, each once") {
  Folder folder("threads");
  load(folder, 3000, 5, 2);
  auto history = must(store::History::open(folder.path, store::Access::read));
  auto index = must(Index::open(history));
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (const auto& bucket : index.buckets())
        for (const char* name : {"n", "customer", "source"}) {
          auto first = index.columns().load(bucket.number, name, ColumnForm::codes);
          auto second = index.columns().load(bucket.number, name, ColumnForm::codes);
          wrong +=
              !first.ok() || !second.ok() || first->get() != second->get() || (*first)->codes.size() != bucket.rows();
          if (bucket.customers() > 0) wrong += !index.customer_name(bucket.number, 0).ok();
        }
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("too many event types are refused with the reason") {
  std::vector<Index::Row> rows;
  Folder folder("types");
  auto history = must(store::History::open(folder.path, store::Access::write, 0));
  auto loader = must(store::Loader::start(history));
  EventBatch batch;
  for (std::uint64_t i = 0; i < 65'536; ++i)
    batch.add({1, i}, "c", "event " + std::to_string(i), Time{static_cast<std::int64_t>(i)}, "s");
  must(loader->append(batch));
  must(loader->finish());
  auto index = Index::open(history);
  REQUIRE(!index.ok());
  CHECK(index.error().code == ErrorCode::limit);
  CHECK(index.error().message.find("65536") != std::string::npos);
  CHECK(index.error().hint.find("event column") != std::string::npos);
}

TEST_CASE("a property is read once and kept in a file, which is checked and made anew when it does not fit") {
  Folder folder("kept");
  auto truth = load(folder, 900, 5, 2);
  auto history = must(store::History::open(folder.path, store::Access::read));
  auto files = [&] {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path / "index"))
      if (entry.path().extension() == ".numbers") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
  };
  CHECK(content(must(Index::open(history))) == truth);
  REQUIRE(files().size() == 4);
  CHECK(must(Index::verify(history)).empty());
  auto file = files()[1];
  auto good = must(read_file(file));

  // Once kept, the segments are not read for it any more.
  auto segment = folder.path / "history" / history.segments(1).front().file;
  auto aside = folder.path / "aside";
  std::filesystem::rename(segment, aside);
  CHECK(content(must(Index::open(history))) == truth);
  std::filesystem::rename(aside, segment);

  for (std::size_t at : {std::size_t{60}, std::size_t{100}, good.size() - 2}) {
    auto damaged = good;
    damaged[at] ^= 4;
    std::filesystem::remove(file);
    std::ofstream(file, std::ios::binary) << damaged;
    auto found = must(Index::verify(history));
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == file);
    CHECK(found[0].fault.find("checksum") != std::string::npos);
    CHECK(content(must(Index::open(history))) == truth);
    CHECK(must(read_file(file)) == good);
  }
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);  // now nothing can be written there: it is held in memory
  std::ofstream(file / "in the way") << "x";
  CHECK(content(must(Index::open(history))) == truth);
  std::filesystem::remove_all(file);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path / "index"))
    CHECK(entry.path().extension() != ".tmp");
  must(Index::rebuild(history));
  CHECK(files().empty());
}

TEST_CASE("column files follow their history, and what a kill left is cleared away") {
  Folder folder("columns-follow");
  auto truth = load(folder, 300, 5, 2);
  std::string who;
  {
    auto history = must(store::History::open(folder.path, store::Access::read));
    CHECK(content(must(Index::open(history))) == truth);
  }
  auto left = folder.path / "index" / "b00.journey.17-1.tmp";
  std::ofstream(left) << "half";
  auto history = must(store::History::open(folder.path, store::Access::write));
  CHECK(!std::filesystem::exists(left));
  auto loader = must(store::Loader::start(history));
  EventBatch batch;
  for (std::uint64_t i = 0; i < 50; ++i) {
    auto name = "newcomer " + std::to_string(i);
    batch.add({9, i}, name, "a new type", Time{static_cast<std::int64_t>(i) * 1'000'000}, "s");
    batch.set("n", std::int64_t{100'000} + static_cast<std::int64_t>(i));
    truth[name].push_back({"a new type", static_cast<std::int64_t>(i) * 1000, 100'000 + static_cast<std::int64_t>(i)});
  }
  must(loader->append(batch));
  must(loader->finish());
  auto index = must(Index::open(history));
  CHECK(content(index) == truth);
  CHECK(must(Index::verify(history)).empty());
}
