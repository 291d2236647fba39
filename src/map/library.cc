#include "map/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/check.h"
#include "base/secret.h"
#include "base/text.h"
#include "map/changes.h"
#include "map/derive.h"
#include "map/document_fields.h"
#include "map/sound.h"

namespace cairn::map {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE journey_revision(journey TEXT NOT NULL, revision INTEGER NOT NULL, document TEXT NOT NULL,
         status TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL, at_us INTEGER NOT NULL,
         changes INTEGER NOT NULL, PRIMARY KEY(journey, revision));
       CREATE TRIGGER journey_revision_stays BEFORE UPDATE ON journey_revision
         BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;
       CREATE TRIGGER journey_revision_remains BEFORE DELETE ON journey_revision
         BEGIN SELECT RAISE(ABORT, 'a revision is never removed'); END;)",
};
constexpr std::array<const char*, 5> statuses{"draft", "in-review", "approved", "published", "archived"};
constexpr std::size_t longest_id = 120;

constexpr const char* select_revision =
    "SELECT journey, (SELECT max(revision) FROM journey_revision AS n WHERE n.journey = r.journey), revision, status, "
    "author, note, at_us, changes, document FROM journey_revision AS r ";

Error unknown(const std::string& id) {
  return {ErrorCode::not_found, fmt::format("there is no journey '{}'", id), "journey",
          "GET /api/journeys and cairn journey list name them"};
}

Revision revision_of(const store::Statement& row) {
  return {row.integer(2), row.text(3), {row.text(4), row.text(5), Time{row.integer(6)}}, row.integer(7)};
}

Result<Kept> kept_of(const store::Statement& row) {
  Kept kept{row.text(0), row.integer(1), revision_of(row), {}};
  CAIRN_TRY(kept.document, parse_json(row.text(8), kept.id));
  return kept;
}

/// What an edit makes of a status.
std::string after_edit(const std::string& status) { return status == "in-review" ? status : "draft"; }

/// `version` is the library's to write; what else stands in it is kept.
void number(Json& document, std::int64_t revision) {
  Json& version = document["version"];
  if (!version.is_object()) version = Json::object();
  version["no"] = revision;
  if (!version.contains("basis")) version["basis"] = "as-is";
  if (!version.contains("status")) version["status"] = "draft";
  version.erase("hash");
  const auto status = fields::text(version, "status");
  if (status != "approved" && status != "published") return;
  Json agreed = document;
  agreed.erase("version");
  document["version"]["hash"] = secret_hash(agreed.dump());
}

Result<void> expect_editable(const std::vector<Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& path = changes[i].path;
    const bool kept = path[0] == "id" || path[0] == "schema" ||
                      (path[0] == "version" && (path.size() == 1 || path[1] != "effective"));
    if (kept)
      return Error{ErrorCode::invalid, fmt::format("'{}' is not for edits", join(path, ".")),
                   fmt::format("changes[{}].path", i),
                   "the status has a call of its own, and a to-be journey is derived from an as-is one"};
  }
  return {};
}

}  // namespace

Result<void> expect_status(const std::string& status) {
  if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) return {};
  return Error{ErrorCode::invalid, fmt::format("there is no status '{}'", status), "status",
               "use draft, in-review, approved, published or archived"};
}

Result<Library> Library::open(const std::filesystem::path& workspace, store::Access access) {
  using store::StateDb;
  const auto file = workspace / "cairn.db";
  if (access == store::Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate("journeys", migrations));
    return Library(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version("journeys"));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version("journeys", static_cast<int>(std::size(migrations))));
  return Library(std::move(db), version > 0);
}

Result<std::vector<Kept>> Library::list(bool archived) {
  std::vector<Kept> all;
  if (!exists_) return all;
  CAIRN_TRY(auto select, db_.prepare(std::string(select_revision) +
                                     "WHERE revision = (SELECT max(revision) FROM journey_revision AS n WHERE "
                                     "n.journey = r.journey) AND (status = 'archived') = ? ORDER BY at_us DESC, "
                                     "r.rowid DESC"));
  select.bind(1, std::int64_t{archived});
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return all;
    CAIRN_TRY(auto kept, kept_of(select));
    all.push_back(std::move(kept));
  }
}

Result<Kept> Library::get(const std::string& id, std::optional<std::int64_t> revision) {
  if (!exists_) return unknown(id);
  CAIRN_TRY(auto select, db_.prepare(std::string(select_revision) +
                                     "WHERE journey = ?1 AND revision = coalesce(?2, (SELECT max(revision) FROM "
                                     "journey_revision WHERE journey = ?1))"));
  select.bind(1, std::string_view(id));
  revision ? select.bind(2, *revision) : select.bind_null(2);
  CAIRN_TRY(bool found, select.step());
  if (found) return kept_of(select);
  if (!revision) return unknown(id);
  CAIRN_TRY(auto head, get(id));
  return Error{ErrorCode::not_found, fmt::format("'{}' has no revision {}", id, *revision), "revision",
               fmt::format("the newest is {}", head.head)};
}

Result<std::vector<Revision>> Library::revisions(const std::string& id) {
  if (!exists_) return unknown(id);
  CAIRN_TRY(auto select, db_.prepare("SELECT journey, 0, revision, status, author, note, at_us, changes FROM "
                                     "journey_revision WHERE journey = ? ORDER BY revision DESC"));
  select.bind(1, std::string_view(id));
  std::vector<Revision> all;
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) break;
    all.push_back(revision_of(select));
  }
  if (all.empty()) return unknown(id);
  return all;
}

Result<Kept> Library::within(const std::function<Result<Kept>()>& work) {
  std::optional<Kept> made;
  auto write = [&]() -> Result<void> {
    CAIRN_TRY(made, work());
    return {};
  };
  CAIRN_TRY_VOID(db_.transaction(write));
  CAIRN_CHECK(made);
  return *std::move(made);
}

Result<std::string> Library::free_id(const std::string& wanted) {
  std::string plain;
  for (char c : wanted.substr(0, longest_id)) {
    const bool keeps =
        static_cast<unsigned char>(c) > 32 && std::string_view("/?#%\\\"'<>&\x7f").find(c) == std::string::npos;
    plain += keeps ? c : '-';
  }
  if (!is_utf8(plain)) plain = "jr";  // cut inside a character
  for (int next = 1;; ++next) {
    auto id = next == 1 ? plain : fmt::format("{}-{}", plain, next);
    CAIRN_TRY(auto select, db_.prepare("SELECT 1 FROM journey_revision WHERE journey = ?"));
    select.bind(1, std::string_view(id));
    CAIRN_TRY(bool taken, select.step());
    if (!taken) return id;
  }
}

/// Checks it and writes it as the next revision; `before`: the head, null for the first.
Result<Kept> Library::written(const std::string& id, Json document, const Said& said, const Json& before) {
  const auto last = before.is_null() ? 0 : before["version"]["no"].get<std::int64_t>();
  Kept kept{id, last + 1, {last + 1, "", said, 0}, std::move(document)};
  CAIRN_TRY_VOID(expect_sound(kept.document));
  number(kept.document, kept.head);
  kept.revision.status = kept.document["version"]["status"].get<std::string>();
  if (!before.is_null()) kept.revision.changes = static_cast<std::int64_t>(differences(before, kept.document).size());
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO journey_revision(journey, revision, document, status, author, note, "
                                     "at_us, changes) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
  const auto text = kept.document.dump();
  CAIRN_TRY_VOID(insert.bind(1, std::string_view(id))
                     .bind(2, kept.head)
                     .bind(3, std::string_view(text))
                     .bind(4, std::string_view(kept.revision.status))
                     .bind(5, std::string_view(said.author))
                     .bind(6, std::string_view(said.note))
                     .bind(7, said.at.us)
                     .bind(8, kept.revision.changes)
                     .run());
  return kept;
}

Result<Kept> Library::add(Json document, const Said& said) {
  CAIRN_TRY_VOID(expect_sound(document));
  return within([&]() -> Result<Kept> {
    CAIRN_TRY(auto id, free_id(document["id"].get<std::string>()));
    document["id"] = id;
    if (fields::text(fields::field(document, "version"), "status") == "archived")
      document["version"]["status"] = "draft";
    return written(id, std::move(document), said, {});
  });
}

/// Who last changed what stands at a path, since `base`.
Result<Revision> Library::last_changed(const Kept& head, std::int64_t base, const Path& path) {
  Kept later = head;
  while (later.revision.number > base + 1) {
    CAIRN_TRY(auto before, get(head.id, later.revision.number - 1));
    if (!same(value_at(before.document, path), value_at(later.document, path))) break;
    later = std::move(before);
  }
  return later.revision;
}

Result<Edited> Library::edit(const std::string& id, std::int64_t base, const std::vector<Change>& changes,
                             const Said& said) {
  CAIRN_TRY_VOID(expect_editable(changes));
  Edited edited;
  auto write = [&]() -> Result<Kept> {
    CAIRN_TRY(auto head, get(id));
    CAIRN_TRY(auto from, get(id, base));
    CAIRN_TRY(auto merged, merge(from.document, head.document, changes));
    for (auto& conflict : merged.conflicts) {
      CAIRN_TRY(auto theirs, last_changed(head, base, conflict.path));
      edited.conflicts.push_back({std::move(conflict), std::move(theirs)});
    }
    if (!edited.conflicts.empty() || same(merged.document, head.document)) return head;
    edited.undo = between(merged.document, head.document);
    merged.document["version"]["status"] = after_edit(head.revision.status);
    return written(id, std::move(merged.document), said, head.document);
  };
  CAIRN_TRY(edited.kept, within(write));
  return edited;
}

Result<Kept> Library::set_status(const std::string& id, const std::string& status, const Said& said) {
  CAIRN_TRY_VOID(expect_status(status));
  return within([&]() -> Result<Kept> {
    CAIRN_TRY(auto head, get(id));
    if (head.revision.status == status) return head;
    Json document = head.document;
    document["version"]["status"] = status;
    return written(id, std::move(document), said, head.document);
  });
}

Result<Kept> Library::restore(const std::string& id, const Said& said) {
  CAIRN_TRY(auto all, revisions(id));
  auto before = std::find_if(all.begin(), all.end(), [](const auto& each) { return each.status != "archived"; });
  return set_status(id, before == all.end() ? "draft" : before->status, said);
}

Result<Kept> Library::revert(const std::string& id, std::int64_t revision, const Said& said) {
  return within([&]() -> Result<Kept> {
    CAIRN_TRY(auto head, get(id));
    CAIRN_TRY(auto old, get(id, revision));
    old.document["version"]["status"] = after_edit(head.revision.status);
    return written(id, std::move(old.document), said, head.document);
  });
}

Result<Kept> Library::derive(const std::string& id, const std::string& basis, const Json& title, const Said& said) {
  if (basis != "to-be" && basis != "as-is")
    return Error{ErrorCode::invalid, fmt::format("there is no basis '{}'", basis), "basis", "use to-be or as-is"};
  return within([&]() -> Result<Kept> {
    CAIRN_TRY(auto from, get(id));
    Json origin;
    const auto& version = from.document["version"];
    if (auto source = fields::text(version, "derivedId"); !source.empty())
      if (auto found = get(source); found) origin = std::move(found->document);
    Json document = basis == "to-be" ? as_to_be(from.document) : as_is(from.document, origin);
    document["title"] = title.is_null() ? derived_title(Label::from(document["title"]), basis).json() : title;
    CAIRN_TRY(auto own, free_id(id.ends_with("-" + basis) ? id : id + "-" + basis));
    document["id"] = own;
    document["version"] = {
        {"no", 1}, {"basis", basis}, {"status", "draft"}, {"derivedFrom", from.head}, {"derivedId", id}};
    return written(own, std::move(document), said, {});
  });
}

}  // namespace cairn::map
