// The joins of the index, kept up with the identity graph: what changed is made anew, the rest is copied.
//
//   changed identifiers ──▶ their pieces taken out of the sorted list, those of now put in ──▶ journey::Joins
//
// An identifier has pieces when it is not its own customer alone: when it belongs to another, is named by others, or is
// written in several ways.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "identity/resolve.h"
#include "journey/joined.h"
#include "profile/book.h"

namespace cairn::app {

class KeptJoins {
 public:
  using SpansOf = std::function<std::vector<identity::Span>(const identity::Identifier&)>;

  /// An identifier as events carry it, besides the canonical one; it stays. False: it was known.
  bool add_spelling(const identity::Identifier& canonical, const identity::Identifier& as_sent);
  const std::map<identity::Identifier, std::set<identity::Identifier>>& spellings() const { return spellings_; }
  /// Takes in what the graph says of identifiers that changed, or whose spellings did.
  void renew(const std::set<identity::Identifier>& changed, const SpansOf& spans_of);
  /// Null: nobody is joined.
  std::shared_ptr<const journey::Joins> joins() const;
  /// Whose the identifiers as sent are that changed since the last call; with `all` those that are not their own.
  std::vector<profile::Owned> take_owned(bool all);

 private:
  struct Named {
    identity::CustomerName name;
    std::uint32_t others = 0;  ///< identifiers besides the best that are this customer's, at some time
  };
  struct HashOfHash {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
  };

  std::vector<identity::Identifier> as_sent(const identity::Identifier& canonical) const;
  std::uint32_t number_of(const identity::CustomerName& name);
  bool is_named_by_others(const identity::Identifier& identifier) const;
  bool has_pieces(const identity::Identifier& identifier, const std::vector<identity::Span>& spans) const;
  /// Of other customers than the one that it names itself: those that have it now, or had it.
  std::set<std::uint32_t> others_who_have(const identity::Identifier& identifier) const;
  std::set<std::uint32_t> others_in(const identity::Identifier& identifier, const std::vector<identity::Span>& spans);
  /// Counts Named::others anew; gives the identifiers for whose pieces that matters.
  std::set<identity::Identifier> count(const std::set<identity::Identifier>& changed, const SpansOf& spans_of);
  std::span<const journey::Piece> pieces_of(const journey::Piece& like) const;
  profile::Owned owned(std::span<const journey::Piece> pieces) const;
  void put(const identity::Identifier& identifier, const std::vector<identity::Span>& spans,
           std::vector<journey::Piece>& fresh);
  void replace(const std::vector<std::span<const journey::Piece>>& gone, const std::vector<journey::Piece>& fresh);

  std::shared_ptr<Arena> texts_ = std::make_shared<Arena>();
  std::map<identity::Identifier, std::set<identity::Identifier>> spellings_;
  std::unordered_map<Hash128, std::uint32_t, HashOfHash> numbers_;  ///< by the hash of the customer's name
  std::vector<Named> named_;
  std::vector<journey::CustomerKey> shown_;  ///< as named_
  std::vector<journey::Piece> pieces_;
  std::set<identity::Identifier> changed_;  ///< as sent; since take_owned(), once somebody has called it
  bool is_followed_ = false;
};

}  // namespace cairn::app
