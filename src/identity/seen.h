// What the history says about who is who: which identifiers stood together in an event.
//
//   event   identifier "anonymous a7", properties customer_no = …, phone = 138 0013 8000
//              │                            │ by its name (Rules::properties)
//              ▼                            ▼
//           cookie a7  ──── seen together ──── phone +8613800138000
//
// The identifiers of stored events stay as they were sent. Where one is written otherwise than its canonical form, both
// spellings are told, so that events can be found by the canonical one.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "identity/links.h"
#include "identity/rules.h"
#include "store/duck.h"
#include "store/history.h"

namespace cairn::identity {

struct Spelling {
  Identifier canonical, as_sent;
  auto operator<=>(const Spelling&) const = default;
};

struct Seen {
  std::vector<Observation> observations;
  std::vector<Spelling> spellings;  ///< those that differ by more than the kind; each once
};

/// Properties that hold identifiers, by name, with their kinds: those of the house, as the rules change them.
std::map<std::string, std::string, std::less<>> identifying_properties(const Rules& rules);

/// An identifier as an event carries it: its kind by today's name, with its account, normalised.
Normalised canonical(std::string_view kind, std::string_view value, std::string_view account, const Rules& rules);
/// The kinds under which events may carry a canonical identifier with the same value.
std::vector<std::string> kinds_as_sent(std::string_view canonical_kind);

/// Whether events of this history can say anything: without a property or a spelling of that sort read_seen() has
/// nothing to read.
bool says_who(const store::History& history, const Rules& rules);

/// Of the events that arrived from `first_arrival` on. Folded by day, so it is short where much was seen often.
Result<Seen> read_seen(const store::History& history, store::Duck& duck, const Rules& rules,
                       std::int64_t first_arrival);

}  // namespace cairn::identity
