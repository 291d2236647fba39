// Who came into a segment and left it, and when: in cairn.db, so that it outlives what the book holds in memory.
//
//   segment_definition   number · segment · definition: a segment means another thing when its predicate changes
//   segment_customer     number · kind · value
//   segment_changes      definition · customer · entered · at_ms · noticed_us
//
// Whose last change under a definition is `entered` is a member, so what the book knew when the program stopped is
// there when it starts: the differences to what follows from the history then are changes like others. A kill between
// two transactions loses nothing for the same reason.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "event/predicate.h"
#include "identity/identifier.h"
#include "profile/book.h"
#include "store/history.h"
#include "store/state_db.h"

namespace cairn::profile {

/// A segment by name, and what it means.
struct DefinedSegment {
  std::string name;
  std::string definition;  ///< definition_of() its predicate
  bool operator==(const DefinedSegment&) const = default;
};
/// 32 hex digits that are equal for equal predicates; of one whose names are resolved.
std::string definition_of(const CasePredicate& predicate);

struct RecordedChange {
  DefinedSegment segment;
  identity::Identifier customer;
  bool entered = false;
  Time at;       ///< the event that made it so, or when a window had ended
  Time noticed;  ///< when Cairn found out
  bool operator==(const RecordedChange&) const = default;
};

struct ChangesOfDay {
  std::string day;  ///< 2026-01-31
  std::uint64_t entered = 0, left = 0;
  bool operator==(const ChangesOfDay&) const = default;
};

/// One thread at a time.
class SegmentChanges {
 public:
  /// Access::read works before anything was written: there are no changes then.
  static Result<SegmentChanges> open(const std::filesystem::path& workspace, store::Access access);

  /// The first of the changes of a book with these segments, at most so many a call, in one transaction.
  static constexpr std::size_t most_at_once = 10'000;
  /// How many were written.
  Result<std::size_t> write(const std::vector<DefinedSegment>& segments, const Book& book,
                            std::span<const SegmentChange> changes, Time noticed);
  Result<void> each_member(const DefinedSegment& segment, const std::function<void(const identity::Identifier&)>& take);

  /// The newest first.
  Result<std::vector<RecordedChange>> of_customer(const identity::Identifier& customer, std::size_t most);
  Result<std::vector<RecordedChange>> of_segment(const DefinedSegment& segment, std::size_t most);
  /// By the day of `at` in a zone; days without a change are left out.
  Result<std::vector<ChangesOfDay>> days_of(const DefinedSegment& segment, const TimeZone& zone);

 private:
  SegmentChanges(store::StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  Result<std::int64_t> number_of(const DefinedSegment& segment);
  Result<void> write_some(const std::vector<std::int64_t>& definitions, const Book& book,
                          std::span<const SegmentChange> changes, Time noticed);
  Result<std::vector<RecordedChange>> read(store::Statement select);
  store::StateDb db_;
  bool exists_;
};

}  // namespace cairn::profile
