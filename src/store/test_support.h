// Shared by the tests of this folder: a workspace in a temporary folder, loading it and asking it.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "store/history.h"

namespace cairn::store {

/// A folder that goes away with this.
struct Folder {
  std::filesystem::path path;
  explicit Folder(const std::string& name)
      : path(std::filesystem::temp_directory_path() / ("cairn-store-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
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
inline void must(Result<void> result) {
  if (!result) FAIL(result.error().text());
}

inline LoadCounts load(const Folder& folder, const std::vector<const EventBatch*>& batches,
                       std::uint64_t commit_rows = 1'000'000, int bits = 2) {
  auto history = must(History::open(folder.path, Access::write, bits));
  LoadOptions options;
  options.commit_rows = commit_rows;
  options.memory_limit = "1GB";
  auto loader = must(Loader::start(history, options));
  for (const auto* batch : batches) must(loader->append(*batch));
  return must(loader->finish());
}

/// Rows of a query over the view, columns joined by "|".
inline std::vector<std::string> ask(const Folder& folder, const std::string& sql) {
  auto history = must(History::open(folder.path, Access::read));
  auto duck = must(Duck::open({.memory_limit = "1GB", .threads = 2, .temp_directory = {}, .allowed = {}}));
  must(duck.run(history.events_view_sql()));
  must(duck.lock_down({folder.path}));
  auto result = must(duck.user_query(sql));
  std::vector<std::string> rows;
  while (std::size_t count = must(result.next()))
    for (std::size_t i = 0; i < count; ++i) {
      std::string row;
      for (std::size_t c = 0; c < result.column_count(); ++c)
        row += (c == 0 ? "" : "|") + result.shown(c, i).value_or("NULL");
      rows.push_back(std::move(row));
    }
  return rows;
}

/// `count` events of some customers, with ties in time and every kind of column; the same for the same seed. The
/// first n events do not depend on `count`.
inline EventBatch random_batch(std::uint64_t seed, std::size_t count, std::size_t skip = 0) {
  Random random(seed);
  EventBatch batch;
  for (std::size_t i = 0; i < skip + count; ++i) {
    auto who = "customer " + std::to_string(random.below(97));
    auto what = "event " + std::to_string(random.below(12));
    Time when{1'600'000'000'000'000 + static_cast<std::int64_t>(random.below(500)) * 1'000'000};
    auto number = random.below(1000);
    if (i < skip) continue;
    auto row = batch.add({hash64(std::to_string(i), seed), i}, who, what, when, number % 3 == 0 ? "a.csv" : "b.csv");
    batch.identifier_kind[row] = number % 7 == 0 ? "email" : "customer";
    if (number % 2 == 0) batch.channel[row] = "web";
    if (number % 5 == 0) {
      batch.amount_minor[row] = static_cast<std::int64_t>(number);
      batch.currency[row] = "EUR";
    }
    if (number % 4 == 0) batch.value[row] = static_cast<double>(number) / 8;
    batch.set("n", static_cast<std::int64_t>(i));
    if (number % 3 == 1)
      batch.set("text", batch.arena.keep("a text that is long enough " + std::to_string(number % 50)));
    if (number % 11 == 0) batch.set("mixed", std::int64_t{7});
    if (number % 11 == 1) batch.set("mixed", std::string_view("seven"));
    if (number % 13 == 0) batch.set("only " + std::to_string(number % 5), true);
  }
  return batch;
}

/// random_batch(seed, count) cut into batches.
inline std::deque<EventBatch> random_batches(std::uint64_t seed, std::size_t count, std::size_t rows) {
  std::deque<EventBatch> batches;
  for (std::size_t from = 0; from < count; from += rows)
    batches.push_back(random_batch(seed, std::min(rows, count - from), from));
  return batches;
}

/// Everything in the view in a fixed order, but the ordinals themselves.
inline std::vector<std::string> content(const Folder& folder) {
  return ask(folder, "SELECT * EXCLUDE (arrival) FROM events ORDER BY customer, time, arrival");
}

inline std::vector<std::string> damages(const Folder& folder) {
  auto history = must(History::open(folder.path, Access::read));
  std::vector<std::string> texts;
  for (const auto& damage : must(history.verify({}))) texts.push_back(damage.what + ": " + damage.fault);
  return texts;
}

}  // namespace cairn::store
