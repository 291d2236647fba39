// The designed journey: what should happen, as a tree over elements; what did is compared with it (conformance.cc).
//
//   ["seen", {"optional":"cart"}, {"choice":["card", ["transfer","received"]]}, {"parallel":["mail","sms"]},
//    {"loop":"delivered"}, {"element":"review","within":"P7D","failed":"event = review and stars <= 2"}]
//
//   a list or {"sequence":[…]}   one after the other          {"optional":X}   X or nothing
//   {"choice":[…]}               exactly one of them          {"loop":X}       X, once or more
//   {"parallel":[…]}             all of them, in any order, also interleaved
//
// A leaf is an element: a symbol of the question's level, or a predicate of events. An element may stand in several
// leaves. `within` is a promised time since the designed element that came before; `promises` of the question name both
// ends: {"from":"ordered","to":"delivered","within":"P2D"}, without `from` since the case began.
#pragma once

#include <string>
#include <vector>

#include "journey/design_states.h"
#include "journey/element.h"

namespace cairn::journey {

struct Design {
  static constexpr std::size_t most_leaves = 256;
  static constexpr int most_depth = 24;

  struct Leaf {
    std::size_t element = 0;
    std::optional<std::int64_t> within_ms;
  };
  struct Promise {
    std::optional<std::size_t> from;  ///< element; none: the start of the case
    std::int64_t within_ms = 0;
  };
  struct Part {
    Element element;
    std::vector<Filter> failed;     ///< events that say that it failed
    std::vector<Promise> promises;  ///< on coming to it
  };

  std::vector<Part> elements;  ///< each once, in the order of their first leaf
  std::vector<Leaf> leaves;    ///< in the order of the document
  DesignStates states;

  /// Of `model` and `promises` of the question.
  static Result<Design> make(const Asked& asked);

  /// Leaf → element.
  std::vector<std::uint16_t> element_of() const;
  bool promised(std::size_t element) const;
  /// One label for every row of the view: the first element that the event is, else elements.size() + its symbol.
  Result<std::vector<std::uint32_t>> labels(const CaseView& view) const;
  /// A label as shown.
  const std::string& name(std::uint32_t label, const Asked& asked) const {
    return label < elements.size() ? elements[label].element.name : asked.plan.symbols()[label - elements.size()];
  }
};

}  // namespace cairn::journey
