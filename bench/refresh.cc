// How fast an index follows its history: a population of any size, then commits of new events spread over many
// customers, as a server makes them every second. After each: the time of Index::refreshed, of the columns that were in
// use, and of a question; and the memory of the process without mapped files.
//
//   refresh [--events N] [--new N] [--customers N] [--rounds N] [--workspace DIR]
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/machine.h"
#include "journey/question.h"
#include "must.h"
#include "population.h"
#include "store/history.h"

namespace cairn::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::uint64_t events = 50'000'000, added = 20'000, customers = 15'000;
  int rounds = 8;
  std::string workspace;
};

/// New events at the end of the population's time, of its customers and of some new ones.
EventBatch new_events(const Settings& settings, const Population& population, Random& random, std::uint64_t& id) {
  EventBatch batch;
  std::vector<std::string_view> who;
  for (std::uint64_t i = 0; i < settings.customers; ++i)
    who.push_back(batch.arena.keep(random.below(20) == 0
                                       ? fmt::format("new {}", random.next())
                                       : fmt::format("c{:08}", random.below(population.customers()))));
  for (std::uint64_t i = 0; i < settings.added; ++i, ++id) {
    Time when{(Population::base_ms + 90LL * 86'400'000 + static_cast<std::int64_t>(id / 20)) * 1000};
    auto row = batch.add({99, id}, who[i < who.size() ? i : random.below(who.size())],
                         batch.arena.keep(Population::type_name(static_cast<int>(random.below(Population::types)))),
                         when, "bench");
    (void)row;
    batch.set("city", batch.arena.keep(fmt::format("city {:03}", random.below(Population::cities))));
    if (random.below(5) == 0) batch.set("price", static_cast<double>(random.below(50'000)) / 100);
  }
  return batch;
}

void run(const Settings& settings) {
  fs::path folder = settings.workspace.empty()
                        ? fs::temp_directory_path() / fmt::format("cairn-refresh-bench-{}", ::getpid())
                        : fs::path(settings.workspace);
  bool made = !fs::exists(folder);
  Population population(settings.events, 1);
  {
    auto history = must(store::History::open(folder, store::Access::write));
    if (history.empty()) must(population.fill(history, 0, {}));
    std::optional<journey::Index> index;
    auto columns = [&] {
      for (const auto& bucket : index->buckets()) {
        must(index->columns().load(bucket.number, "city", journey::ColumnForm::codes));
        must(index->columns().load(bucket.number, "price", journey::ColumnForm::numbers));
      }
    };
    auto question = *parse_json(R"({"kind":"transitions","measures":["count","mean_gap"]})", "question");
    auto opened = seconds([&] { index = must(journey::Index::open(history)); });
    auto first = seconds(columns);
    fmt::print("{} events, {} customers; opened in {:.2f} s, two columns in {:.2f} s, memory {}\n", index->events(),
               index->customers(), opened, first, format_bytes(process_memory()));
    Random random(2);
    std::uint64_t id = 0;
    for (int round = 0; round < settings.rounds; ++round) {
      auto batch = new_events(settings, population, random, id);
      auto committed = seconds([&] {
        auto loader = must(store::Loader::start(history, 1));
        must(loader->append(batch));
      });
      auto before = process_memory();
      auto refresh = seconds([&] { index = must(index->refreshed(history)); });
      auto loaded = seconds(columns);
      auto asked = seconds([&] { must(journey::ask(*index, question)); });
      fmt::print("commit {:.2f} s | refresh {:.3f} s, columns {:.3f} s, question {:.3f} s | tail {}, memory {} -> {}\n",
                 committed, refresh, loaded, asked, index->tail_rows(), format_bytes(before),
                 format_bytes(process_memory()));
    }
    auto fold = seconds([&] { must(index->rebuild_bucket(0)); });
    fmt::print("a bucket written as a new base in {:.3f} s\n", fold);
  }
  std::error_code ignored;
  if (made && settings.workspace.empty()) fs::remove_all(folder, ignored);
}

}  // namespace
}  // namespace cairn::bench

int main(int count, char** values) {
  cairn::bench::Settings settings;
  CLI::App app("How fast an index follows its history");
  app.add_option("--events", settings.events, "events before");
  app.add_option("--new", settings.added, "events of each commit");
  app.add_option("--customers", settings.customers, "customers they are spread over");
  app.add_option("--rounds", settings.rounds, "commits");
  app.add_option("--workspace", settings.workspace, "kept, and used again");
  CLI11_PARSE(app, count, values);
  cairn::bench::run(settings);
}
