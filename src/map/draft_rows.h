// What a draft reads of its scores and of its promises alike: every event with the touchpoint that it belongs to, and
// the number (of an order, a receipt) that ties one kind of events to another.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "map/document.h"

namespace cairn::map {

/// Of every event of the bucket the position of its touchpoint in the map, or Plan::no_symbol.
using EachTouched = std::function<Result<void>(const journey::Bucket&, const std::vector<std::uint16_t>& touchpoints)>;
Result<void> over_touchpoints(const journey::Index& index, const JourneyMap& map, const EachTouched& each);

/// Whether a text has one of the words, anywhere and in any case.
bool mentions(const std::string& text, const std::vector<std::string_view>& words);

/// The first property with such a name that at least this share of the events of every kind have; empty where there is
/// none.
Result<std::string> property_of_all(const journey::Index& index, const std::vector<EventPredicate>& kinds, double share,
                                    const std::function<bool(const std::string& name)>& named);
/// The property with the number of an order or a receipt.
Result<std::string> number_of_all(const journey::Index& index, const std::vector<EventPredicate>& kinds);

}  // namespace cairn::map
