// The journeys of a workspace, in cairn.db: every revision of every document, for good.
//
//   journey_revision   journey · revision · document · status · author · note · at_us · changes
//
//   add ──▶ 1 ──edit──▶ 2 ──set_status──▶ 3 ──revert(1)──▶ 4        the newest is the head; none is ever changed
//
// A revision says of itself in `version` what the library knows: its number, its status, what it was derived from. An
// edit of a map that was approved or published makes a draft again; the approved revision stays as it was agreed. What
// is archived is in the list no more and can be restored.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "map/edit.h"
#include "store/history.h"
#include "store/state_db.h"

namespace cairn::map {

/// Who writes, why, and when.
struct Said {
  std::string author, note;
  Time at;
};

struct Revision {
  std::int64_t number = 0;
  std::string status;  ///< draft, in-review, approved, published, archived
  Said said;
  std::int64_t changes = 0;  ///< sentences that tell what differs from the revision before
};

/// One revision of a journey, with its document.
struct Kept {
  std::string id;
  std::int64_t head = 0;  ///< the newest revision
  Revision revision;
  Json document;
};

/// What somebody else did to an element that an edit is about.
struct EditConflict {
  Conflict conflict;
  Revision theirs;  ///< that last changed it
};
struct Edited {
  Kept kept;                            ///< the new head; the present one while there are conflicts
  std::vector<EditConflict> conflicts;  ///< none: it is done
  std::vector<Change> undo;             ///< takes the edit back, on the new head
};

/// "draft", "in-review" …; the error names them.
Result<void> expect_status(const std::string& status);

/// One thread at a time; several may be open on one workspace.
class Library {
 public:
  /// Access::read works before anything was written: there are no journeys then.
  static Result<Library> open(const std::filesystem::path& workspace, store::Access access);

  /// The heads, the one that changed last first; with `archived` only those that are.
  Result<std::vector<Kept>> list(bool archived);
  Result<Kept> get(const std::string& id, std::optional<std::int64_t> revision = std::nullopt);
  /// Newest first.
  Result<std::vector<Revision>> revisions(const std::string& id);

  /// Its id is the document's, with a number behind it where that is taken.
  Result<Kept> add(Json document, const Said& said);
  /// Changes of the revision `base` on the head.
  Result<Edited> edit(const std::string& id, std::int64_t base, const std::vector<Change>& changes, const Said& said);
  Result<Kept> set_status(const std::string& id, const std::string& status, const Said& said);
  Result<Kept> archive(const std::string& id, const Said& said) { return set_status(id, "archived", said); }
  /// With the status that it had before; what is not archived stays as it is.
  Result<Kept> restore(const std::string& id, const Said& said);
  /// A new revision that is equal to an old one.
  Result<Kept> revert(const std::string& id, std::int64_t revision, const Said& said);
  /// Another journey, "to-be" or "as-is" (derive.h); without a title the old one, with the basis behind it.
  Result<Kept> derive(const std::string& id, const std::string& basis, const Json& title, const Said& said);

 private:
  Library(store::StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  Result<Kept> written(const std::string& id, Json document, const Said& said, const Json& before);
  Result<Revision> last_changed(const Kept& head, std::int64_t base, const Path& path);
  Result<std::string> free_id(const std::string& wanted);
  Result<Kept> within(const std::function<Result<Kept>()>& work);
  store::StateDb db_;
  bool exists_;
};

}  // namespace cairn::map
