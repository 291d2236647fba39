#include "recent_keys.h"

#include <algorithm>

#include "base/random.h"
#include "store/inbox_key.h"
#include "store/state_db.h"

namespace cairn::bench {

Result<void> fill_recent_keys(const std::filesystem::path& inbox_file, std::uint64_t keys, Time end, double days) {
  using store::StateDb;
  CAIRN_TRY(auto db,
            StateDb::open(inbox_file, StateDb::Mode::write, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"));
  CAIRN_TRY(auto insert, db.prepare("INSERT OR IGNORE INTO recent_key VALUES(?)"));
  CAIRN_TRY_VOID(db.run("BEGIN"));
  Random random(7);
  const double seconds = days * 86'400, step = seconds / static_cast<double>(std::max<std::uint64_t>(1, keys));
  const double first = static_cast<double>(end.us / 1'000'000) - seconds;
  for (std::uint64_t i = 0; i < keys; ++i) {
    auto second = static_cast<std::uint64_t>(first + step * static_cast<double>(i));
    store::KeyBytes key(second << 32 | random.below(1ULL << 32), random.next());
    CAIRN_TRY_VOID(insert.bind_bytes(1, key.view()).run());
  }
  return db.run("COMMIT; PRAGMA journal_mode = WAL;");
}

}  // namespace cairn::bench
