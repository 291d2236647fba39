// How long `cairn import` takes for a CSV file, as a multiple of what DuckDB needs to copy the same file to Parquet
// sorted by customer and time.
//
//   import_bench [--rows N] [--threads N] [--repeats N] [--keep FOLDER] [--cairn PROGRAM]
//
// Both run as processes of their own, in turn, with the same threads, so that memory and CPU time are theirs alone.
// Cairn's is the real command on a new workspace: recognising columns, event ids, de-duplication, typed properties,
// quarantine, buckets, durable segments and manifest. DuckDB does none of these; it reads, sorts and compresses.
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "base/random.h"
#include "base/time.h"
#include "population.h"
#include "store/duck.h"

namespace cairn::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::size_t rows = 10'000'000;
  int threads = 2, repeats = 3;
  fs::path keep, cairn;
};

struct Cost {
  double wall = INFINITY, cpu = INFINITY, memory_mb = 0;
};

[[noreturn]] void fail(const std::string& what) {
  fmt::print(stderr, "import_bench: {}\n", what);
  std::exit(2);
}

class CsvFile {
 public:
  explicit CsvFile(const fs::path& path) : file_(std::fopen(path.c_str(), "we")) {
    if (file_ == nullptr) fail("cannot write " + path.string());
  }
  ~CsvFile() {
    flush();
    if (std::fclose(file_) != 0) fail("cannot write the file of rows");
  }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    if (text_.size() > 1 << 20) flush();
  }

 private:
  void flush() {
    if (std::fwrite(text_.data(), 1, text_.size(), file_) != text_.size()) fail("cannot write the file of rows");
    text_.clear();
  }
  std::FILE* file_;
  std::string text_;
};

/// "2026-03-01T07:05:09.120Z"
std::string iso_of(std::int64_t ms_since_base) {
  return format_time(Time{(Population::base_ms + ms_since_base) * 1000});
}

/// As a shop would export it: in the order of time, amounts on orders only, a page on most events.
void write_rows(const fs::path& path, std::size_t rows) {
  static constexpr std::array channels{"web", "app", "store", "mail", "mini-program"};
  struct Row {
    std::int64_t ms;
    std::uint32_t customer;
    std::uint8_t type;
    auto operator<=>(const Row&) const = default;
  };
  std::vector<Row> made;
  const Population population(rows + rows / 4, 20260101);  // enough of them
  std::vector<Population::Event> events;
  for (std::uint32_t customer = 0; customer < population.customers() && made.size() < rows; ++customer) {
    population.events_of(customer, events);
    for (const auto& event : events) made.push_back({event.ms, customer, event.type});
  }
  made.resize(rows);
  std::sort(made.begin(), made.end());
  Random random(7);
  CsvFile file(path);
  file.add("customer,event,time,channel,amount,currency,order_id,page\n");
  std::size_t orders = 0;
  for (const auto& [ms, customer, type] : made) {
    file.add("c{:08},event_{:02},{},{},", customer, type, iso_of(ms), channels[random.below(channels.size())]);
    bool is_order = type == 3 || type == 8;
    if (is_order)
      file.add("{}.{:02},{},O{:09},", 5 + random.below(900), random.below(100), random.chance(0.8) ? "CNY" : "EUR",
               ++orders);
    else
      file.add(",,,");
    if (!is_order && type % 5 != 0) file.add("/product/{}", 1 + random.below(20'000));
    file.add("\n");
  }
}

/// Runs a program to its end, its output in `log`.
Cost run(const std::vector<std::string>& words, int threads, const fs::path& log) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  auto started = std::chrono::steady_clock::now();
  auto child = ::fork();
  if (child < 0) fail("cannot start a process");
  if (child == 0) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    for (int i = 0; i < threads; ++i) CPU_SET(i, &cpus);
    ::sched_setaffinity(0, sizeof cpus, &cpus);
    int to = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    ::dup2(to, 1);
    ::dup2(to, 2);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child || status != 0)
    fail(fmt::format("{} failed, see {}", words[0], log.string()));
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

/// The rival, in the process that run() started.
int copy_with_duckdb(const fs::path& from, const fs::path& to, int threads) {
  store::DuckOptions options;
  options.memory_limit = "8GB";
  options.threads = threads;
  options.temp_directory = to.parent_path();
  auto duck = store::Duck::open(options);
  if (!duck) fail(duck.error().text());
  auto copied = duck->run(
      fmt::format("COPY (SELECT customer, event, time, channel, amount, currency, order_id, page FROM read_csv({}) "
                  "ORDER BY customer, time) TO {} (FORMAT parquet, COMPRESSION zstd)",
                  store::sql_text(from.string()), store::sql_text(to.string())));
  if (!copied) fail(copied.error().text());
  return 0;
}

void keep_least(Cost& least, const Cost& cost) {
  least.wall = std::min(least.wall, cost.wall);
  least.cpu = std::min(least.cpu, cost.cpu);
  least.memory_mb = std::max(least.memory_mb, cost.memory_mb);
}

void print(const char* name, const Cost& cost, const Cost& rival, std::size_t rows) {
  fmt::print("  {:<34} {:>8.2f} {:>8.2f} {:>12.0f} {:>10.0f} {:>8.2f} {:>8.2f}\n", name, cost.wall, cost.cpu,
             static_cast<double>(rows) / cost.wall, cost.memory_mb, cost.wall / rival.wall, cost.cpu / rival.cpu);
}

int main_of(Settings settings) {
  auto self = fs::read_symlink("/proc/self/exe");
  if (settings.cairn.empty()) settings.cairn = self.parent_path().parent_path() / "bin" / "cairn";
  bool keep = !settings.keep.empty();
  auto folder = keep ? settings.keep : fs::temp_directory_path() / fmt::format("cairn-import-bench-{}", ::getpid());
  fs::create_directories(folder);
  auto rows = folder / fmt::format("rows-{}.csv", settings.rows);
  if (!fs::exists(rows)) {
    write_rows(folder / "unfinished", settings.rows);
    fs::rename(folder / "unfinished", rows);
  }
  fmt::print("{} rows of CSV, {:.0f} MB; {} threads, least of {} interleaved repeats, each in a process of its own\n",
             settings.rows, static_cast<double>(fs::file_size(rows)) / 1e6, settings.threads, settings.repeats);
  Cost own, rival;
  auto workspace = folder / "workspace", sorted = folder / "sorted.parquet";
  for (int repeat = 0; repeat < settings.repeats; ++repeat) {
    fs::remove_all(workspace);
    fs::remove(sorted);
    keep_least(own, run({settings.cairn, "--workspace", workspace, "import", rows, "--source", "bench"},
                        settings.threads, folder / "cairn.log"));
    keep_least(rival, run({self, "--duckdb", rows, sorted, "--threads", std::to_string(settings.threads)},
                          settings.threads, folder / "duckdb.log"));
  }
  fmt::print("\n  {:<34} {:>8} {:>8} {:>12} {:>10} {:>8} {:>8}\n", "", "wall s", "CPU s", "rows/s", "peak MB", "wall ×",
             "CPU ×");
  print("DuckDB COPY to sorted Parquet", rival, rival, settings.rows);
  print("cairn import", own, rival, settings.rows);
  fmt::print("  goal: at most twice DuckDB's time; measured {:.2f}: {}\n", own.wall / rival.wall,
             own.wall <= 2 * rival.wall ? "met" : "NOT MET");
  if (!keep) fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  cairn::bench::Settings settings;
  std::vector<std::string> duckdb;
  CLI::App app("cairn import against DuckDB's COPY of the same CSV file to sorted Parquet");
  app.add_option("--rows", settings.rows, "how many rows")->capture_default_str();
  app.add_option("--threads", settings.threads, "processors that either may use")->capture_default_str();
  app.add_option("--repeats", settings.repeats, "timed repeats of each")->capture_default_str();
  app.add_option("--keep", settings.keep, "folder for the files, which then stay; its file of rows is used again");
  app.add_option("--cairn", settings.cairn, "the program (default: the one built with this)");
  app.add_option("--duckdb", duckdb, "FILE TARGET: be the rival, once")->expected(2)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!duckdb.empty()) return cairn::bench::copy_with_duckdb(duckdb[0], duckdb[1], settings.threads);
  return cairn::bench::main_of(settings);
}
