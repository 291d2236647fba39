// Who belongs together: identifiers, some of them for a time, that are one customer. From it Index::joined makes an
// index whose customers are these, so that every kind of question works on it as it is.
//
//   raw slices    cookie a7: x x x x x      user 17: y y y         phone +86…: z
//                            │ │ └────────────┐ │ │ │                       │
//   pieces        until 9:00 is user 17's     from then user 18's            is user 17's
//                            ▼ ▼              ▼                              ▼
//   joined        slices without what moved   more slices: 17: x x y y z y   18: x x x …
//
// A slice that nothing moves out of is the raw one itself. The others are copied by runs of rows, their columns too,
// when a question first asks for them; values are never computed anew.
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include "event/event.h"
#include "journey/index.h"

namespace cairn::journey {

/// Rows of an identifier, within a time, that belong to a customer.
struct Piece {
  std::uint64_t hash = 0;      ///< of the identifier, as customer_hash() makes it
  CustomerKey id;              ///< an identifier as events name it
  std::int64_t from_ms = 0;    ///< since 1970, [from, until); INT64_MIN: from the beginning
  std::int64_t until_ms = 0;   ///< INT64_MAX: to the end
  std::uint32_t customer = 0;  ///< in Joins::customers

  static Piece of(CustomerKey id, std::int64_t from_ms, std::int64_t until_ms, std::uint32_t customer) {
    return {customer_hash(id.kind, id.identifier), id, from_ms, until_ms, customer};
  }
  /// The order of Joins::pieces.
  bool operator<(const Piece& other) const {
    auto key = [](const Piece& piece) {
      return std::tie(piece.hash, piece.id.identifier, piece.id.kind, piece.from_ms);
    };
    return key(*this) < key(other);
  }
};

/// An identifier's rows outside its pieces stay its own; one without rows is ignored.
struct Joins {
  std::vector<CustomerKey> customers;  ///< how each is called
  std::vector<Piece> pieces;           ///< ascending; disjoint in time
  std::shared_ptr<Arena> texts;        ///< keeps what the views show
};

}  // namespace cairn::journey
