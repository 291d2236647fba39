// Who is who among some nodes: the one algorithm, on numbers. resolve.h says what it means in words.
#pragma once

#include <span>
#include <vector>

#include "identity/decided.h"
#include "identity/standing.h"
#include "identity/verdict.h"

namespace cairn::identity {

/// A customer's name in numbers: its best identifier, and for a later owner of a recycled one since when.
struct Best {
  NodeId node = nothing;
  std::int64_t since = no_time;
  auto operator<=>(const Best&) const = default;
};

/// From a time on (no_time: ever) an identifier belongs to a customer.
struct Piece {
  std::int64_t from = no_time;
  Best customer;
  bool operator==(const Piece&) const = default;
};

struct Solved {
  std::vector<std::uint32_t> first_piece;  ///< of each node, and one more
  std::vector<Piece> pieces;
  std::vector<Verdict> verdicts;  ///< in the order of deciding

  std::span<const Piece> of(std::size_t node) const {
    return std::span(pieces).subspan(first_piece[node], first_piece[node + 1] - first_piece[node]);
  }
};

class Solver {
 public:
  /// All must live as long as this.
  Solver(const Links& links, const Standings& standings, const Rules& rules, const Decided& decided)
      : links_(links), standings_(standings), rules_(rules), decided_(decided) {}
  /// `nodes` holds whole components (see graph.h), each node once.
  Solved solve(std::span<const NodeId> nodes);
  std::size_t bytes() const { return position_.capacity() * sizeof(std::uint32_t); }

 private:
  const Links& links_;
  const Standings& standings_;
  const Rules& rules_;
  const Decided& decided_;
  std::vector<std::uint32_t> position_;  ///< kept between calls: clearing it would cost more than a small component
};

}  // namespace cairn::identity
