// A power cut at any moment: everything acknowledged is there, nothing is doubled, the inbox opens.
//
//   script of requests ──▶ Inbox ──▶ SQLite ──▶ PowerVfs: real files, and a log of each write, truncation and sync
//   for every k: the files as a disk could have them after the first k entries of the log ──▶ open, look, send again
//
// What was synced is there. Of the rest each write is there, is lost, or is torn at sectors of 512 bytes, and they
// reach the disk in any order. Not covered: a disk that lies about syncs or damages sectors beside those it writes;
// names of files that are lost (a file whose sync has ended keeps its name); checkpoints of several threads are in the
// log in the order in which they happened, not in every possible one.
#include <sqlite3.h>

#include <cstring>
#include <fstream>
#include <map>
#include <mutex>

#include "store/inbox_test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

struct LogEntry {
  enum class Kind { write, truncate, sync, remove, acknowledged } kind = Kind::write;
  std::string file;
  std::int64_t offset = 0;  ///< truncate: the size; sync: entries before this one are on the disk; acknowledged: which
  std::string bytes;
};

std::mutex log_mutex;
std::vector<LogEntry> io_log;

std::size_t note(LogEntry entry) {
  std::lock_guard guard(log_mutex);
  io_log.push_back(std::move(entry));
  return io_log.size();
}

struct PowerFile {
  sqlite3_file base;
  char name[64];
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

PowerFile* of(sqlite3_file* file) { return reinterpret_cast<PowerFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }

sqlite3_io_methods power_methods() {
  sqlite3_io_methods m{};
  m.iVersion = 2;
  m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
  m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, n, at);
  };
  m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    note({LogEntry::Kind::write, of(f)->name, at,
          std::string(static_cast<const char*>(from), static_cast<std::size_t>(n))});
    return real(f)->pMethods->xWrite(real(f), from, n, at);
  };
  m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
    note({LogEntry::Kind::truncate, of(f)->name, size, ""});
    return real(f)->pMethods->xTruncate(real(f), size);
  };
  m.xSync = [](sqlite3_file* f, int) {
    std::size_t before = 0;
    {
      std::lock_guard guard(log_mutex);
      before = io_log.size();
    }
    note({LogEntry::Kind::sync, of(f)->name, static_cast<std::int64_t>(before), ""});  // the real one is not needed
    return SQLITE_OK;
  };
  m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); };
  m.xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); };
  m.xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); };
  m.xCheckReservedLock = [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); };
  m.xFileControl = [](sqlite3_file* f, int op, void* arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); };
  m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
  m.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
  m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
  };
  m.xShmLock = [](sqlite3_file* f, int from, int n, int flags) {
    return real(f)->pMethods->xShmLock(real(f), from, n, flags);
  };
  m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
  m.xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); };
  return m;
}
const sqlite3_io_methods methods = power_methods();

/// SQLite's usual files, all that is written noted; the default for as long as this lives.
class PowerVfs {
 public:
  PowerVfs() : usual_(sqlite3_vfs_find(nullptr)), vfs_(*usual_) {
    vfs_.zName = "power";
    vfs_.pAppData = usual_;
    vfs_.szOsFile = static_cast<int>(sizeof(PowerFile)) + usual_->szOsFile;
    vfs_.xOpen = [](sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
      auto* power = of(file);
      std::memset(static_cast<void*>(power), 0, sizeof(PowerFile));
      auto* usual = static_cast<sqlite3_vfs*>(vfs->pAppData);
      int outcome = usual->xOpen(usual, path, power->real(), flags, out);
      if (outcome != SQLITE_OK) return outcome;
      auto name = path == nullptr ? std::string("temporary") : std::filesystem::path(path).filename().string();
      std::strncpy(power->name, name.c_str(), sizeof power->name - 1);
      power->base.pMethods = &methods;
      return SQLITE_OK;
    };
    vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync) {
      auto* usual = static_cast<sqlite3_vfs*>(vfs->pAppData);
      auto outcome = usual->xDelete(usual, path, sync);
      if (outcome == SQLITE_OK) note({LogEntry::Kind::remove, std::filesystem::path(path).filename().string(), 0, ""});
      return outcome;
    };
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~PowerVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(usual_, 1);
  }
  PowerVfs(const PowerVfs&) = delete;
  PowerVfs& operator=(const PowerVfs&) = delete;

 private:
  sqlite3_vfs* usual_;
  sqlite3_vfs vfs_;
};

void apply(std::string& content, const LogEntry& entry, std::size_t from, std::size_t to) {
  if (entry.kind == LogEntry::Kind::truncate) {
    content.resize(static_cast<std::size_t>(entry.offset));
    return;
  }
  auto at = static_cast<std::size_t>(entry.offset);
  if (content.size() < at + to) content.resize(at + to);
  content.replace(at + from, to - from, entry.bytes, from, to - from);
}

/// A disk as it could be after the first `count` entries of the log, onto files that were there before.
std::map<std::string, std::string> disk_after(const std::vector<LogEntry>& log, std::size_t count, Random& random,
                                              std::map<std::string, std::string> files = {}) {
  std::map<std::string, std::vector<const LogEntry*>> loose;  // not synced yet
  std::map<std::string, std::size_t> position;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& entry = log[i];
    switch (entry.kind) {
      case LogEntry::Kind::write:
      case LogEntry::Kind::truncate:
        loose[entry.file].push_back(&entry);
        break;
      case LogEntry::Kind::remove:
        files.erase(entry.file);
        loose.erase(entry.file);
        break;
      case LogEntry::Kind::sync:
        std::erase_if(loose[entry.file], [&](const LogEntry* one) {
          if (one - log.data() >= entry.offset) return false;
          apply(files[entry.file], *one, 0, one->bytes.size());
          return true;
        });
        break;
      case LogEntry::Kind::acknowledged:
        break;
    }
  }
  for (auto& [file, entries] : loose) {
    const auto fate = random.below(4);  // all lost, all there, or each its own
    if (fate == 0) continue;
    if (fate > 1)
      for (std::size_t i = entries.size(); i > 1; --i) std::swap(entries[i - 1], entries[random.below(i)]);
    for (const auto* entry : entries) {
      const auto size = entry->bytes.size();
      const auto own = fate == 1 ? 0 : random.below(3);
      if (own == 1) continue;
      const auto sectors = size / 512;
      if (own == 0 || sectors < 2 || entry->kind == LogEntry::Kind::truncate) {
        apply(files[file], *entry, 0, size);
        continue;
      }
      for (std::size_t s = 0; s < sectors; ++s)
        if (random.chance(0.5)) apply(files[file], *entry, s * 512, s + 1 == sectors ? size : (s + 1) * 512);
    }
  }
  return files;
}

void write_disk(const std::filesystem::path& folder, const std::map<std::string, std::string>& files) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (const auto& [name, content] : files)
    if (!name.ends_with("-shm"))
      std::ofstream(folder / name, std::ios::binary)
          .write(content.data(), static_cast<std::streamsize>(content.size()));
}

InboxOptions short_journal() {
  InboxOptions options;
  options.journal_pages = 24;
  options.now = [] { return Time{inbox_start_us}; };
  return options;
}

/// 100 requests of 3 events, one of which was sent before, put one by one or a few at once; old ones are forgotten.
std::vector<std::vector<std::uint64_t>> script() {
  std::vector<std::vector<std::uint64_t>> requests;
  for (std::uint64_t r = 0; r < 100; ++r) requests.push_back({3 * r, 3 * r + 1, r % 5 == 4 ? 3 * r - 9 : 3 * r + 2});
  return requests;
}

constexpr std::int64_t forgotten = 20;

void run_script(const std::filesystem::path& folder) {
  auto inbox = must(Inbox::open(folder, 0, short_journal()));
  auto requests = script();
  for (std::size_t r = 0; r < requests.size();) {
    std::vector<std::future<void>> answers;
    for (std::size_t end = std::min(requests.size(), r + 1 + r % 4); r < end; ++r) {
      auto done = std::make_shared<std::promise<void>>();
      answers.push_back(done->get_future());
      auto arrival = inbox_request(requests[r], r % 7 * 900);
      arrival.keys[0].order = hash128("order " + std::to_string(r));
      if (r % 6 == 0) arrival.keys[1].time = no_time;
      inbox->put(std::move(arrival), [done, r](Result<Receipt> receipt) {
        if (receipt) note({LogEntry::Kind::acknowledged, "", static_cast<std::int64_t>(r), ""});
        done->set_value();
      });
    }
    for (auto& answer : answers) answer.wait();
    if (r > 60) inbox->forget(forgotten);
  }
}

/// Opens what is left and looks: acknowledged requests are there once; sending all again completes it.
void look(const std::filesystem::path& folder, const std::set<std::size_t>& acknowledged, bool resend) {
  auto inbox = must(Inbox::open(folder, 0, short_journal()));
  auto requests = script();
  auto kept = kept_events(*inbox);
  std::set<std::uint64_t> stored(kept.begin(), kept.end());
  CHECK(stored.size() == kept.size());
  for (auto r : acknowledged)
    for (auto event : requests[r])
      if (event >= 60)
        CHECK_MESSAGE(stored.contains(event), "request ", r, " was acknowledged, event ", event, " is lost");
  if (!resend) return;
  for (std::size_t r = 0; r < requests.size(); ++r) {
    auto arrival = inbox_request(requests[r]);
    arrival.keys[0].order = hash128("order " + std::to_string(r));
    if (r % 6 == 0) arrival.keys[1].time = no_time;
    auto receipt = must(put_now(*inbox, std::move(arrival)));
    if (acknowledged.contains(r)) CHECK(receipt.known_count == 3);
  }
  kept = kept_events(*inbox);
  stored = {kept.begin(), kept.end()};
  CHECK(stored.size() == kept.size());
}

}  // namespace

TEST_CASE("a power cut at any write or sync loses nothing acknowledged and doubles nothing") {
  const std::filesystem::path memory = "/dev/shm";
  Folder folder("power");
  if (std::filesystem::is_directory(memory)) folder.path = memory / folder.path.filename();
  std::filesystem::create_directories(folder.path / "run");
  std::vector<LogEntry> log;
  {
    PowerVfs vfs;
    run_script(folder.path / "run");
    log.swap(io_log);
  }
  const auto syncs = std::count_if(log.begin(), log.end(), [](auto& e) { return e.kind == LogEntry::Kind::sync; });
  CHECK(syncs > 30);
  CHECK(std::any_of(log.begin(), log.end(),
                    [](auto& e) { return e.kind == LogEntry::Kind::write && e.file == "inbox.db" && e.offset > 0; }));
  const auto seed = static_cast<std::uint64_t>(::getpid());
  INFO("seed ", seed, ", entries of the log: ", log.size());
  Random random(seed);
  const auto disk = folder.path / "disk";
  std::set<std::size_t> acknowledged;
  for (std::size_t count = 0; count <= log.size(); ++count) {
    INFO("power cut after ", count);
    if (count > 0 && log[count - 1].kind == LogEntry::Kind::acknowledged)
      acknowledged.insert(static_cast<std::size_t>(log[count - 1].offset));
    for (int fate = 0; fate < 3; ++fate) {
      auto files = disk_after(log, count, random);
      write_disk(disk, files);
      PowerVfs vfs;  // also makes syncs free
      look(disk, acknowledged, fate == 0 && count % 8 == 0);
      auto recovery = std::exchange(io_log, {});
      if (fate != 1 || count % 4 != 0) continue;
      // And a second power cut while what is left is opened.
      write_disk(disk, disk_after(recovery, random.below(recovery.size() + 1), random, std::move(files)));
      look(disk, acknowledged, false);
      io_log.clear();
    }
    if (count % 40 == 0) CHECK(verify_inbox(disk, {}).empty());
  }
}
