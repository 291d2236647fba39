// How fast Cairn answers, as multiples of its own time that the best DuckDB and ClickHouse statements need for the same
// answer.
//
//   questions [--events N] [--threads N] [--repeats N] [--only TEXT] [--keep FOLDER] [--chdb LIBRARY] [--check]
//
//   population ──▶ segments of a workspace ──▶ journey index ──▶ Cairn
//                        └──▶ DuckDB's table, in memory, sorted ──▶ Parquet ──▶ ClickHouse's MergeTree, one part
//
// All have the same events, sorted by customer and time, in memory or the page cache, and the same threads. Answers are
// compared before anything is timed; when they differ the program says so and exits with 1. --check only compares.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "contest.h"
#include "contests.h"
#include "population.h"
#include "store/history.h"

namespace cairn::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::size_t events = 50'000'000;
  int threads = 2, repeats = 5;
  std::string only;
  fs::path keep, chdb;
  bool check = false;
};

class Clock {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

store::History filled(const fs::path& workspace, const Settings& settings) {
  auto history = must(store::History::open(workspace, store::Access::write));
  if (history.empty()) must(Population(settings.events, 20260101).fill(history, settings.threads, {}));
  return history;
}

store::Duck duck_of(const store::History& history, const Settings& settings) {
  store::DuckOptions options;
  options.memory_limit = "10GB";
  options.threads = settings.threads;
  options.temp_directory = history.workspace() / "tmp";
  auto duck = must(store::Duck::open(options));
  std::string files;
  for (const auto& segment : history.segments())
    files += (files.empty() ? "" : ", ") + store::sql_text((history.workspace() / "history" / segment.file).string());
  must(duck.run("CREATE TYPE device AS ENUM ('phone', 'tablet', 'desktop')"));
  must(duck.run(fmt::format(
      "CREATE TABLE ev AS SELECT substr(customer, 2)::UINTEGER AS customer, substr(event, 7)::UTINYINT AS type, "
      "epoch_ms(time) - {} AS ts, \"device.text\"::device AS device, \"price.real\" AS price FROM read_parquet([{}]) "
      "ORDER BY customer, ts",
      Population::base_ms, files)));
  return duck;
}

std::optional<ChDb> chdb_of(store::Duck& duck, const fs::path& folder, const Settings& settings) {
  auto chdb = ChDb::open(settings.chdb, folder / "clickhouse");
  if (!chdb) {
    fmt::print("without ClickHouse: {}\n", chdb.error().text());
    return std::nullopt;
  }
  auto parquet = folder / "ev.parquet";
  must(duck.run(fmt::format("COPY ev TO {} (FORMAT parquet)", store::sql_text(parquet.string()))));
  for (const std::string& sql :
       {std::string("DROP TABLE IF EXISTS ev"),
        std::string("CREATE TABLE ev (customer UInt32, type UInt8, ts UInt64, device LowCardinality(String), price "
                    "Nullable(Float64)) ENGINE = MergeTree ORDER BY (customer, ts)"),
        fmt::format("INSERT INTO ev SELECT customer, type, toUInt64(ts), toString(device), price FROM file('{}', "
                    "Parquet) SETTINGS max_threads = {}",
                    parquet.string(), settings.threads),
        std::string("OPTIMIZE TABLE ev FINAL")})
    must(chdb->query(sql));
  fs::remove(parquet);
  return std::move(*chdb);
}

/// Seconds that a process of its own needs from start to answer; without its files in the page cache when `cold`.
double asked_anew(const fs::path& program, const fs::path& workspace, bool cold) {
  for (const auto& entry : fs::recursive_directory_iterator(workspace)) {
    if (!cold || !entry.is_regular_file()) continue;
    int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
  }
  auto name = program.string(), folder = workspace.string();
  Clock clock;
  auto child = ::fork();
  if (child == 0) {
    int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, 1);
    ::execl(name.c_str(), name.c_str(), "--workspace", folder.c_str(), "ask", "funnel", "event_00", "event_02",
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) return NAN;
  return clock.seconds();
}

/// The workspace must be closed here, for another process to open it.
void print_size_and_opening(const fs::path& workspace, double events) {
  auto program = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin" / "cairn";
  double order = 0, all = 0;
  for (const auto& entry : fs::recursive_directory_iterator(workspace / "index")) {
    if (!entry.is_regular_file()) continue;
    auto bytes = static_cast<double>(entry.file_size());
    all += bytes;
    if (entry.path().extension() == ".journey") order += bytes;
  }
  fmt::print(
      "journey index: {:.2f} bytes an event for order, type and time; {:.2f} with customers' names and the "
      "property columns asked for so far\n",
      order / events, all / events);
  if (!fs::exists(program)) return;
  double warm = asked_anew(program, workspace, false), cold = asked_anew(program, workspace, true);
  fmt::print(
      "a new process opens the workspace and answers a funnel of 2 steps in {:.2f} s, with its files out of the "
      "page cache in {:.2f} s (goal: 2 s): {}\n",
      warm, cold, cold <= 2 ? "met" : "NOT MET");
}

int main_of(const Settings& settings) {
  auto folder =
      settings.keep.empty() ? fs::temp_directory_path() / fmt::format("cairn-bench-{}", ::getpid()) : settings.keep;
  fs::create_directories(folder);
  Clock clock;
  std::optional<Engines> engines;
  std::uint32_t customers = 0;
  {
    auto history = filled(folder / "workspace", settings);
    auto index = must(journey::Index::open(history));
    customers = static_cast<std::uint32_t>(index.customers());
    auto duck = duck_of(history, settings);
    auto chdb = chdb_of(duck, folder, settings);
    engines.emplace(Engines{std::move(index), std::move(duck), std::move(chdb)});
  }
  fmt::print("{} events of {} customers, {} types, 90 days; {} threads, least of {} interleaved repeats\n",
             engines->index.events(), customers, Population::types, settings.threads, settings.repeats);
  Rules rules{settings.threads, settings.repeats, settings.check, 0};
  if (!settings.check) {
    fmt::print("made and loaded in {:.0f} s (not part of any figure below)\n", clock.seconds());
    rules.bytes_a_second = read_bandwidth(settings.threads);
    fmt::print("memory gives {:.1f} GB/s to plain sums on {} threads\n", rules.bytes_a_second / 1e9, settings.threads);
  }
  bool equal = true;
  int missed = 0;
  for (const auto& block : contests()) {
    if (!settings.check) fmt::print("\n== {}\n", block.title);
    for (const auto& contest : block.contests) {
      if ((block.title + contest.title).find(settings.only) == std::string::npos) continue;
      auto outcome = run(contest, *engines, rules);
      equal = equal && outcome != Outcome::unequal;
      missed += outcome == Outcome::missed;
    }
  }
  if (!settings.check) {
    fmt::print(
        "\n* relies on the physical order of the table: right only because the table was written sorted, which "
        "SQL does not promise.\n× is how many times longer than Cairn. Answers were equal before timing{}. "
        "Sorting and loading are in no figure.\n\n",
        equal ? "" : " EXCEPT where said above");
    auto events = static_cast<double>(engines->index.events());
    engines.reset();
    print_size_and_opening(folder / "workspace", events);
    if (missed > 0) fmt::print("{} goals were missed\n", missed);
  }
  engines.reset();
  if (settings.keep.empty()) fs::remove_all(folder);
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // each figure as soon as it is known, also in a pipe
  cairn::bench::Settings settings;
  settings.chdb = CAIRN_CHDB;
  CLI::App app("Cairn's questions against the best DuckDB and ClickHouse SQL");
  app.add_option("--events", settings.events, "about how many events")->capture_default_str();
  app.add_option("--threads", settings.threads, "threads of all")->capture_default_str();
  app.add_option("--repeats", settings.repeats, "timed repeats of each")->capture_default_str();
  app.add_option("--only", settings.only, "only contests whose title, or block's title, has this");
  app.add_option("--keep", settings.keep, "folder for the files, which then stay; its workspace is used again");
  app.add_option("--chdb", settings.chdb, "libchdb.so")->capture_default_str();
  app.add_flag("--check", settings.check, "compare the answers, time nothing");
  CLI11_PARSE(app, argc, argv);
  return cairn::bench::main_of(settings);
}
