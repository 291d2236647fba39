#include "collect/wire_context.h"

#include "collect/wire_wechat.h"

namespace cairn::collect {

Json context_json(const WireContext& context) {
  Json json = Json::object();
  if (!context.channel.empty()) json["channel"] = context.channel;
  if (!context.call.empty()) json["call"] = context.call;
  if (!context.query.empty()) json["query"] = context.query;
  if (!context.settings.is_null()) json["settings"] = context.settings;
  if (context.limits.event_bytes != WireLimits{}.event_bytes) json["event_bytes"] = context.limits.event_bytes;
  return json;
}

WireContext context_of(const Json& json, std::string source, Time received) {
  WireContext context;
  context.source = std::move(source);
  context.received = received;
  if (!json.is_object()) return context;
  context.channel = json.value("channel", "");
  context.call = json.value("call", "");
  context.query = json.value("query", "");
  context.settings = json.value("settings", Json());
  context.limits.event_bytes = json.value("event_bytes", WireLimits{}.event_bytes);
  return context;
}

std::string call_of_item(WireFormat format, const std::string& call) {
  // Its text was decrypted, and its signature checked, when it came.
  if (format == WireFormat::wechat) return std::string(wechat_opened);
  // "item": the body is one item that says its own type, without a batch around it.
  return call == "batch" || format == WireFormat::sensors ? "item" : call;
}

}  // namespace cairn::collect
