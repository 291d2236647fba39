// What tracking SDKs, webhooks and WeChat send, made events. A pure function of a request's body and of what is known
// about its source, so that it is run twice with one result: before the request is acknowledged (are its events good,
// what are their ids) and when it is loaded from the inbox into the history.
//
//   body ──format──▶ items ──▶ WireBatch: events, their keys against doubles, and the items that no event can be made
//   of
//
// One bad item never fails a request: it is refused with its reason and goes to the quarantine. Source of the rules:
// the public specifications of Segment, PostHog and Sensors Analytics, and what their SDKs send (docs/collect.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "event/event.h"

namespace cairn::collect {

/// How a body is written; the number is kept in the inbox and never changes its meaning.
enum class WireFormat : std::uint8_t { segment = 1, posthog = 2, sensors = 3, webhook = 4, wechat = 5 };
std::string_view name_of(WireFormat format);

struct WireLimits {
  std::size_t event_bytes = 32 * 1024;
  std::size_t depth = 32;  ///< of an event's JSON
  std::size_t keys = 512;  ///< of an event, all levels
};

/// Everything besides the body that decides what events come of a request. Kept with it in the inbox.
struct WireContext {
  std::string source;   ///< name of the source whose write key it came with
  std::string channel;  ///< of the source; empty: told from the event (its library, its context)
  Time received{};
  std::string call;   ///< what the path says: "batch", "track", "identify", …; empty: each item says its own type
  std::string query;  ///< as sent: Sensors Analytics sends `data` there, WeChat its signature
  Json settings;      ///< of the source: a webhook's mapping, WeChat's token; null: none
  WireLimits limits{};
};

/// An item that no event can be made of.
struct RefusedItem {
  std::uint32_t item = 0;  ///< position in the request, from 0
  std::string reason;      ///< stable, for programs: "too-large", "too-deep", "missing-id", "not-an-object" …
  std::string found;       ///< what was found and expected, for people
  std::string text;        ///< the item as sent, at most 64 KB of it
};

struct WireBatch {
  EventBatch events;                   ///< id = hash(source, message id); without one: hash(source, content)
  std::vector<std::uint32_t> item;     ///< of each event: its position in the request
  std::vector<std::int64_t> key_time;  ///< of each event: µs as its sender wrote it first (the same in every resend),
                                       ///< or no_time
  std::vector<Hash128> order;          ///< of each event: of the order it completes, whoever sends it; zero: none
  std::vector<RefusedItem> refused;
  std::uint32_t ignored = 0;  ///< items that mean nothing to us by design (an SDK's own metrics)

  std::size_t items() const { return events.size() + refused.size() + ignored; }
};

/// Appends to `batch`. An error means that nothing of the body can be read: invalid (400), limit (413), or, for WeChat,
/// a wrong signature (usage: 403).
Result<void> read_wire(WireFormat format, std::string_view body, const WireContext& context, WireBatch& batch);

/// Event time out of what an SDK says: `timestamp` as it is when `original` is there too; else `original` (or
/// timestamp) moved by how wrong the sender's clock is (received - sent); without either, `received`. What lies more
/// than 24 hours ahead of `received` is clamped to it.
struct WireTimes {
  std::int64_t original = no_time, timestamp = no_time, sent = no_time;
};
Time event_time(const WireTimes& times, Time received);

/// True for an identifier that means nobody: empty, null, undefined, 0, -1, anonymous, guest, the nil UUID and their
/// like, in any case.
bool means_nobody(std::string_view identifier);

}  // namespace cairn::collect
