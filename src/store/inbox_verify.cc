#include <fmt/format.h>

#include "store/history.h"
#include "store/inbox.h"

namespace cairn::store {
namespace {

/// A query of one number; `fault` gets a {} for it when it is not zero.
Result<void> expect_none(StateDb& db, const char* sql, std::string_view fault, std::vector<Damage>& damages) {
  CAIRN_TRY(auto count, db.prepare(sql));
  CAIRN_TRY(bool found, count.step());
  if (found && count.integer(0) > 0) damages.push_back({"inbox.db", fmt::format("{} {}", count.integer(0), fault)});
  return {};
}

Result<void> check(StateDb& db, const std::map<std::string, std::int64_t>& positions, std::vector<Damage>& damages) {
  CAIRN_TRY(auto fault, db.integrity_fault());
  if (!fault.empty()) {
    damages.push_back({"inbox.db", "SQLite's integrity check found: " + fault});
    return {};
  }
  CAIRN_TRY_VOID(expect_none(db, "SELECT count(*) FROM request WHERE seq <= 0 OR typeof(body) <> 'blob'",
                             "requests have no number or no body", damages));
  CAIRN_TRY_VOID(
      expect_none(db,
                  "SELECT (SELECT count(*) FROM fresh_key WHERE typeof(keys) <> 'blob' OR length(keys) % 16 <> 0) + "
                  "(SELECT count(*) FROM recent_key WHERE typeof(key) <> 'blob' OR length(key) <> 16) + "
                  "(SELECT count(*) FROM odd_key WHERE typeof(hash) <> 'blob' OR length(hash) <> 16) + "
                  "(SELECT count(*) FROM order_key WHERE typeof(hash) <> 'blob' OR length(hash) <> 16)",
                  "rows of keys have another length than 16 bytes", damages));
  CAIRN_TRY(auto last, db.prepare("SELECT coalesce((SELECT value FROM mark WHERE name = 'last_seq'), 0), "
                                  "coalesce((SELECT max(seq) FROM request), 0), "
                                  "(SELECT count(*) FROM request) + (SELECT count(*) FROM mark)"));
  CAIRN_TRY(bool found, last.step());
  if (!found) return {};
  if (last.integer(1) > last.integer(0))
    damages.push_back({"inbox.db", fmt::format("has a request {}, the last that it knows of is {}", last.integer(1),
                                               last.integer(0))});
  const bool used = last.integer(2) > 0;
  for (const auto& [consumer, position] : positions)
    if (used && position > last.integer(0))
      damages.push_back({"cairn.db", fmt::format("{} has come to request {}, the inbox only to {}", consumer, position,
                                                 last.integer(0))});
  return {};
}

}  // namespace

std::vector<Damage> verify_inbox(const std::filesystem::path& workspace,
                                 const std::map<std::string, std::int64_t>& positions) {
  std::vector<Damage> damages;
  auto db = StateDb::open(workspace / "inbox.db", StateDb::Mode::read);
  if (!db && db.error().code == ErrorCode::not_found) return damages;
  auto outcome = db ? check(*db, positions, damages) : Result<void>(db.error());
  if (!outcome) damages.push_back({"inbox.db", "cannot be checked: " + outcome.error().message});
  return damages;
}

}  // namespace cairn::store
