// Pains and findings in words, three languages at once. A pain's text has no figures; the sentence behind it has.
#pragma once

#include "map/observed.h"

namespace cairn::map {

/// “Go to checkout” on the website · 网站的“去结账” · 網站的「去結帳」
Label name_in_text(const JourneyMap& map, const Touchpoint& touchpoint);
/// "2 months of silence" and the like need whole days: "14 days".
Label days_text(double days);

Label pain_text(const JourneyMap& map, const Pain& pain);
/// What could be done about it, in general.
Label opportunity_text(const JourneyMap& map, const Pain& pain);
/// The finding with its figures, one sentence.
Label pain_sentence(const JourneyMap& map, const Observed& observed, std::size_t pain);

}  // namespace cairn::map
