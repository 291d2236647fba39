// A journey as it is wanted, made of the one that is, and the other way round. Both keep the ids of all elements, so
// that the one can be drawn over the other.
//
//   to-be    what was observed becomes a target (an emotion keeps what a person set by hand, else it is to be good),
//   and
//            what rests on observation is left behind: evidence, scores and reach of opportunities
//   as-is    targets of emotions are taken back: how it feels is to be seen, as the journey of origin sees it
#pragma once

#include <string>

#include "base/json.h"
#include "base/language.h"

namespace cairn::map {

/// How customers shall feel where nobody has said it yet: between neutral and very good.
inline constexpr double usual_target = 1;

Json as_to_be(Json document);
/// `origin`: the as-is journey that this one was derived from; null: there is none.
Json as_is(Json document, const Json& origin);

/// "Shoes (to-be)"
Label derived_title(const Label& title, const std::string& basis);

}  // namespace cairn::map
