// What a request was read with, as it is kept beside its body in the inbox and in the quarantine.
#pragma once

#include "collect/wire.h"

namespace cairn::collect {

/// Without source and time, which stand beside it.
Json context_json(const WireContext& context);
WireContext context_of(const Json& json, std::string source, Time received);

/// How an item that came in a batch is read when it comes alone (repaired, from the quarantine).
std::string call_of_item(WireFormat format, const std::string& call);

}  // namespace cairn::collect
