#include "own_store.h"

#include <chrono>
#include <string>

#include "base/random.h"
#include "store/inbox_key.h"
#include "store/state_db.h"

namespace cairn::bench {
namespace {

using store::StateDb;
constexpr std::size_t body_bytes = 330;

}  // namespace

Result<void> fill_own_store(const std::filesystem::path& file, std::uint64_t ids) {
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"));
  CAIRN_TRY_VOID(db.run("CREATE TABLE id(id BLOB PRIMARY KEY) WITHOUT ROWID; CREATE TABLE event(id BLOB, body TEXT)"));
  CAIRN_TRY(auto insert, db.prepare("INSERT INTO id VALUES(?)"));
  CAIRN_TRY_VOID(db.run("BEGIN"));
  Random random(11);
  const auto step = ids > 0 ? UINT64_MAX / ids : 0;
  for (std::uint64_t i = 0; i < ids; ++i) {  // ascending, as that fills pages one after the other
    store::KeyBytes key(step * i + random.below(step), random.next());
    CAIRN_TRY_VOID(insert.bind_bytes(1, key.view()).run());
  }
  return db.run("COMMIT; PRAGMA journal_mode = WAL;");
}

Result<double> own_store_rate(const std::filesystem::path& file, std::uint32_t events, double seconds) {
  using Clock = std::chrono::steady_clock;
  CAIRN_TRY(auto db,
            StateDb::open(file, StateDb::Mode::write,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144;"));
  CAIRN_TRY(auto keep, db.prepare("INSERT INTO id VALUES(?) ON CONFLICT DO NOTHING RETURNING 1"));
  CAIRN_TRY(auto add, db.prepare("INSERT INTO event VALUES(?, ?)"));
  Random random(static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()));
  const std::string body(body_bytes, 'x');
  std::uint64_t done = 0;
  auto began = Clock::now();
  double took = 0;
  while (took < seconds) {
    CAIRN_TRY_VOID(db.transaction([&]() -> Result<void> {
      for (std::uint32_t i = 0; i < events; ++i) {
        store::KeyBytes key(random.next(), random.next());
        auto is_new = keep.bind_bytes(1, key.view()).step();
        if (!is_new) return is_new.error();
        keep.reset();
        if (!*is_new) continue;
        auto added = add.bind_bytes(1, key.view()).bind(2, body).run();
        if (!added) return added;
      }
      return {};
    }));
    done += events;
    took = std::chrono::duration<double>(Clock::now() - began).count();
  }
  return static_cast<double>(done) / took;
}

}  // namespace cairn::bench
