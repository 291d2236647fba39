#include "store/reference.h"

namespace cairn::store {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE reference(kind TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, facts TEXT NOT NULL,
         updated_us INTEGER NOT NULL, PRIMARY KEY(kind, key)) WITHOUT ROWID;)",
};

Result<Json> facts_of(const std::string& text, const std::string& key) {
  auto facts = Json::parse(text, nullptr, false);
  if (!facts.is_object())
    return Error{ErrorCode::damaged, "the facts of '" + key + "' are no JSON object", "cairn.db",
                 "import its table again"};
  return facts;
}

}  // namespace

Result<ReferenceTables> ReferenceTables::open(const std::filesystem::path& workspace, Access access) {
  auto file = workspace / "cairn.db";
  if (access == Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate("reference", migrations));
    return ReferenceTables(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version("reference"));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version("reference", static_cast<int>(std::size(migrations))));
  return ReferenceTables(std::move(db), version > 0);
}

Result<ReferenceChange> ReferenceTables::put(const std::string& kind, const std::vector<ReferenceRow>& rows, Time now) {
  ReferenceChange change;
  CAIRN_TRY(auto find, db_.prepare("SELECT name, facts FROM reference WHERE kind = ? AND key = ?"));
  CAIRN_TRY(auto insert, db_.prepare("INSERT OR REPLACE INTO reference VALUES(?, ?, ?, ?, ?)"));
  auto put_one = [&](const ReferenceRow& row) -> Result<void> {
    auto name = row.name;
    auto facts = row.facts;
    find.bind(1, std::string_view(kind)).bind(2, std::string_view(row.key));
    CAIRN_TRY(bool known, find.step());
    if (known) {
      auto old_name = find.text(0);
      CAIRN_TRY(auto merged, facts_of(find.text(1), row.key));
      auto old_facts = merged;
      merged.update(facts);
      facts = std::move(merged);
      if (name.empty()) name = old_name;
      if (name == old_name && facts == old_facts) {
        ++change.same;
        find.reset();
        return {};
      }
    }
    find.reset();
    ++(known ? change.changed : change.added);
    auto text = facts.dump(-1, ' ', false, Json::error_handler_t::replace);
    return insert.bind(1, std::string_view(kind))
        .bind(2, std::string_view(row.key))
        .bind(3, std::string_view(name))
        .bind(4, std::string_view(text))
        .bind(5, now.us)
        .run();
  };
  auto put_all = [&]() -> Result<void> {
    for (const auto& row : rows) CAIRN_TRY_VOID(put_one(row));
    return {};
  };
  CAIRN_TRY_VOID(db_.transaction(put_all));
  return change;
}

Result<std::vector<ReferenceRow>> ReferenceTables::rows(const std::string& kind) {
  std::vector<ReferenceRow> rows;
  if (!exists_) return rows;
  CAIRN_TRY(auto select, db_.prepare("SELECT key, name, facts FROM reference WHERE kind = ? ORDER BY key"));
  select.bind(1, std::string_view(kind));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return rows;
    CAIRN_TRY(auto facts, facts_of(select.text(2), select.text(0)));
    rows.push_back({select.text(0), select.text(1), std::move(facts)});
  }
}

Result<std::map<std::string, std::string>> ReferenceTables::names(const std::string& kind) {
  std::map<std::string, std::string> names;
  if (!exists_) return names;
  CAIRN_TRY(auto select, db_.prepare("SELECT key, name FROM reference WHERE kind = ? AND name <> ''"));
  select.bind(1, std::string_view(kind));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return names;
    names[select.text(0)] = select.text(1);
  }
}

Result<std::map<std::string, std::uint64_t>> ReferenceTables::sizes() {
  std::map<std::string, std::uint64_t> sizes;
  if (!exists_) return sizes;
  CAIRN_TRY(auto select, db_.prepare("SELECT kind, count(*) FROM reference GROUP BY kind"));
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return sizes;
    sizes[select.text(0)] = static_cast<std::uint64_t>(select.integer(1));
  }
}

}  // namespace cairn::store
