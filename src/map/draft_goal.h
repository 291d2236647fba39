// What a draft reads from the names, which goal it takes, and what one lived journey is. The rules are simple, and what
// was chosen is said in the document (goal.scenario).
//
//   domain   the table of words that explains more of the names; none when it explains too little
//   goal     the strongest sign that happens: bought, else ordered, else joined; of a service case: resolved, else paid
//            out; else the most frequent last touchpoint that is no failure
//   case     a customer's whole life; but where at least a tenth of those who reach the goal reach it again, a journey
//            ends with a silence: the longest of a few usual ones that is at most a quarter of the time between goals
#pragma once

#include "map/draft_flow.h"
#include "map/lexicon.h"

namespace cairn::map {

struct Reading {
  std::optional<Domain> domain;
  std::vector<std::optional<Meaning>> meanings;  ///< per symbol
  unsigned signs(std::size_t symbol) const { return meanings[symbol] ? meanings[symbol]->signs : 0U; }
  /// Symbols that only record the end.
  std::vector<std::uint8_t> ends() const;
};
Reading read_names(const DraftSymbols& symbols);

struct Goal {
  std::vector<std::uint8_t> is;  ///< per symbol
  bool any = false;
  bool purchase = false;  ///< somebody buys; so it can be returned and repeated
  Label label;
  Label why;  ///< "The goal is …"
};
Goal choose_goal(const DraftSymbols& symbols, const Reading& reading, const Flow& flow);

struct ChosenCases {
  journey::CaseRule rule;
  Label why;  ///< "One journey is …"
};
ChosenCases choose_cases(const Repeats& repeats);
/// The same words for a rule that was given.
Label words_for(const journey::CaseRule& rule);

}  // namespace cairn::map
