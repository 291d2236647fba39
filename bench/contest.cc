#include "contest.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numeric>
#include <thread>

namespace cairn::bench {
namespace {

struct Times {
  double wall = INFINITY, cpu = INFINITY;
};

template <class Work>
void timed(Times& times, const Work& work) {
  auto wall = std::chrono::steady_clock::now();
  auto cpu = std::clock();
  work();
  times.wall = std::min(times.wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count());
  times.cpu = std::min(times.cpu, static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
}

const char* name_of(Engine engine) { return engine == Engine::duckdb ? "DuckDB" : "ClickHouse"; }

/// All values of a result as numbers.
Rows numbers(store::Duck& duck, const std::string& sql) {
  Rows rows;
  auto result = must(duck.query(fmt::format("SELECT COLUMNS(*)::DOUBLE FROM ({})", sql)));
  while (auto count = must(result.next())) {
    for (std::size_t r = 0; r < count; ++r) {
      rows.emplace_back();
      for (std::size_t c = 0; c < result.column_count(); ++c) rows.back().push_back(result.column(c).data<double>()[r]);
    }
  }
  return rows;
}

std::string with_threads(const Rival& rival, int threads) {
  if (rival.engine == Engine::duckdb) return rival.sql;
  return fmt::format("{}{} max_threads = {}", rival.sql,
                     rival.sql.find(" SETTINGS ") == std::string::npos ? " SETTINGS" : ",", threads);
}

void line(const std::string& name, const Times& times, const Times& own, int digits) {
  fmt::print("  {:<70} {:>9.{}f} {:>9.{}f} {:>8.1f} {:>8.1f}\n", name, times.wall, digits, times.cpu, digits,
             times.wall / own.wall, times.cpu / own.cpu);
}

/// Prints whether an engine's best statement takes long enough; true when there is no goal.
bool judge(const Contest& contest, Engine engine, const std::vector<Rival>& rivals, const std::vector<Times>& theirs,
           const Times& own) {
  double best = INFINITY, safe = INFINITY;
  for (std::size_t i = 0; i < rivals.size(); ++i) {
    if (rivals[i].engine != engine) continue;
    best = std::min(best, theirs[i].wall / own.wall);
    if (rivals[i].order_safe) safe = std::min(safe, theirs[i].wall / own.wall);
  }
  auto goal = contest.goals.find(engine);
  if (goal == contest.goals.end() || best == INFINITY) return true;
  fmt::print(
      "  {}: goal at least {:.0f} times; its best takes {:.1f}, its best that is right in any order {:.1f}: {}\n",
      name_of(engine), goal->second, best, safe, best >= goal->second ? "met" : "NOT MET");
  return best >= goal->second;
}

}  // namespace

Outcome run(const Contest& contest, Engines& engines, const Rules& rules) {
  journey::AskOptions options, alone;
  options.threads = rules.threads;
  alone.threads = 1;
  auto answer = must(journey::ask(engines.index, contest.question, options));
  std::vector<Rival> rivals;
  for (auto rival : contest.rivals) {
    if (rival.engine == Engine::chdb && !engines.chdb) continue;
    rival.sql = with_threads(rival, rules.threads);
    auto rows =
        rival.engine == Engine::duckdb ? numbers(engines.duck, rival.sql) : must(engines.chdb->numbers(rival.sql));
    if (auto difference = contest.difference(answer, rows); !difference.empty()) {
      fmt::print("\n{}: the answers differ from {} '{}': {}\n", contest.title, name_of(rival.engine), rival.name,
                 difference);
      return Outcome::unequal;
    }
    rivals.push_back(std::move(rival));
  }
  if (rules.check) {
    fmt::print("{}: equal answers of Cairn and {} rivals\n", contest.title, rivals.size());
    return Outcome::met;
  }

  Times own, one;
  std::vector<Times> theirs(rivals.size());
  for (int repeat = 0; repeat < rules.repeats; ++repeat) {
    timed(own, [&] { must(journey::ask(engines.index, contest.question, options)); });
    timed(one, [&] { must(journey::ask(engines.index, contest.question, alone)); });
    for (std::size_t i = 0; i < rivals.size(); ++i)
      timed(theirs[i], [&] {
        if (rivals[i].engine == Engine::duckdb)
          must(engines.duck.query(rivals[i].sql));
        else
          must(engines.chdb->query(rivals[i].sql));
      });
  }
  fmt::print("\n{}\n  {:<70} {:>9} {:>9} {:>8} {:>8}\n", contest.title, "", "wall s", "CPU s", "wall ×", "CPU ×");
  line("Cairn", own, own, 4);
  line("Cairn, 1 thread", one, own, 4);
  for (std::size_t i = 0; i < rivals.size(); ++i)
    line(fmt::format("{} {}{}", name_of(rivals[i].engine), rivals[i].name, rivals[i].order_safe ? "" : " *"), theirs[i],
         own, 3);
  fmt::print("  {} threads are {:.2f} times as fast as one", rules.threads, one.wall / own.wall);
  if (contest.bytes_an_event > 0) {
    auto bytes = contest.bytes_an_event * static_cast<double>(engines.index.events());
    fmt::print("; reads {:.0f} MB, {:.0f} % of what memory gives in that time", bytes / 1e6,
               100 * bytes / own.wall / rules.bytes_a_second);
  }
  fmt::print("\n");
  bool met = judge(contest, Engine::duckdb, rivals, theirs, own);
  met = judge(contest, Engine::chdb, rivals, theirs, own) && met;
  return met ? Outcome::met : Outcome::missed;
}

double read_bandwidth(int threads) {
  constexpr std::size_t words = std::size_t{32} << 20;  // 256 MB a thread: no cache holds it
  std::vector<std::vector<std::uint64_t>> memory(static_cast<std::size_t>(threads),
                                                 std::vector<std::uint64_t>(words, 1));
  Times times;
  std::uint64_t kept = 0;
  for (int repeat = 0; repeat < 5; ++repeat)
    timed(times, [&] {
      std::vector<std::uint64_t> sums(memory.size());
      std::vector<std::jthread> workers;
      for (std::size_t i = 0; i < memory.size(); ++i)
        workers.emplace_back([&, i] { sums[i] = std::reduce(memory[i].begin(), memory[i].end(), std::uint64_t{0}); });
      workers.clear();
      kept += std::reduce(sums.begin(), sums.end());
    });
  if (kept == 0) std::exit(2);
  return static_cast<double>(words * sizeof(std::uint64_t) * memory.size()) / times.wall;
}

}  // namespace cairn::bench
