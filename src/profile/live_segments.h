// Live membership in an open workspace: a book that follows the history, and its changes in cairn.db.
//
//   history ──what arrived──▶ Book ──who came and went──▶ SegmentChanges
//   identities ──whose───────▶  ▲
//   segments, names resolved ───╯
//
// The book is derived: read anew from the history when the program starts, when a segment means something else and when
// the history is another one; what is different then from what was recorded is a change like others.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "profile/changes.h"
#include "store/duck.h"

namespace cairn::profile {

struct NamedSegment {
  std::string name;
  CasePredicate who;  ///< its names are resolved
};

/// Whose identifiers are.
struct OwnerChanges {
  bool is_all = false;  ///< everything that differs from "its own customer"; else what changed since the last time
  std::vector<Owned> owned;
};

/// Safe to use from several threads; update() and record() from one at a time. Who asks meanwhile gets what the last
/// update left.
class LiveSegments {
 public:
  /// Access::read: nothing is recorded.
  LiveSegments(std::filesystem::path workspace, store::Access access)
      : workspace_(std::move(workspace)), access_(access) {}

  /// Takes in what has come since the last time; `owners` is asked once, for everything where `all` is true. Who came
  /// and went waits for record().
  Result<void> update(const store::History& history, const std::vector<NamedSegment>& segments,
                      const std::function<OwnerChanges(bool all)>& owners, Time now);

  /// Writes some of the changes that wait, within a fraction of a second; false: none is left. What is lost when the
  /// program stops before is found again.
  Result<bool> record();

  /// In the order of the segments.
  struct Count {
    std::string segment;
    std::size_t customers = 0;
    bool operator==(const Count&) const = default;
  };
  std::vector<Count> counts() const;
  /// Those who have an event.
  std::size_t customers() const;
  /// nullopt: there is no such segment.
  std::optional<std::vector<identity::Identifier>> members(const std::string& segment, std::size_t most,
                                                           const std::optional<identity::Identifier>& after = {}) const;
  std::vector<std::string> segments_of(const identity::Identifier& customer) const;
  /// As they are defined now, for SegmentChanges.
  std::optional<DefinedSegment> defined(const std::string& segment) const;
  /// Changes that wait for record().
  std::size_t unrecorded() const;
  std::size_t bytes() const;

 private:
  struct Noticed {
    std::vector<SegmentChange> changes;
    Time at;
  };
  /// A book and how far it has read.
  struct Following {
    std::vector<DefinedSegment> segments;
    Book book;
    std::string version;   ///< of the history that was read
    std::int64_t end = 0;  ///< what arrived before this was read
    std::deque<Noticed> unrecorded = {};
    std::size_t recorded = 0;  ///< of the first of them
  };
  Result<std::unique_ptr<Following>> begin(const std::vector<NamedSegment>& segments);
  Result<void> follow(Following& following, const store::History& history, const OwnerChanges& owners, Time now);
  std::optional<std::uint32_t> number_of(const std::string& segment) const;

  std::filesystem::path workspace_;
  store::Access access_;
  std::optional<store::Duck> duck_;
  std::optional<SegmentChanges> changes_;
  mutable std::mutex mutex_;              ///< of what following_ holds
  std::unique_ptr<Following> following_;  ///< null: there are no segments
};

}  // namespace cairn::profile
