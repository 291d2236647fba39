// Stonebridge Insurance (石桥保险 / 石橋保險): an insurer that does not exist, for the template of a claim. Everything
// is simulated and the source of every event says so.
//
//   report ─▶ inspection or photos ─▶ documents ⇄ more documents ─▶ complete ─▶ assessment ─▶ paid ─▶ rating, renewal
//                                                                                   └▶ refused ─▶ appeal ─▶ assessment
//
// One claim after another, each from a seed of its own: the same options give the same events, byte for byte, and
// memory does not grow with their number.
#pragma once

#include <functional>
#include <string_view>

#include "base/json.h"
#include "event/event.h"

namespace cairn::demo {

inline constexpr std::string_view claims_source = "demo claims (simulated data)";

struct ClaimsOptions {
  std::uint64_t seed = 1;
  std::uint64_t claims = 8'000;  ///< reported in the 365 days before 2026-10-01, Shanghai time
};

/// Simulates and hands over batches of some thousand events. Fails on options out of range and with the sink's error.
/// Returns how many events there are.
Result<std::uint64_t> generate_claims(const ClaimsOptions& options, EventSink& sink,
                                      const std::function<void(std::uint64_t done, std::uint64_t all)>& progress = {});

/// What was planted: how often documents are asked for again, the slow city, the share of promises broken, refusals
/// and appeals. Written as truth.json beside the workspace.
Json claims_truth(const ClaimsOptions& options);

}  // namespace cairn::demo
