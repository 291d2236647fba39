// A stable order of touchpoints from what came first in the cases.
//
//   before[a][b] = cases in which the first a is earlier than the first b
//   preference(a, b) = (before[a][b] - before[b][a]) / (before[a][b] + before[b][a] + 5)      in (-1, 1)
//
// The order is one with a large sum of preferences of earlier over later ones (the linear ordering problem): start by
// Borda's score, then move single touchpoints to better places until none gains. The 5 keeps a handful of cases from
// weighing like many. Input order cannot matter: ties are decided by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cairn::map {

/// A square table of counts.
struct Counts {
  std::size_t n = 0;
  std::vector<std::uint64_t> cell;
  explicit Counts(std::size_t size = 0) : n(size), cell(size * size) {}
  std::uint64_t& at(std::size_t a, std::size_t b) { return cell[a * n + b]; }
  std::uint64_t at(std::size_t a, std::size_t b) const { return cell[a * n + b]; }
  void add(const Counts& other) {
    for (std::size_t i = 0; i < cell.size(); ++i) cell[i] += other.cell[i];
  }
};

double preference(const Counts& before, std::size_t a, std::size_t b);

/// Positions 0..n-1 in their order. `names` are all different.
std::vector<std::size_t> order_by_precedence(const std::vector<std::string>& names, const Counts& before);

}  // namespace cairn::map
