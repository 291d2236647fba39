// How fast Cairn answers, as multiples of its own time that the best DuckDB SQL needs for the same answer.
//
//   questions [--events N] [--threads N] [--repeats N] [--check]
//
// Both have the same events in memory, sorted by customer and time, and the same threads. Answers are compared before
// anything is timed; when they differ the program says so and exits with 1. Repeats are interleaved, so that a busy
// moment of the machine hurts both; the least time of each counts. --check compares and times once, for the tests.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/check.h"
#include "journey/question.h"
#include "rivals.h"
#include "store/duck.h"
#include "workload.h"

namespace cairn::bench {
namespace {

struct Times {
  double wall = INFINITY, cpu = INFINITY;
  void take(double w, double c) {
    wall = std::min(wall, w);
    cpu = std::min(cpu, c);
  }
};

template <class Work>
void timed(Times& times, const Work& work) {
  auto wall = std::chrono::steady_clock::now();
  auto cpu = std::clock();
  work();
  times.take(std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(),
             static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
}

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(2);
  }
  return std::move(*result);
}

std::string type_name(int type) { return fmt::format("event_{:02}", type); }

journey::Index index_of(const Workload& work) {
  std::vector<journey::Index::Row> rows;
  rows.reserve(work.size());
  for (std::size_t i = 0; i < work.size(); ++i)
    rows.push_back(
        {fmt::format("c{:08}", work.customer[i]), type_name(work.type[i]), Workload::base_ms + work.ms[i], {}});
  return journey::Index::in_memory(rows, 4);
}

store::Duck duck_of(const Workload& work, int threads) {
  auto file = std::filesystem::temp_directory_path() /
              fmt::format("cairn-bench-{}.csv", std::chrono::steady_clock::now().time_since_epoch().count());
  {
    std::ofstream out(file);
    std::string lines;
    for (std::size_t i = 0; i < work.size(); ++i) {
      fmt::format_to(std::back_inserter(lines), "{},{},{}\n", work.customer[i], work.type[i], work.ms[i]);
      if (lines.size() > 1 << 20) out << lines, lines.clear();
    }
    out << lines;
  }
  store::DuckOptions options;
  options.memory_limit = "8GB";
  options.threads = threads;
  auto duck = must(store::Duck::open(options));
  auto made =
      duck.run(fmt::format("CREATE TABLE ev AS SELECT * FROM read_csv({}, header = false, columns = {{'customer': "
                           "'UINTEGER', 'type': 'UTINYINT', 'ts': 'BIGINT'}}) "
                           "ORDER BY customer, ts",
                           store::sql_text(file.string())));
  std::filesystem::remove(file);
  if (!made) {
    fmt::print(stderr, "{}\n", made.error().text());
    std::exit(2);
  }
  return duck;
}

/// All values of a result as numbers.
std::vector<std::vector<double>> read(store::Duck& duck, const std::string& sql) {
  std::vector<std::vector<double>> rows;
  auto result = must(duck.query(fmt::format("SELECT COLUMNS(*)::DOUBLE FROM ({})", sql)));
  while (auto count = must(result.next())) {
    for (std::size_t r = 0; r < count; ++r) {
      rows.emplace_back();
      for (std::size_t c = 0; c < result.column_count(); ++c) rows.back().push_back(result.column(c).data<double>()[r]);
    }
  }
  return rows;
}

struct Contest {
  std::string title;
  Json question;
  std::vector<Rival> rivals;
  double goal;  ///< 0: none
  /// What differs between an answer and a rival's rows; empty: nothing.
  std::string (*difference)(const Json& answer, const std::vector<std::vector<double>>& rows);
};

std::map<std::pair<std::string, std::string>, std::pair<double, double>> edges_of(const Json& answer) {
  std::map<std::pair<std::string, std::string>, std::pair<double, double>> edges;
  for (const auto& row : answer["rows"])
    if (row[3].is_number())
      edges[{row[0].get<std::string>(), row[1].get<std::string>()}] = {row[2].get<double>(), row[3].get<double>()};
  return edges;
}

std::string compare_edges(const Json& answer, const std::vector<std::vector<double>>& rows, double tolerance,
                          bool sums) {
  auto edges = edges_of(answer);
  if (edges.size() != rows.size()) return fmt::format("{} transitions, rival {}", edges.size(), rows.size());
  for (const auto& row : rows) {
    auto [count, gap] = edges[{type_name(static_cast<int>(row[0])), type_name(static_cast<int>(row[1]))}];
    double wanted = (sums ? row[3] / row[2] : row[3]) / 1000;
    if (count != row[2] || std::abs(gap - wanted) > tolerance * std::max(wanted, 1e-3))
      return fmt::format("{} → {}: {} with gap {} s, rival {} with {} s", type_name(static_cast<int>(row[0])),
                         type_name(static_cast<int>(row[1])), count, gap, row[2], wanted);
  }
  return "";
}

std::string compare_means(const Json& answer, const std::vector<std::vector<double>>& rows) {
  return compare_edges(answer, rows, 1e-9, true);
}
std::string compare_medians(const Json& answer, const std::vector<std::vector<double>>& rows) {
  return compare_edges(answer, rows, 0.01, false);
}

std::string compare_funnel(const Json& answer, const std::vector<std::vector<double>>& rows) {
  for (std::size_t step = 0; step < answer["rows"].size(); ++step)
    if (answer["rows"][step][2].get<double>() != rows.at(0).at(step))
      return fmt::format("step {}: {}, rival {}", step + 1, answer["rows"][step][2].dump(), rows[0][step]);
  return "";
}

struct Settings {
  std::size_t events = 20'000'000;
  int threads = 2, repeats = 5;
  bool check = false;
};

/// False when answers differ.
bool run(const Contest& contest, const journey::Index& index, store::Duck& duck, const Settings& settings) {
  journey::AskOptions options;
  options.threads = settings.threads;
  auto answer = must(journey::ask(index, contest.question, options));
  for (const auto& rival : contest.rivals) {
    auto difference = contest.difference(answer, read(duck, rival.sql));
    if (difference.empty()) continue;
    fmt::print("{}: the answers differ from '{}': {}\n", contest.title, rival.name, difference);
    return false;
  }
  Times own;
  std::vector<Times> theirs(contest.rivals.size());
  for (int repeat = 0; repeat < settings.repeats; ++repeat) {
    timed(own, [&] { must(journey::ask(index, contest.question, options)); });
    for (std::size_t i = 0; i < theirs.size(); ++i) timed(theirs[i], [&] { must(duck.query(contest.rivals[i].sql)); });
  }
  fmt::print("\n{}\n  {:<62} {:>9} {:>9} {:>8} {:>8}\n", contest.title, "", "wall s", "CPU s", "wall ×", "CPU ×");
  fmt::print("  {:<62} {:>9.4f} {:>9.4f} {:>8} {:>8}\n", "Cairn", own.wall, own.cpu, 1, 1);
  double least = INFINITY;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const auto& rival = contest.rivals[i];
    fmt::print("  {:<62} {:>9.3f} {:>9.3f} {:>8.1f} {:>8.1f}\n",
               fmt::format("DuckDB {}{}", rival.name, rival.order_safe ? "" : " *"), theirs[i].wall, theirs[i].cpu,
               theirs[i].wall / own.wall, theirs[i].cpu / own.cpu);
    least = std::min(least, theirs[i].wall / own.wall);
  }
  if (contest.goal > 0 && !settings.check)
    fmt::print("  goal against the fastest of them: at least {} times; measured {:.1f}: {}\n", contest.goal, least,
               least >= contest.goal ? "met" : "NOT MET");
  return true;
}

int main_of(const Settings& settings) {
  auto started = std::chrono::steady_clock::now();
  auto since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count(); };
  auto work = make_workload(settings.events, 20260101);
  fmt::print("{} events of {} customers, {} types, 90 days; {} threads, least of {} interleaved repeats\n", work.size(),
             work.customers, Workload::types, settings.threads, settings.repeats);
  auto duck = duck_of(work, settings.threads);
  auto index = index_of(work);
  work = {};
  fmt::print("generated and loaded in {:.1f} s (not part of any figure below)\n", since());

  constexpr long long week_ms = 7LL * 86400 * 1000;
  std::vector<int> steps{0, 2, 4, 7};
  Json names = Json::array();
  for (int step : steps) names.push_back(type_name(step));
  std::vector<Contest> contests{
      {"transitions: count and mean gap",
       {{"kind", "transitions"}, {"measures", {"count", "mean_gap"}}},
       transition_rivals(),
       15,
       compare_means},
      {"transitions: count and median gap (Cairn within 1 %, DuckDB exact)",
       {{"kind", "transitions"}, {"measures", {"count", "median_gap"}}},
       median_rivals(),
       0,
       compare_medians},
      {"funnel: 4 steps in order, 7-day window (Cairn also computes the times between steps)",
       {{"kind", "funnel"}, {"steps", names}, {"window", "P7D"}},
       funnel_rivals(steps, week_ms),
       20,
       compare_funnel},
  };
  bool equal = true;
  for (const auto& contest : contests) equal = run(contest, index, duck, settings) && equal;
  fmt::print(
      "\n* relies on the physical order of the table: right only because the table was written sorted, which SQL does "
      "not promise.\n"
      "Honest notes: synthetic events on one machine; Cairn's index is in memory and already sorted, DuckDB's table is "
      "an\n"
      "in-memory table of the same three columns, also sorted; sorting and loading are in neither figure. × is how "
      "many times\n"
      "longer DuckDB takes. Answers were equal before timing{}.\n",
      equal ? "" : " EXCEPT where said above");
  return equal ? 0 : 1;
}

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // each figure as soon as it is known, also in a pipe
  cairn::bench::Settings settings;
  CLI::App app("Cairn's questions against the best DuckDB SQL");
  app.add_option("--events", settings.events, "how many events")->capture_default_str();
  app.add_option("--threads", settings.threads, "threads of both")->capture_default_str();
  app.add_option("--repeats", settings.repeats, "timed repeats of each")->capture_default_str();
  app.add_flag("--check", settings.check, "compare the answers and time once");
  CLI11_PARSE(app, argc, argv);
  if (settings.check) settings.repeats = 1;
  return cairn::bench::main_of(settings);
}
