// Requests with events: read, put into the inbox, and acknowledged when that is on the disk.
#include <fmt/format.h>

#include "api/routes.h"
#include "collect/wire.h"
#include "collect/wire_context.h"
#include "collect/wire_wechat.h"

namespace cairn::api {
namespace {

using collect::WireFormat;

/// What an SDK reads of an answer: nothing but the status. People read the rest.
Json outcome_of(WireFormat format, const collect::WireBatch& batch, const store::Receipt& receipt) {
  Json refused = Json::array();
  for (const auto& each : batch.refused)
    refused.push_back({{"item", each.item}, {"reason", each.reason}, {"found", each.found}});
  Json outcome{{"success", true},
               {"events", batch.events.size()},
               {"known", receipt.known_count},
               {"refused", std::move(refused)}};
  if (format == WireFormat::posthog) outcome["status"] = 1;
  return outcome;
}

net::Response unread(const Error& error) {
  auto response = error_response(error);
  response.status = error.code == ErrorCode::limit ? 413 : error.code == ErrorCode::usage ? 403 : 400;
  return response;
}

/// The inbox could not take it; an SDK tries again later.
net::Response not_kept(const Error& error) {
  auto response = error_response(error);
  response.status = 503;
  response.headers.emplace_back("Retry-After", error.code == ErrorCode::limit ? "1" : "5");
  return response;
}

collect::WireContext context_of(const Parts& parts, const Call& call, std::string name) {
  collect::WireContext context;
  context.source = call.source->name;
  context.channel = call.source->channel;
  context.received = parts.now();
  context.call = std::move(name);
  context.settings = call.source->settings;
  context.limits = parts.limits;
  return context;
}

using Acknowledged = std::function<net::Response(const collect::WireBatch&, const store::Receipt&)>;

void take(Parts& parts, Call call, WireFormat format, collect::WireContext context, Acknowledged acknowledged) {
  auto batch = std::make_shared<collect::WireBatch>();
  if (auto read = collect::read_wire(format, call.request.body, context, *batch); !read)
    return call.reply->send(unread(read.error()));
  if (batch->events.size() == 0 && batch->refused.empty()) return call.reply->send(acknowledged(*batch, {}));
  parts.rates.take(*call.source, batch->events.size() + batch->refused.size(), context.received);
  store::Arrival arrival;
  arrival.received = context.received;
  arrival.source = context.source;
  arrival.format = static_cast<std::uint8_t>(format);
  arrival.context = collect::context_json(context).dump();
  arrival.body = std::move(call.request.body);
  arrival.keep_anyway = !batch->refused.empty();
  arrival.keys.reserve(batch->events.size());
  for (std::size_t i = 0; i < batch->events.size(); ++i)
    arrival.keys.push_back({batch->events.id[i], batch->key_time[i], batch->order[i]});
  parts.inbox.put(std::move(arrival),
                  [reply = call.reply, batch, acknowledged = std::move(acknowledged)](Result<store::Receipt> receipt) {
                    reply->send(receipt ? acknowledged(*batch, *receipt) : not_kept(receipt.error()));
                  });
}

/// The smallest GIF: browsers complain of an image that is none.
net::Response pixel() {
  static constexpr char gif[] =
      "GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\371\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
  return {200, std::string(gif, sizeof gif - 1), "image/gif"};
}

void take_sdk(Parts& parts, Call call, WireFormat format, std::string name) {
  if (call.source->kind != collect::SourceKind::sdk)
    return call.fail({ErrorCode::usage,
                      fmt::format("'{}' is a {} source; SDKs send to a source of kind sdk", call.source->name,
                                  name_of(call.source->kind)),
                      "write key", "add one: cairn source add NAME"});
  auto context = context_of(parts, call, std::move(name));
  context.settings = nullptr;
  if (call.source->settings.is_object()) context.settings = call.source->settings;
  if (format == WireFormat::sensors) context.query = call.request.query;
  bool as_image = call.request.method == "GET" && call.request.path.ends_with(".gif");
  take(parts, std::move(call), format, std::move(context),
       [format, as_image](const collect::WireBatch& batch, const store::Receipt& receipt) {
         return as_image ? pixel() : json_response(outcome_of(format, batch, receipt));
       });
}

/// "/v1/t" and "/v1/track" → "track"; batches: "batch".
std::string call_of(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  for (auto [brief, whole] : {std::pair{"t", "track"},
                              {"i", "identify"},
                              {"p", "page"},
                              {"s", "screen"},
                              {"g", "group"},
                              {"a", "alias"},
                              {"b", "batch"},
                              {"import", "batch"}})
    if (name == brief) return whole;
  return name;
}

/// Under which scheme the caller reached us, maybe through a proxy. A page of https could not have asked by http.
const char* scheme_of(const Parts& parts, const net::Request& request) {
  auto forwarded = request.header("x-forwarded-proto");
  if (!forwarded.empty()) return forwarded == "http" ? "http" : "https";
  return parts.tls || request.header("origin").starts_with("https:") ? "https" : "http";
}

bool is_kind(Call& call, collect::SourceKind kind) {
  if (call.source->kind == kind) return true;
  call.fail(
      {ErrorCode::usage,
       fmt::format("'{}' is a source of kind {}, not {}", call.source->name, name_of(call.source->kind), name_of(kind)),
       "write key", fmt::format("add one: cairn source add NAME --kind {}", name_of(kind))});
  return false;
}

}  // namespace

void post_segment(Parts& parts, Call call) {
  auto name = call_of(call.request.path);
  take_sdk(parts, std::move(call), WireFormat::segment, std::move(name));
}

void post_segment_metrics(Parts&, Call call) { call.answer({{"success", true}}); }

void get_segment_settings(Parts& parts, Call call) {
  auto source = parts.sources.by_key(call.path["key"]);
  if (source == nullptr || !source->enabled)
    return call.fail({ErrorCode::not_found, "no source has this write key", "key", "see cairn source list"});
  // The SDK sends to where this says; without a host of ours it would go to its vendor's.
  Json segment{{"apiKey", source->write_key}, {"addBundledMetadata", true}};
  auto host = call.request.header("host");
  if (!host.empty()) segment["apiHost"] = fmt::format("{}/v1", host);
  segment["protocol"] = scheme_of(parts, call.request);
  call.answer(
      {{"integrations", {{"Segment.io", segment}}}, {"plan", Json::object()}, {"enabledMiddleware", Json::object()}});
}

void post_posthog(Parts& parts, Call call) { take_sdk(parts, std::move(call), WireFormat::posthog, "batch"); }

void take_sensors(Parts& parts, Call call) { take_sdk(parts, std::move(call), WireFormat::sensors, ""); }

void post_webhook(Parts& parts, Call call) {
  if (!is_kind(call, collect::SourceKind::webhook)) return;
  auto context = context_of(parts, call, std::string(call.request.header("content-type")));
  take(parts, std::move(call), WireFormat::webhook, std::move(context),
       [](const collect::WireBatch& batch, const store::Receipt& receipt) {
         return json_response(outcome_of(WireFormat::webhook, batch, receipt));
       });
}

void get_wechat(Parts& parts, Call call) {
  if (!is_kind(call, collect::SourceKind::wechat)) return;
  auto context = context_of(parts, call, "");
  context.query = call.request.query;
  auto echo = collect::wechat_verification(context);
  if (!echo) return call.reply->send(unread(echo.error()));
  call.reply->send({200, *echo, "text/plain; charset=utf-8"});
}

void post_wechat(Parts& parts, Call call) {
  if (!is_kind(call, collect::SourceKind::wechat)) return;
  auto context = context_of(parts, call, "");
  context.query = call.request.query;
  auto answer = collect::wechat_reply(context, call.request.body);
  take(parts, std::move(call), WireFormat::wechat, std::move(context),
       [answer](const collect::WireBatch&, const store::Receipt&) {
         return net::Response{200, answer, answer.starts_with('<') ? "application/xml" : "text/plain; charset=utf-8"};
       });
}

}  // namespace cairn::api
