// In which stage of the document's lifecycle a customer is, and since when.
//
//   paid ───────── 30 d ──────── 90 d ─────────── 180 d ───────▶ now
//   new            active        at_risk          lost since then
//
// The stage is a function of the horizon: at each instant the first that holds of what had happened until then. So it
// changes by events and by time alone; `since` is when it last changed, found by walking back.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "profile/document.h"
#include "profile/statements.h"

namespace cairn::profile {

struct StageNow {
  std::string name;
  Label title;
  std::optional<Time> since;  ///< none: it would take too long to say
  std::string before;         ///< the stage before; empty: none that is known
};

/// nullopt: no stage holds. Events in order; those after `now` are not looked at.
Result<std::optional<StageNow>> stage_of(std::span<const CustomerEvent> events, const Document& document, Time now);

}  // namespace cairn::profile
