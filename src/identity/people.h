// Sets of vertices that are one customer: union-find in which every union is asked for and may be refused, because a
// limit would break or because somebody decided that two identifiers are never one.
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "identity/decided.h"
#include "identity/verdict.h"

namespace cairn::identity {

using Vertex = std::uint32_t;

class People {
 public:
  struct Answer {
    Outcome outcome;
    std::uint32_t detail = 0;  ///< rank of the strongest kind whose limit it is, or number of the decision
    bool accepted() const { return outcome < Outcome::nobody; }
  };

  People(std::uint32_t most_identifiers) : most_identifiers_(most_identifiers) {}
  /// Vertices are numbered as they are added. `kind` is its rank. `limit` 0: counts for nothing (transactions).
  Vertex add(std::uint32_t kind, std::uint32_t limit);
  /// The two are never one customer. Both may have several vertices.
  void keep_apart(std::uint32_t decision, const std::vector<Vertex>& a, const std::vector<Vertex>& b);

  Vertex find(Vertex vertex);
  /// Makes two sets one; `always`: no limit holds.
  Answer join(Vertex a, Vertex b, bool always = false);
  /// A device or transaction becomes the person's, without being one with it: it may become another's, too.
  Answer attach(Vertex thing, Vertex person, bool always = false);
  bool is_attached(Vertex thing, Vertex person);

 private:
  struct Count {
    std::uint32_t kind, limit, number;
  };
  struct Set {
    std::vector<Count> counts;         ///< by kind; empty while the set is one vertex
    std::vector<Vertex> attached_to;   ///< roots of persons, of a device or transaction
    std::vector<std::uint32_t> apart;  ///< numbers in apart_
    std::uint32_t total = 0;           ///< identifiers that count
  };
  struct Apart {
    std::uint32_t decision;
    std::vector<Vertex> sides[2];
  };
  void count_own(Vertex root);
  Answer fits(const Set& a, const Set& b) const;
  static void add_counts(Set& to, const Set& from);
  /// The decision that keeps two sets apart, or nothing.
  std::uint32_t decision_between(Vertex a, Vertex b);
  bool reaches(Vertex vertex, Vertex root);

  std::uint32_t most_identifiers_;
  std::vector<Vertex> parents_;
  std::vector<Count> own_;
  std::vector<Set> sets_;
  std::vector<Apart> apart_;
};

}  // namespace cairn::identity
