// The same pairs through a real workspace: imported in another order and in several batches and commits, closed and
// opened again, answered from segments and index files. And every cell of the path that the memory index does not have:
// typed columns, dictionaries read from Parquet.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "random_question.h"
#include "store/history.h"

namespace cairn::reference {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("cairn-reference-" + std::to_string(::getpid()));
  Folder() { fs::remove_all(path); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}
void must(const Result<void>& result) {
  if (!result.ok()) FAIL(result.error().text());
}

/// The events from `i` on, up to so many.
EventBatch batch_of(const std::vector<Event>& events, std::size_t& i, std::size_t count) {
  EventBatch batch;
  for (std::size_t n = count; n > 0 && i < events.size(); --n, ++i) {
    const auto& event = events[i];
    auto row = batch.add(EventId{42, i}, batch.arena.keep(event.customer), batch.arena.keep(event.type),
                         Time{event.ms * 1000}, "test");
    for (const auto& [name, value] : event.properties) {
      if (name == "channel")
        batch.channel[row] = batch.arena.keep(value.text);
      else if (value.number && name == "price")
        batch.set(name, static_cast<std::int64_t>(*value.number));
      else
        batch.set(name, std::string_view(value.text));
    }
  }
  return batch;
}

store::History make_history(const fs::path& folder, Random& random) {
  return must(store::History::open(folder, store::Access::write, static_cast<int>(random.below(4))));
}

/// Events of one customer and instant keep their order; batches and commits are cut anywhere.
void import(const fs::path& folder, const std::vector<Event>& events, Random& random) {
  auto history = make_history(folder, random);
  auto loader = must(store::Loader::start(history, 1 + random.below(events.size() + 1)));
  for (std::size_t i = 0; i < events.size();)
    must(loader->append(batch_of(events, i, 1 + random.below(events.size()))));
  must(loader->finish());
}

/// As a server does it: commits of any size, each followed by a refreshed index; now and then a base is written.
journey::Index follow(const fs::path& folder, const std::vector<Event>& events, Random& random) {
  auto history = make_history(folder, random);
  journey::IndexOptions options;
  options.slice_rows = 1 + random.below(100);
  options.least_tail_rows = random.below(100);
  std::optional<journey::Index> index;
  for (std::size_t i = 0; i < events.size();) {
    auto loader = must(store::Loader::start(history, 1));
    must(loader->append(batch_of(events, i, 1 + random.below(events.size() / 3 + 1))));
    index = index ? must(index->refreshed(history)) : must(journey::Index::open(history, nullptr, options));
    auto due = index->bucket_to_rebuild();
    if (due && random.below(2) == 0) must(index->rebuild_bucket(*due));
  }
  return must(index->refreshed(history));
}

/// All but the instant is forgotten; within an instant of a customer, arrival is kept.
std::vector<Event> reordered(const std::vector<Event>& events, Random& random) {
  std::map<std::pair<std::int64_t, std::string>, std::vector<Event>> instants;
  for (const auto& event : events) instants[{event.ms, event.customer}].push_back(event);
  std::vector<std::vector<Event>> groups;
  for (auto& [at, group] : instants) groups.push_back(std::move(group));
  for (std::size_t i = groups.size(); i > 1; --i) std::swap(groups[i - 1], groups[random.below(i)]);
  std::vector<Event> moved;
  for (auto& group : groups) moved.insert(moved.end(), group.begin(), group.end());
  return moved;
}

}  // namespace

namespace {

/// Asks an index, made of the events in any order, random questions of all kinds.
void compare(const std::function<journey::Index(const fs::path&, const std::vector<Event>&, Random&)>& index_of,
             std::uint64_t first_seed, std::uint64_t last_seed) {
  static const std::vector<std::string> kinds{"transitions", "variants",  "funnel",      "timing",
                                              "retention",   "lifecycle", "conformance", "customers"};
  int questions = 0, faults = 0;
  for (auto seed = first_seed; seed <= last_seed && faults == 0; ++seed) {
    Random random(seed);
    Pair data = random_pair("transitions", seed);
    Folder folder;
    auto index = index_of(folder.path, reordered(data.events, random), random);
    for (std::uint64_t q = 0; q < 40; ++q) {
      // The same data come out of the same seed; the questions differ.
      Pair pair = random_pair_over(kinds[q % kinds.size()], seed, q);
      REQUIRE(pair.events.size() == data.events.size());
      journey::AskOptions options;
      options.relabelling = &pair.relabelling;
      const Json& scoped = pair.question.contains("of") ? pair.question["of"] : pair.question;
      options.zone = *TimeZone::named(scoped.value("timezone", "UTC"));
      auto found = journey::ask(index, pair.question, options);
      ++questions;
      if (!found) {
        ++faults;
        FAIL_CHECK("seed " << seed << ", question " << q << ": " << found.error().text() << "\n"
                           << pair.question.dump());
        continue;
      }
      (*found)["basis"].erase("rows_read");
      auto wanted = answer(pair.events, pair.question, &pair.relabelling);
      for (const char* part : {"rows", "totals", "basis"}) {
        if ((*found)[part] == wanted[part]) continue;
        ++faults;
        FAIL_CHECK("seed " << seed << ", question " << q << ": " << pair.question.dump()
                           << "\nfound:    " << (*found)[part].dump() << "\nexpected: " << wanted[part].dump());
      }
    }
  }
  CHECK(faults == 0);
  MESSAGE(questions << " questions");
}

}  // namespace

TEST_CASE("workspaces answer as the reference does, in any order and batching of import and after a restart") {
  compare(
      [](const fs::path& folder, const std::vector<Event>& events, Random& random) {
        import(folder, events, random);
        return must(journey::Index::open(must(store::History::open(folder, store::Access::read))));
      },
      1, 12);
}

TEST_CASE("an index that followed many small commits answers as the reference does") { compare(follow, 21, 28); }

}  // namespace cairn::reference
