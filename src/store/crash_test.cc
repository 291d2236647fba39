// kill -9 at any moment leaves a workspace that opens and verifies; loading the same input again completes it.
//
// The child is this program again, so that it starts with no threads of DuckDB behind it.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/random.h"
#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

constexpr std::size_t events = 3000;

void load_all(const Folder& folder) {
  auto batches = random_batches(11, events, 250);
  std::vector<const EventBatch*> list;
  for (auto& batch : batches) list.push_back(&batch);
  load(folder, list, 500, 2);
}

pid_t start_child(const std::filesystem::path& workspace) {
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setenv("CAIRN_CRASH_WORKSPACE", workspace.c_str(), 1);
    ::execl("/proc/self/exe", "store_test", "--no-skip", "--test-case=loads until it is killed", "--minimal", nullptr);
    ::_exit(127);
  }
  return child;
}

}  // namespace

TEST_CASE("loads until it is killed" * doctest::skip()) {
  const char* workspace = std::getenv("CAIRN_CRASH_WORKSPACE");
  if (workspace == nullptr) return;
  Folder folder("unused");
  folder.path = workspace;
  load_all(folder);
  ::_exit(0);  // the workspace stays
}

TEST_CASE("a kill at any moment loses nothing that was committed, and the next load completes it") {
  using Clock = std::chrono::steady_clock;
  Folder whole("whole");
  auto started = Clock::now();
  int status = 0;
  pid_t child = start_child(whole.path);
  ::waitpid(child, &status, 0);
  REQUIRE(status == 0);
  auto full = Clock::now() - started;
  auto expected = content(whole);
  REQUIRE(expected.size() == events);

  Random random(static_cast<std::uint64_t>(::getpid()));
  int killed = 0;
  for (int round = 0; round < 4; ++round) {
    Folder folder(fmt::format("killed-{}", round));
    std::uint64_t before = 0;
    for (int attempt = 0; attempt < 5; ++attempt) {
      auto wait = full * random.uniform() * 0.8;
      CAPTURE(wait.count());
      child = start_child(folder.path);
      std::this_thread::sleep_for(wait);
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      if (WIFSIGNALED(status))
        ++killed;
      else
        full /= 2;  // the machine has become faster, or there was less left to do: kill earlier
      auto history = History::open(folder.path, Access::read);
      if (!history) {
        // Killed before there was a workspace.
        CHECK(history.error().code == ErrorCode::not_found);
        CHECK(before == 0);
        continue;
      }
      CHECK(history->events() >= before);
      before = history->events();
      for (const auto& damage : must(history->verify({}))) FAIL_CHECK((damage.what + ": " + damage.fault));
    }
    load_all(folder);
    CHECK(content(folder) == expected);
    CHECK(damages(folder).empty());
  }
  CHECK(killed >= 5);
}
