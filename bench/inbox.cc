// The inbox alone: how many keys a second it takes when many are there already, with requests as SDKs send them: times
// spread over the last seconds, some of them sent twice.
#include "store/inbox.h"

#include <fmt/format.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/random.h"
#include "recent_keys.h"

using namespace cairn;
using namespace cairn::store;

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string folder = "/tmp/cairn-inbox-bench";
  std::uint64_t present = 50'000'000, requests = 20'000;
  std::uint32_t events = 100, body = 0, in_flight = 64;
  double spread_s = 10, repeated = 0.01;
  bool keep = false;
};

constexpr std::int64_t start_s = 1'750'000'000;

double since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

double cpu_seconds() {
  timespec cpu{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  return static_cast<double>(cpu.tv_sec) + static_cast<double>(cpu.tv_nsec) * 1e-9;
}

void stop(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  std::exit(1);
}

struct Flight {
  std::mutex mutex;
  std::condition_variable landed;
  std::uint32_t up = 0;
};

Arrival request(const Options& options, Random& random, double second, std::vector<InboxKey>& sent) {
  Arrival arrival;
  arrival.received = {start_s * 1'000'000 + static_cast<std::int64_t>(second * 1e6)};
  arrival.source = "bench";
  arrival.body.assign(std::size_t{options.events} * options.body, 'x');
  for (std::uint32_t i = 0; i < options.events; ++i) {
    if (!sent.empty() && random.uniform() < options.repeated) {
      arrival.keys.push_back(sent[random.below(sent.size())]);
      continue;
    }
    auto back = static_cast<std::int64_t>(random.uniform() * options.spread_s * 1e6);
    arrival.keys.push_back({{random.next(), random.next()}, arrival.received.us - back, {}});
    if (sent.size() < 1'000'000) sent.push_back(arrival.keys.back());
  }
  return arrival;
}

void run(const Options& options) {
  const std::filesystem::path folder = options.folder;
  std::filesystem::create_directories(folder);
  InboxOptions inbox_options;
  inbox_options.now = [] { return Time{start_s * 1'000'000}; };
  inbox_options.most_bytes = UINT64_MAX;
  if (!std::filesystem::exists(folder / "inbox.db")) {
    if (auto made = Inbox::open(folder, 0, inbox_options); !made) stop(made.error());
    auto from = Clock::now();
    if (auto filled = bench::fill_recent_keys(folder / "inbox.db", options.present, {start_s * 1'000'000}, 42); !filled)
      stop(filled.error());
    fmt::print("filled with {} keys in {:.1f} s, {:.1f} bytes a key\n", options.present, since(from),
               static_cast<double>(std::filesystem::file_size(folder / "inbox.db")) /
                   static_cast<double>(std::max<std::uint64_t>(1, options.present)));
  }
  auto opened = Clock::now();
  auto inbox = Inbox::open(folder, 0, inbox_options);
  if (!inbox) stop(inbox.error());
  fmt::print("opened in {:.3f} s\n", since(opened));
  Random random(static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()));
  std::vector<InboxKey> sent;
  Flight flight;
  double slowest = 0;
  const double cpu_before = cpu_seconds();
  auto from = Clock::now();
  for (std::uint64_t i = 0; i < options.requests; ++i) {
    auto arrival = request(options, random, since(from), sent);
    std::unique_lock lock(flight.mutex);
    flight.landed.wait(lock, [&] { return flight.up < options.in_flight; });
    ++flight.up;
    lock.unlock();
    (*inbox)->put(std::move(arrival), [&, put = Clock::now()](Result<Receipt> receipt) {
      if (!receipt) stop(receipt.error());
      std::lock_guard guard(flight.mutex);
      slowest = std::max(slowest, since(put));
      --flight.up;
      flight.landed.notify_one();
    });
    if (i % 256 == 255) (*inbox)->forget((*inbox)->last());
  }
  std::unique_lock lock(flight.mutex);
  flight.landed.wait(lock, [&] { return flight.up == 0; });
  auto seconds = since(from);
  auto counts = (*inbox)->counts();
  fmt::print("{:.0f} keys a second of CPU, the making of them included\n",
             static_cast<double>(options.requests * options.events) / (cpu_seconds() - cpu_before));
  fmt::print("{} keys in {:.2f} s: {:.0f} keys/s, {} commits ({:.0f}/s), {} known, slowest answer {:.0f} ms\n",
             options.requests * options.events, seconds,
             static_cast<double>(options.requests * options.events) / seconds, counts.commits,
             static_cast<double>(counts.commits) / seconds, counts.known_events, slowest * 1000);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How many keys a second the inbox takes");
  Options options;
  app.add_option("--folder", options.folder, "where the inbox lies; one that is there is used again");
  app.add_option("--present", options.present, "keys that are there before");
  app.add_option("--requests", options.requests);
  app.add_option("--events", options.events, "of a request");
  app.add_option("--body", options.body, "bytes an event");
  app.add_option("--in-flight", options.in_flight, "requests put before the first is answered");
  app.add_option("--spread", options.spread_s, "seconds over which the times of a request's events lie");
  app.add_option("--repeated", options.repeated, "share of the events that were sent before");
  app.add_flag("--keep", options.keep, "leave the folder for the next run");
  CLI11_PARSE(app, argc, argv);
  run(options);
  if (!options.keep) std::filesystem::remove_all(options.folder);
}
