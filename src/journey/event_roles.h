// Which events play which part in a question: start and return of retention, activity of lifecycle. A part that the
// question does not name is played by any event.
//
//   start: signup    bit 0        by symbol alone: one look-up in a table a row, no pass of its own
//   return: any      bit 1        with a predicate: one word a row, made once a bucket
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journey/element.h"

namespace cairn::journey {

class EventRoles {
 public:
  /// Role i is the question's field fields[i].
  static Result<EventRoles> make(const Asked& asked, const std::vector<std::string>& fields);

  /// Any event plays every part.
  bool any() const { return !elements_; }
  struct Any {
    Matches all;
    Matches operator()(std::size_t) const { return all; }
  };
  template <class Symbol>
  struct BySymbol {
    const Symbol* symbols;
    const Matches* roles;
    Matches operator()(std::size_t i) const { return roles[symbols[i]]; }
  };
  struct ByRow {
    const Matches* roles;
    Matches operator()(std::size_t i) const { return roles[i]; }
  };

  /// One word for every row of the view.
  Result<std::vector<Matches>> rows(const CaseView& view) const;
  /// Calls use(roles_of_row) with the cheapest of the above.
  template <class Use>
  Result<void> on(const CaseView& view, const Use& use) const {
    if (!elements_) {
      use(Any{any_});
    } else if (elements_->by_symbol_only() && !view.symbol8.empty()) {
      use(BySymbol<std::uint8_t>{view.symbol8.data(), by_symbol_.data()});
    } else if (elements_->by_symbol_only() && !view.symbol16.empty()) {
      use(BySymbol<std::uint16_t>{view.symbol16.data(), by_symbol_.data()});
    } else {
      CAIRN_TRY(auto words, rows(view));
      use(ByRow{words.data()});
    }
    return {};
  }

 private:
  Matches roles_of(Matches elements) const;
  std::optional<Elements> elements_;  ///< those that are named; none: any event plays all parts
  std::vector<Matches> role_of_;      ///< by element
  Matches any_ = 0;                   ///< roles of any event
  std::vector<Matches> by_symbol_;
};

}  // namespace cairn::journey
