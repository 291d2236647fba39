// Who is in which segment, kept up to date event by event.
//
//   identifier as sent     its events that matter, in order: 16 bytes each
//   cookie a7              ├─┼──┼────┼─────┤                    ╲ cut where it changes hands
//   customer 17            ├──┼─────────┼──┤ ────── whose? ────▶ customer 17: ├─┼┼─┼─┼────┼┼─┼──┤
//                                                                     │ each segment's plan
//                                                                     ▼
//                                             member of vip, lost; to be looked at again on May 3
//
// A row is an instant, which questions of the segments the event answers with yes (asked.h; few sets of answers exist,
// each is kept once), and where its values lie. An update evaluates the customers who were touched by an event or by
// a change of who is who, and those for whom a window has ended, in the segments that this may change; so it costs what
// has happened, not what is known.
//
// Everything is a function of the events, of whose each identifier is, and of the horizon: the order in which they
// were told does not matter, but that events of one identifier and one microsecond come in the order of their arrival.
// Between identifiers ties go as in the index (journey/joined.h).
//
// One thread at a time.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "identity/resolve.h"
#include "profile/asked.h"
#include "profile/book_due.h"
#include "profile/book_names.h"
#include "profile/book_rows.h"

namespace cairn::profile {

/// An event that arrived.
struct Arrival {
  std::string_view kind, identifier;  ///< as sent
  std::int64_t us = 0;
  const Facts* facts = nullptr;  ///< null: nothing of it matters but that it was
};

/// Whose an identifier is: replaces what was told before. Without spans it is its own customer, as those are of whom
/// nothing was ever told.
struct Owned {
  identity::Identifier as_sent;
  std::vector<identity::Span> spans;
};

/// A customer came into a segment, or left it.
struct SegmentChange {
  std::uint32_t segment = 0;
  NameId customer = 0;  ///< Book::name_of
  bool entered = false;
  std::int64_t at_ms = 0;  ///< since 1970: the event that made it so, or when a window had ended
  bool operator==(const SegmentChange&) const = default;
};

class Book {
 public:
  /// Predicates without names (names.h); the number of a segment is its position. Fails where one has names.
  static Result<Book> make(const std::vector<CasePredicate>& segments);

  /// What is to be asked of events for add().
  Asked& asked() { return asked_; }
  void add(const Arrival& arrival);
  void set_owners(std::span<const Owned> owned);
  /// Before the first update: what was known when the program stopped, so that update() gives the differences only.
  void assume(std::uint32_t segment, const identity::Identifier& customer);

  /// Brings everybody to this horizon: the latest instant of which anything is known, never earlier than before.
  std::vector<SegmentChange> update(std::int64_t horizon_ms);

  std::size_t segments() const { return plans_.size(); }
  std::size_t count(std::uint32_t segment) const { return counts_[segment]; }
  /// The first members by (value, kind) after one of them; as of the last update.
  std::vector<identity::Identifier> members(std::uint32_t segment, std::size_t most,
                                            const std::optional<identity::Identifier>& after = {}) const;
  std::vector<std::uint32_t> segments_of(const identity::Identifier& customer) const;
  identity::Identifier name_of(NameId customer) const { return names_.identifier(customer); }
  /// Customers with an event.
  std::size_t customers() const { return known_; }
  std::size_t bytes() const;

 private:
  /// Part of a customer's life: what an identifier did in [from, until), ms since 1970.
  struct Piece {
    NameId identifier;
    std::int64_t from_ms, until_ms;
    bool operator==(const Piece&) const = default;
  };
  struct Customer {
    std::vector<Piece> pieces;  ///< in the order in which ties go
    SegmentSet touched = 0;     ///< segments that may be others now
    bool is_touched = false, is_known = false;
  };
  /// Of an identifier that changes hands.
  struct Part {
    std::int64_t from_ms, until_ms;
    NameId customer;
    auto operator<=>(const Part&) const = default;
  };
  struct Identifier {
    std::vector<Row> rows;
    std::int64_t first_ms = INT64_MAX, last_ms = INT64_MIN;  ///< of all its events
    NameId owner = nobody;
    bool is_sorted = true;
    bool was_seen() const { return first_ms <= last_ms; }
  };
  static constexpr NameId nobody = 0xFFFFFFFF, several = 0xFFFFFFFE;  ///< several: see parts_

  Book(const std::vector<CasePredicate>& segments, std::vector<CasePlan> plans);
  NameId entry(NameId name);
  void touch(NameId customer, SegmentSet segments);
  /// Those whose events of this time the identifier's are.
  void touch_owners(NameId identifier, std::int64_t from_ms, std::int64_t to_ms, SegmentSet segments);
  std::vector<Part> parts_of(NameId identifier) const;
  void give(NameId identifier, std::vector<Part> parts);
  void put_in_order(std::vector<Piece>& pieces) const;
  std::int64_t first_seen(const Customer& customer) const;
  std::span<const Row> rows_of(const Piece& piece);
  std::span<const Row> rows_of(const Customer& customer);
  void evaluate(NameId customer, std::int64_t horizon_ms, std::vector<SegmentChange>& changes);
  bool is_member(NameId customer, std::uint32_t segment) const {
    return members_[customer * member_words_ + segment / 64] >> (segment % 64) & 1;
  }
  void turn(NameId customer, std::uint32_t segment);

  std::vector<CasePlan> plans_;
  Asked asked_;
  BookRows store_;
  BookNames names_;
  store::Pages<Identifier> identifiers_;  ///< by name
  store::Pages<Customer> customers_;      ///< by name
  std::unordered_map<NameId, std::vector<Part>> parts_;
  std::size_t member_words_;
  std::vector<std::uint64_t> members_;  ///< member_words_ a customer
  std::vector<std::size_t> counts_;
  std::vector<NameId> touched_;
  std::vector<Row> merged_;  ///< the life that is looked at, when it has several pieces
  BookDue due_;
  std::size_t known_ = 0;
};

}  // namespace cairn::profile
