// Reference tables: what codes mean, and what is known besides events. They lie in cairn.db, updated by key.
//
//   kind       key                              facts
//   stores     SH01                             {"city":"上海", …}, name "徐家汇店"
//   consents   identifier · channel · purpose   {"granted":true, "text_version":"v3", "given":"2026-01-31T09:00:00Z"}
//
// A row that comes again replaces the facts it brings and keeps those that it does not name.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/history.h"
#include "store/state_db.h"

namespace cairn::store {

struct ReferenceRow {
  std::string key;
  std::string name;  ///< what people call it; empty: it has none
  Json facts = Json::object();
};

struct ReferenceChange {
  std::uint64_t added = 0, changed = 0, same = 0;
};

class ReferenceTables {
 public:
  /// The workspace must exist. With Access::read nothing is made.
  static Result<ReferenceTables> open(const std::filesystem::path& workspace, Access access);

  /// All rows or none, in one transaction.
  Result<ReferenceChange> put(const std::string& kind, const std::vector<ReferenceRow>& rows, Time now);
  /// By key.
  Result<std::vector<ReferenceRow>> rows(const std::string& kind);
  /// Key to name, of those that have one.
  Result<std::map<std::string, std::string>> names(const std::string& kind);
  /// How many rows each kind has; kinds without rows are left out.
  Result<std::map<std::string, std::uint64_t>> sizes();

 private:
  ReferenceTables(StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  StateDb db_;
  bool exists_ = true;  ///< false for a reader of a workspace that never had any
};

}  // namespace cairn::store
