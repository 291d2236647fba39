// The real server over HTTP at the size of a year: how fast it acknowledges, what it does when far too much comes, how
// soon an event is in answers, how soon it is back after a kill.
//
//   serve_bench [--events N] [--keys N] [--only WORDS] [--workspace DIR] [--check]
//
// One workspace for all of it: its history has --events, its memory against doubles --keys. Server and load generator
// share the machine. Figures are of this run; the bars are those of docs/benchmarks.md. At the end the events of the
// history are counted: all that were acknowledged must be there, once.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/machine.h"
#include "freshness.h"
#include "journey/index.h"
#include "load.h"
#include "must.h"
#include "own_store.h"
#include "population.h"
#include "recent_keys.h"
#include "server_process.h"
#include "store/history.h"
#include "store/inbox.h"

namespace cairn::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Settings {
  std::uint64_t events = 50'000'000, keys = 50'000'000;
  double seconds = 20;
  std::uint32_t connections = 32;
  std::string workspace, program = CAIRN_PROGRAM, only;
  bool keep = false, check = false;
};

double since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

class Run {
 public:
  explicit Run(const Settings& settings) : settings_(settings), population_(settings.events, 20260101) {}

  int all() {
    prepare();
    server_.emplace(must(ServerProcess::start(settings_.program, settings_.workspace)));
    key_ = server_->key();
    token_ = server_->token();
    if (wanted("fresh")) freshness();
    ingest();
    if (wanted("overload")) overload();
    if (wanted("restart")) restart();
    bool whole = count_events();
    server_.reset();
    if (wanted("rival")) rival();
    return whole ? 0 : 1;
  }

 private:
  bool wanted(const char* phase) const {
    return settings_.only.empty() || settings_.only.find(phase) != std::string::npos;
  }

  /// "| what | figure | bar |"; a small run has no bars.
  void tell(const std::string& what, const std::string& figure, const std::string& bar = "", bool met = true) const {
    fmt::print("{:<58} {:>22}  {}{}\n", what, figure,
               bar.empty() || settings_.check ? ""
               : met                          ? "meets "
                                              : "MISSES ",
               settings_.check ? "" : bar);
  }

  void prepare() {
    auto began = Clock::now();
    {
      auto history = must(store::History::open(settings_.workspace, store::Access::write));
      must(population_.fill(history, 0, {}));
      must(journey::Index::open(history));
      base_events_ = history.events();
      tell("a history and its index made", fmt::format("{:.1f} s", since(began)));
    }
    began = Clock::now();
    must(store::Inbox::open(settings_.workspace, 0));
    must(fill_recent_keys(fs::path(settings_.workspace) / "inbox.db", settings_.keys, clock_now(), 27));
    tell("the memory against doubles filled", fmt::format("{:.1f} s", since(began)));
    fmt::print("{} events of {} customers in the history, {} ids remembered\n\n", base_events_, population_.customers(),
               settings_.keys);
  }

  Load load(double seconds) {
    Load load;
    load.port = server_->port();
    load.key = key_;
    load.customers = population_.customers();
    load.connections = settings_.connections;
    load.seconds = seconds;
    load.warm_s = settings_.check ? 0.2 : 3;
    load.seed = ++seed_;
    return load;
  }

  LoadOutcome loaded(const Load& load) {
    auto outcome = run_load(load);
    stored_ += outcome.all_acknowledged_events - outcome.all_known_events;
    unanswered_ += outcome.failed * load.events;
    return outcome;
  }

  void tell_latency(const std::string& what, const LoadOutcome& outcome, double bar_ms) {
    tell(what,
         fmt::format("{:.1f} | {:.1f} | {:.1f} ms", outcome.latency(0.5), outcome.latency(0.99), outcome.latency(1)),
         bar_ms > 0 ? fmt::format("p99 < {:.0f} ms", bar_ms) : "", outcome.latency(0.99) < bar_ms);
    if (outcome.failed + outcome.refused > 0)
      tell("  refused, without any answer", fmt::format("{}, {}", outcome.refused, outcome.failed));
  }

  void ingest() {
    auto outcome = loaded(load(settings_.seconds));
    best_ = outcome.rate();
    tell("ingest, closed loop: acknowledged", fmt::format("{:.0f} events/s", best_), ">= 100000/s", best_ >= 100'000);
    best_ms_ = outcome.latency(0.99);
    tell_latency("  a batch of 100: p50 | p99 | slowest", outcome, 0);
    tell("  the load generator's share of a core", fmt::format("{:.2f}", outcome.generator_cpu_s / outcome.whole_s));
    if (!wanted("steady")) return drain();
    for (double rate : {50'000.0, best_ / 2}) {
      auto steady = load(settings_.seconds * 0.75);
      steady.rate = settings_.check ? 5'000 : rate;
      drain();
      tell_latency(fmt::format("  open loop at {:.0f} events/s: p50 | p99 | slowest", steady.rate), loaded(steady), 50);
    }
    drain();
  }

  /// Until all that was acknowledged is in the history.
  void drain() {
    auto waiting = [&] { return must(metric(server_->port(), token_, "cairn_inbox_waiting_requests")); };
    auto began = Clock::now();
    const double first = waiting();
    double left = first;
    while (left > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      left = waiting();
      if (since(began) > 300) give_up({ErrorCode::limit, "the backlog is not loaded in 5 minutes", "", ""});
    }
    if (first > 100 && !settings_.check)
      tell("  backlog loaded into the history",
           fmt::format("{:.1f} s, {:.0f}/s", since(began), first * 100 / since(began)));
  }

  /// Ten times what was acknowledged at best, by a schedule that does not wait.
  void overload() {
    auto much = load(settings_.check ? settings_.seconds : 10);
    much.rate = 10 * best_;
    much.connections = settings_.check ? 64 : 3500;
    much.give_up_s = 1;
    Watch watch(*server_, much.warm_s / 2);  // not while thousands connect at once
    auto outcome = loaded(much);
    watch.stop();
    auto after = load(settings_.check ? 0.5 : 5);
    after.warm_s = settings_.check ? 0.2 : 5;
    auto again = loaded(after);
    const double cap = static_cast<double>(machine_memory()) * 0.8;
    tell("overload, ten times that rate: acknowledged", fmt::format("{:.0f} events/s", outcome.rate()),
         ">= 80 % of the best", outcome.rate() >= 0.8 * best_);
    tell("  of the best", fmt::format("{:.0f} %", outcome.rate() / best_ * 100));
    tell("  refused with 429 or 503 | without Retry-After | failed",
         fmt::format("{} | {} | {}", outcome.refused, outcome.refused_without_retry, outcome.failed),
         "all with Retry-After", outcome.refused > 0 && outcome.refused_without_retry == 0);
    tell("  batches not sent in a second (no connection free)", fmt::format("{}", outcome.not_sent));
    tell_latency("  a batch from its due time: p50 | p99 | slowest", outcome, 0);
    tell("  a batch from when it was sent: p50 | p99 | slowest",
         fmt::format("{:.1f} | {:.1f} | {:.1f} ms", outcome.answer(0.5), outcome.answer(0.99), outcome.answer(1)),
         "p99 <= 5 times that of the closed loop", outcome.answer(0.99) <= 5 * best_ms_);
    tell("  /healthz by a new connection: slowest", fmt::format("{:.0f} ms of {}", watch.slowest_ms, watch.looks),
         "< 100 ms", watch.slowest_ms < 100 && watch.unanswered == 0);
    tell("  memory: own | with mapped files",
         fmt::format("{} | {}", format_bytes(watch.most.own), format_bytes(watch.most.resident)), "within the cap",
         static_cast<double>(watch.most.own) < cap);
    tell("  5 to 10 s later, closed loop", fmt::format("{:.0f} events/s", again.rate()), ">= 90 % of the best",
         again.rate() >= 0.9 * best_);
    drain();
  }

  void freshness() {
    Asking asking;
    asking.port = server_->port();
    asking.key = key_;
    asking.token = token_;
    asking.new_name = "Marker";
    asking.seconds = settings_.check ? 1 : 30;
    std::atomic<bool> stop = false;
    auto background = load(1000);
    background.stop = &stop;
    background.rate = settings_.check ? 2'000 : 20'000;
    LoadOutcome outcome;
    std::thread sender([&] { outcome = loaded(background); });
    auto freshness = measure_freshness(asking);
    stop = true;
    sender.join();
    auto fresh = must(std::move(freshness));
    stored_ += fresh.sent;
    auto share = [](const std::vector<double>& all, double part) {
      return all.empty()
                 ? 0
                 : all[std::min(all.size() - 1, static_cast<std::size_t>(part * static_cast<double>(all.size())))];
    };
    const double p99 = share(fresh.lag_ms, 0.99);
    tell("the first answer after a start, under load", fmt::format("{:.0f} ms", fresh.first_ms));
    tell(fmt::format("acknowledged to answered at {:.0f} events/s: p50 | p99", background.rate),
         fmt::format("{:.0f} | {:.0f} ms of {}", share(fresh.lag_ms, 0.5), p99, fresh.sent), "p99 <= 2 s",
         p99 <= 2000 && fresh.never_seen == 0);
    if (fresh.never_seen > 0) tell("  markers never seen", fmt::format("{}", fresh.never_seen));
    tell("  questions meanwhile (2 clients): p50 | p99",
         fmt::format("{:.0f} | {:.0f} ms of {}", share(fresh.question_ms, 0.5), share(fresh.question_ms, 0.99),
                     fresh.question_ms.size()));
    if (fresh.questions_failed > 0) tell("  questions that failed", fmt::format("{}", fresh.questions_failed));
    tell_latency("  batches meanwhile: p50 | p99 | slowest", outcome, 0);
  }

  /// Killed while it takes all that it can, with a backlog.
  void restart() {
    std::atomic<bool> stop = false;
    auto heavy = load(1000);
    heavy.warm_s = 0;
    heavy.stop = &stop;
    LoadOutcome outcome;
    std::thread sender([&] { outcome = loaded(heavy); });
    std::this_thread::sleep_for(std::chrono::duration<double>(settings_.check ? 0.5 : 8));
    auto waiting = metric(server_->port(), token_, "cairn_inbox_waiting_requests");
    server_->kill();
    stop = true;
    sender.join();
    unanswered_ += std::uint64_t{heavy.connections} * heavy.events;
    auto began = Clock::now();
    server_.emplace(must(ServerProcess::start(settings_.program, settings_.workspace)));
    while (status_of(server_->port(), "/readyz") != 200) {
      if (since(began) > 120) give_up({ErrorCode::limit, "not ready in 2 minutes", "/readyz", ""});
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const double took = since(began);
    tell(fmt::format("killed with {:.0f} batches in the inbox: ready again", waiting ? *waiting : 0.0),
         fmt::format("{:.2f} s", took), "<= 5 s", took <= 5);
  }

  /// All that was acknowledged, once; besides it only what was sent and had no answer.
  bool count_events() {
    drain();
    if (!server_->stop()) give_up({ErrorCode::unreadable, "the server did not end with 0", "SIGTERM", "see its log"});
    auto history = must(store::History::open(settings_.workspace, store::Access::read));
    const auto least = base_events_ + stored_, most = least + unanswered_, found = history.events();
    const bool whole = found >= least && found <= most;
    tell("events acknowledged, counted at the end",
         fmt::format("{} lost, {} double", least > found ? least - found : 0, found > most ? found - most : 0), "none",
         whole);
    return whole;
  }

  void rival() {
    const auto file = fs::path(settings_.workspace) / "rival.db";
    auto began = Clock::now();
    must(fill_own_store(file, settings_.keys));
    const double fill = since(began), seconds = settings_.check ? 0.3 : 8;
    fmt::print(
        "\nrival: one SQLite table with a unique index of message ids, {} in it (filled in {:.1f} s), a fsync a "
        "commit,\nin its own process without HTTP and JSON\n",
        settings_.keys, fill);
    for (std::uint32_t events : {100U, 10'000U}) {
      const double rate = must(own_store_rate(file, events, seconds));
      tell(fmt::format("  transactions of {}: kept", events), fmt::format("{:.0f} events/s", rate));
      tell("  Cairn's best over HTTP is", fmt::format("{:.1f} times that", best_ / rate));
    }
  }

  const Settings& settings_;
  Population population_;
  std::optional<ServerProcess> server_;
  std::string key_, token_;
  std::uint64_t seed_ = 0, base_events_ = 0, stored_ = 0, unanswered_ = 0;
  double best_ = 0, best_ms_ = 0;
};

}  // namespace
}  // namespace cairn::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  cairn::bench::Settings settings;
  CLI::App app("The server under load");
  app.add_option("--events", settings.events, "about how many events the history has")->capture_default_str();
  app.add_option("--keys", settings.keys, "ids that are remembered")->capture_default_str();
  app.add_option("--seconds", settings.seconds, "measured, of each load")->capture_default_str();
  app.add_option("--connections", settings.connections, "of the closed loop")->capture_default_str();
  app.add_option("--only", settings.only, "of steady,overload,fresh,restart,rival; the closed loop always runs");
  app.add_option("--program", settings.program, "the cairn that serves")->capture_default_str();
  app.add_option("--workspace", settings.workspace, "where (default: a temporary folder)");
  app.add_flag("--keep", settings.keep, "keep the workspace");
  app.add_flag("--check", settings.check, "a small run for the tests");
  CLI11_PARSE(app, argc, argv);
  if (settings.check) {
    settings.events = settings.keys = 100'000;
    settings.seconds = 1;
  }
  namespace fs = std::filesystem;
  if (settings.workspace.empty())
    settings.workspace = (fs::temp_directory_path() / fmt::format("cairn-serve-{}", ::getpid())).string();
  int code = cairn::bench::Run(settings).all();
  std::error_code ignored;
  if (!settings.keep) {
    fs::remove_all(settings.workspace, ignored);
    fs::remove(settings.workspace + ".log", ignored);
  }
  return code;
}
