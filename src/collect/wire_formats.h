// The readers of what SDKs send, behind read_wire (wire.h); each in the file of its name.
#pragma once

#include "collect/wire.h"

namespace cairn::collect {

Result<void> read_segment(std::string_view body, const WireContext& context, WireBatch& batch);
Result<void> read_posthog(std::string_view body, const WireContext& context, WireBatch& batch);
Result<void> read_sensors(std::string_view body, const WireContext& context, WireBatch& batch);

}  // namespace cairn::collect
