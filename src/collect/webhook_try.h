// A mapping tried on one body: what would come of it, without keeping anything.
//
//   {"events": [{"item": 0, "rule": 0, "type": …, "time": …, "customer": {"kind": …, "id": …}, "properties": {…}}],
//    "refused": [{"item": 1, "reason": "missing-id", "found": …}], "ignored": [{"item": 2, "why": …}],
//    "unused": [{"path": "tickets[*].via.channel", "example": "web", "times": 3}]}
#pragma once

#include <string_view>

#include "collect/wire.h"

namespace cairn::collect {

/// The error says what is wrong with the mapping (its place is "mapping…") or why nothing of the body can be read.
/// Of `context` the source, its channel, the time of arrival and the limits count.
Result<Json> try_webhook(const Json& mapping, std::string_view body, const WireContext& context);

/// Events as a person reads them: times as ISO 8601, amounts with their point, properties by name.
Json events_as_json(const EventBatch& events);

}  // namespace cairn::collect
