// How many cases go from which item to which, column by column: what an answer of kind paths is made of.
//
//   step 1   (start) → a        step 2   a → b, a → (ended)        step 3   b → (other) …
//
// Step k is the way into column k, so the ways of a step sum to those who were in the column before and had not ended.
// Where only counts are asked of whole, unfiltered columns, they are counted in flat tables straight over the index.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "journey/breakdown.h"
#include "journey/compare.h"
#include "journey/path.h"
#include "journey/path_fold.h"

namespace cairn::journey {

struct PathMeasures {
  bool customers = false, share = false, median = false, mean = false;
  bool gaps() const { return median || mean; }
};

struct Way {
  std::uint64_t count = 0, customers = 0, last_customer = 0;
  std::uint64_t gap_ms = 0;
  Histogram gaps;
  void merge(Way&& other) {
    count += other.count;
    customers += other.customers;
    gap_ms += other.gap_ms;
    gaps.merge(other.gaps);
  }
};

/// Ways by step (from 0), node and node.
struct PathGroup {
  struct Key {
    std::size_t step;
    std::uint32_t from, to;
  };
  static std::uint64_t packed(const Key& key) {
    return (std::uint64_t{key.step} << 40) | (std::uint64_t{key.from} << 20) | key.to;
  }
  static Key unpacked(std::uint64_t key) {
    return {static_cast<std::size_t>(key >> 40), static_cast<std::uint32_t>(key >> 20 & 0xFFFFF),
            static_cast<std::uint32_t>(key & 0xFFFFF)};
  }
  std::unordered_map<std::uint64_t, Way> ways;
  void merge(PathGroup&& other, Pace& pace) {
    for (auto& [key, way] : other.ways) {
      if (!pace.step()) return;
      ways[key].merge(std::move(way));
    }
  }
};

/// A question of kind paths, read.
struct PathQuestion {
  PathRule rule;
  PathMeasures measures;
  std::size_t limit = 10;
  Nodes nodes;
  std::optional<Comparison> comparison;
  static Result<PathQuestion> of(const Asked& asked);
  /// No item is folded away.
  bool shows_all() const { return limit >= nodes.items; }
};

struct PathCounts {
  Breakdown breakdown;
  Fold fold;
  std::vector<PathGroup> groups;      ///< as the breakdown shows them; a and b of a comparison
  std::uint64_t paths = 0, both = 0;  ///< cases with a path; of those, in both groups of a comparison
};

Result<PathCounts> count_paths(const Asked& asked, const PathQuestion& question, Basis& basis);
/// What the answer folds, for those who look behind one of its rows.
Result<Fold> fold_of_paths(const Asked& asked, const PathQuestion& question);

}  // namespace cairn::journey
