// Which items a column of paths shows: the most frequent by cases, then by name; the rest together as "(other)", so
// that every column still sums to its entrants. Groups and both sides of a comparison show the same items.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "journey/path.h"

namespace cairn::journey {

class Fold {
 public:
  /// `cases[column · items + item]` counts the cases that are at an item; at most `limit` items a column are shown.
  static Fold of(const Asked& asked, const Nodes& nodes, const std::vector<std::uint64_t>& cases, std::size_t limit);
  /// Nothing is folded.
  Fold() = default;
  std::uint32_t shown(std::size_t column, std::uint32_t node) const {
    return column < shown_.size() && node < shown_[column].size() ? shown_[column][node] : node;
  }
  /// How many items a column has that are not shown.
  std::size_t folded(std::size_t column) const { return column < folded_.size() ? folded_[column] : 0; }

 private:
  std::vector<std::vector<std::uint32_t>> shown_;
  std::vector<std::size_t> folded_;
};

}  // namespace cairn::journey
