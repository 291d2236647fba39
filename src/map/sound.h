// A document that comes from elsewhere (an edit, an import) before it is kept.
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace cairn::map {

/// Fails with the first fault of check(): its place by ids, "touchpoints.tp_pay.stage".
Result<void> expect_sound(const Json& document);

}  // namespace cairn::map
