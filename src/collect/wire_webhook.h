// Bodies of webhooks, made events by a mapping document.
//
//   body (JSON, or form fields) ──items──▶ item ──rule by rule whose condition holds──▶ events
//
// An item can become several events (a rule each, or one for each element of a list), so WireBatch::items() counts
// more than there are. An item that no rule is about counts as ignored.
#pragma once

#include <string_view>
#include <vector>

#include "collect/webhook_mapping.h"
#include "collect/wire.h"

namespace cairn::collect {

/// More items or events of one request are refused as a whole (ErrorCode::limit).
inline constexpr std::size_t max_webhook_items = 10'000, max_webhook_events = 20'000;

/// By the mapping in `context.settings`.
Result<void> read_webhook(std::string_view body, const WireContext& context, WireBatch& batch);

/// What try-it shows besides events.
struct WebhookTrace {
  Json body;  ///< as it was understood
  PathTrace paths;
  std::vector<std::size_t> rule;  ///< of each event
  struct Ignored {
    std::uint32_t item = 0;
    std::string why;
  };
  std::vector<Ignored> ignored;
};
Result<void> read_webhook(std::string_view body, const WebhookMapping& mapping, const WireContext& context,
                          WireBatch& batch, WebhookTrace* trace);

}  // namespace cairn::collect
