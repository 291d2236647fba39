// A disk that fails and a disk that is full, with the real program under them: this one again as a child, under
// fiu-run (faults of system calls) or on a small file system of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "store/inbox_test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

constexpr int failed_as_it_should = 3;

/// Runs this program's hidden test `name` behind the words of `before`; its exit code.
int run_child(const std::vector<std::string>& before, const std::string& name, const std::filesystem::path& folder) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  auto words = before;
  for (const auto& word : {self, std::string("--no-skip"), "--test-case=" + name, std::string("--minimal")})
    words.push_back(word);
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::setenv("CAIRN_INBOX_FOLDER", folder.c_str(), 1);
    std::vector<char*> list;
    for (auto& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    ::execvp(list[0], list.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::filesystem::path child_folder() {
  const char* folder = std::getenv("CAIRN_INBOX_FOLDER");
  return folder == nullptr ? std::filesystem::path() : std::filesystem::path(folder);
}

InboxOptions quick() {
  InboxOptions options;
  options.journal_pages = 32;
  options.now = [] { return Time{inbox_start_us}; };
  return options;
}

/// Numbers that a child wrote down, one a line.
std::vector<std::uint64_t> written_down(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t number = 0; in >> number;) numbers.push_back(number);
  return numbers;
}

bool has_program(const char* name) { return std::system(fmt::format("command -v {} >/dev/null", name).c_str()) == 0; }

}  // namespace

TEST_CASE("puts until the disk fails" * doctest::skip()) {
  const auto folder = child_folder();
  if (folder.empty()) return;
  auto inbox = Inbox::open(folder, 0, quick());
  if (!inbox) ::_exit(failed_as_it_should);  // failed before anything was acknowledged
  auto* acknowledged = ::fopen((folder / "acknowledged").c_str(), "a");
  const auto before = written_down(folder / "acknowledged").size();
  for (std::uint64_t i = 0; i < 40; ++i) {
    const auto number = before * 100 + i;
    auto receipt = put_now(**inbox, inbox_request({number}, 3000));
    if (receipt) {
      ::fprintf(acknowledged, "%llu\n", static_cast<unsigned long long>(number));
      ::fflush(acknowledged);
      continue;
    }
    // Nothing is acknowledged from here on, and it is said why.
    if (!(*inbox)->failed()) ::_exit(1);
    for (int more = 0; more < 3; ++more)
      if (put_now(**inbox, inbox_request({number}, 3000))) ::_exit(2);
    ::_exit(failed_as_it_should);
  }
  ::_exit(0);
}

TEST_CASE("a write or sync that fails is never acknowledged, and what was acknowledged before is there after it") {
  if (!has_program("fiu-run")) {
    MESSAGE("skipped: fiu-run is not there (tools/setup installs fiu-utils)");
    return;
  }
  int failed = 0;
  std::size_t kept_in_all = 0;
  for (int round = 0; round < 100; ++round) {
    Folder folder(fmt::format("inbox-eio-{}", round));
    std::filesystem::create_directories(folder.path);
    const char* calls[] = {"posix/io/sync/fdatasync", "posix/io/sync/fsync", "posix/io/rw/pwrite"};
    const auto fault = round % 10 == 9 ? fmt::format("enable name={},failinfo=5", calls[round / 10 % 3])
                                       : fmt::format("enable_random name={},probability=0.05,failinfo=5",
                                                     calls[round % 2 == 0 ? 0 : 2]);
    CAPTURE(fault);
    int outcome = run_child({"fiu-run", "-x", "-f", "", "-c", fault}, "puts until the disk fails", folder.path);
    CHECK((outcome == 0 || outcome == failed_as_it_should));
    failed += outcome == failed_as_it_should;
    auto acknowledged = written_down(folder.path / "acknowledged");
    kept_in_all += acknowledged.size();
    auto inbox = must(Inbox::open(folder.path, 0, quick()));
    auto kept = kept_events(*inbox);
    std::set<std::uint64_t> stored(kept.begin(), kept.end());
    CHECK(stored.size() == kept.size());
    for (auto number : acknowledged) {
      CHECK(stored.contains(number));
      CHECK(must(put_now(*inbox, inbox_request({number}))).known_count == 1);
    }
    if (round % 10 == 0) CHECK(verify_inbox(folder.path, {}).empty());
  }
  MESSAGE("of 100 runs the disk failed in ", failed, "; acknowledged before that: ", kept_in_all);
  CHECK(failed > 30);
  CHECK(kept_in_all > 100);
}

TEST_CASE("fills a small disk again and again" * doctest::skip()) {
  const auto folder = child_folder();
  if (folder.empty()) return;
  using Clock = std::chrono::steady_clock;
  auto inbox = must(Inbox::open(folder, 0, quick()));
  std::set<std::uint64_t> acknowledged;
  std::uint64_t number = 0;
  for (int round = 0; round < 20; ++round) {
    // The ballast takes most of the disk; the inbox fills the rest.
    std::ofstream(folder / "ballast", std::ios::binary).write(std::string(48 << 20, 'b').data(), (48 - round) << 20);
    for (int refused = 0; refused < 3;) {
      auto receipt = put_now(*inbox, inbox_request({++number}, 300'000));
      if (receipt) {
        acknowledged.insert(number);
      } else {
        ++refused;
        REQUIRE(receipt.error().code == ErrorCode::limit);
        REQUIRE(!inbox->failed());
      }
      REQUIRE(number < 10'000);
    }
    auto reads = kept_events(*inbox, inbox->last() - 1);
    CHECK(reads.size() <= 1);
    std::filesystem::remove(folder / "ballast");
    auto room = Clock::now();
    while (!put_now(*inbox, inbox_request({++number}))) REQUIRE(Clock::now() - room < std::chrono::seconds(5));
    acknowledged.insert(number);
    auto kept = kept_events(*inbox);
    std::set<std::uint64_t> stored(kept.begin(), kept.end());
    CHECK(stored == acknowledged);
    // The loader has caught up.
    inbox->forget(inbox->last());
    for (int i = 0; inbox->counts().waiting_requests > 0 && i < 2000; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(inbox->counts().waiting_requests == 0);
    acknowledged.clear();
  }
  inbox.reset();
  CHECK(verify_inbox(folder, {}).empty());
  inbox = must(Inbox::open(folder, 0, quick()));
  CHECK(must(put_now(*inbox, inbox_request({number}))).known_count == 1);
}

TEST_CASE("a full disk refuses requests and loses none; when there is room it goes on by itself") {
  Folder folder("inbox-full");
  std::filesystem::create_directories(folder.path);
  const std::string mount =
      fmt::format("mount -t tmpfs -o size=64m cairn-inbox '{}' 2>/dev/null", folder.path.string());
  if (run_child({"unshare", "-m", "sh", "-c", mount + " || exit 77; exit 0"}, "none", folder.path) != 0) {
    MESSAGE("skipped: a file system of its own may not be mounted here (unshare -m, as root)");
    return;
  }
  CHECK(run_child({"unshare", "-m", "sh", "-c", mount + " || exit 77; exec \"$0\" \"$@\""},
                  "fills a small disk again and again", folder.path) == 0);
}
