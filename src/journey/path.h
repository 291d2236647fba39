// One case as a path: its items, without repeats, between the ends that a question names.
//
//   case     seen seen cart cart cart paid seen          start: cart   end: paid   depth: 5
//   runs     seen      cart           paid seen          a run counts from its LAST event
//   path                cart           paid (ended)
//
//   no ends   the first `depth` items                  start   from its first, the first `depth`
//   end       up to its first, the last `depth`        both    from start's first to end's first after it; longer than
//                                                              depth: depth/2, "...", depth/2
// Columns count from 1. The gap of a node is the time from the item before it in the case; that of "..." is the first
// hidden one. A path that is shorter than its columns says what became of it: (ended), or (in progress).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journey/element.h"
#include "journey/kind.h"

namespace cairn::journey {

/// Numbers of nodes: the items 0 … n-1, then those that are no items.
struct Nodes {
  std::uint32_t items, hidden, start, ended, in_progress, other, all;
  explicit Nodes(std::size_t n)
      : items(static_cast<std::uint32_t>(n)),
        hidden(items),
        start(items + 1),
        ended(items + 2),
        in_progress(items + 3),
        other(items + 4),
        all(items + 5) {}
  std::string name(const Asked& asked, std::uint32_t node) const;
  /// By its name; not_found with near misses.
  Result<std::uint32_t> named(const Asked& asked, const std::string& name, const std::string& where) const;
};

/// How a question wants its paths.
struct PathRule {
  std::size_t depth = 5, columns = 5;  ///< columns: with "..." there may be one more
  bool collapse = true;
  bool start = false, end = false;
  std::optional<Elements> ends;  ///< element 0 is the start, or else the end; 1 the end
  static Result<PathRule> of(const Asked& asked);
};

struct Path {
  std::vector<std::uint32_t> nodes;   ///< items and "...", then (ended) or (in progress) where a column is left
  std::vector<std::uint64_t> gap_ms;  ///< beside them; 0 where there is none
};

/// Runs of equal items of a case, one after another.
class Runs {
 public:
  struct Run {
    std::uint32_t item;
    std::size_t last;  ///< row of its last event
    Matches matches;   ///< of any of its events
  };
  /// `matches` may be empty: none.
  Runs(const CaseView& view, const std::vector<Matches>& matches, bool collapse, std::size_t c)
      : view_(view), matches_(matches), collapse_(collapse), at_(view.offsets[c]), end_(view.offsets[c + 1]) {}
  bool more() const { return at_ < end_; }
  Run next() {
    Run run{view_.symbol(at_), at_, matches_.empty() ? 0 : matches_[at_]};
    for (++at_; collapse_ && at_ < end_ && view_.symbol(at_) == run.item; ++at_) {
      run.last = at_;
      if (!matches_.empty()) run.matches |= matches_[at_];
    }
    return run;
  }

 private:
  const CaseView& view_;
  const std::vector<Matches>& matches_;
  bool collapse_;
  std::size_t at_, end_;
};

/// The paths of one view. Rule and view must outlive it.
class PathReader {
 public:
  static Result<PathReader> make(const Asked& asked, const PathRule& rule, const CaseView& view);
  /// False when the case has no path: its start or end does not come.
  bool read(std::size_t c, Path& path);

 private:
  PathReader(const PathRule& rule, const CaseView& view, Nodes nodes) : rule_(rule), view_(view), nodes_(nodes) {}
  void push(const Runs::Run& run, const Runs::Run* before, Path& path) const;
  void between(Path& path) const;
  const PathRule& rule_;
  const CaseView& view_;
  Nodes nodes_;
  std::vector<Matches> matches_;
  std::vector<Runs::Run> runs_;  ///< of the case at hand, from its start
};

}  // namespace cairn::journey
