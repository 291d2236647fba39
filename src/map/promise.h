// What was promised at a touchpoint ("return within 30 days in any shop"), and how it is seen whether it was kept.
//
//   made ──────── deadline ────────┐
//   receipt of W1                  │           a promise: one value of `by` (order W1) of one customer
//      └── asked ── kept | broken  │  inside   kept · broken · not answered yet
//                                  │ asked …   late: refused rightly · granted all the same · not answered yet
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "event/predicate.h"

namespace cairn::map {

struct Promise {
  Label terms;
  std::optional<Duration> deadline;    ///< from `made`; without one it never ends
  std::string scope;                   ///< "any-store", "same-store"; may be empty
  std::vector<Label> conditions;       ///< in words
  std::optional<EventPredicate> made;  ///< the touchpoint's own events, when empty
  std::string by;     ///< the property that ties a request to what was promised; empty: the customer's last promise
  std::string place;  ///< the property that says where; requests in the place of the promise are told from others
  EventPredicate asked;
  std::optional<EventPredicate> kept, broken;
};

Promise promise_from(const Json& json);
Json promise_json(const Promise& promise, const Json& old);

}  // namespace cairn::map
