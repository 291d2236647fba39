// The kinds of events of a draft, before they are touchpoints: event × channel, counted, each with its predicate.
//
//   product_view × web    12,400        kept apart
//   product_view × app     8,100
//   … the 150th and later               one symbol "(rest)"
//
// A channel that hardly ever changes within a customer's life ("came by email") says who the customer is, not where
// something happened, and splits nothing, unless its values are known as places (web, app, store). Two stamps of one
// activity (XES lifecycle start and complete) are one symbol: its start.
#pragma once

#include "journey/index.h"
#include "map/document.h"

namespace cairn::map {

struct DraftSymbol {
  std::string event, channel;  ///< channel empty: any, or none
  EventPredicate on;
  std::optional<EventPredicate> until;
  std::uint64_t events = 0;                               ///< both stamps
  std::vector<std::pair<std::string, std::string>> rest;  ///< of the last symbol: the (event, channel) that it holds
};

/// Events that only state what somebody is (identify, profile_stated, tag_added …) are no symbols.
struct DraftSymbols {
  std::vector<DraftSymbol> list;      ///< most events first, then by name
  std::vector<std::string> channels;  ///< values in use, by name; empty when channels split nothing
  std::uint64_t events = 0;           ///< all of the index
  bool lifecycle = false;             ///< some activities have two stamps
  /// Symbol i is the relabelling's i.
  journey::Relabelling relabelling() const;
};

inline constexpr std::size_t most_symbols = 150;

Result<DraftSymbols> symbols_of(const journey::Index& index);

}  // namespace cairn::map
