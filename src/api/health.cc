// How the server is: alive, ready, in figures.
#include "api/metrics.h"
#include "api/routes.h"

namespace cairn::api {

namespace {

std::string source_label(const std::string& name) {
  std::string quoted;
  for (char c : name) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return "source=\"" + quoted + "\"";
}

}  // namespace

void get_health(Parts&, Call call) { call.answer({{"status", "alive"}, {"version", CAIRN_VERSION}}); }

void get_ready(Parts& parts, Call call) {
  auto why = parts.stopping ? std::optional<std::string>("the server is stopping") : parts.not_ready();
  if (!why) return call.answer({{"status", "ready"}});
  call.answer({{"status", "not ready"}, {"why", *why}}, 503);
}

void get_metrics(Parts& parts, Call call) {
  auto inbox = parts.inbox.counts();
  auto feed = parts.feed();
  auto server = parts.server();
  auto number = [](auto value) { return static_cast<double>(value); };
  std::vector<Metrics::Sample> samples{
      {"cairn_ingest_acknowledged_events_total", "counter", "Events acknowledged since the start.",
       number(inbox.acknowledged_events)},
      {"cairn_ingest_acknowledged_requests_total", "counter", "Requests acknowledged since the start.",
       number(inbox.acknowledged_requests)},
      {"cairn_ingest_known_events_total", "counter", "Events that had come before.", number(inbox.known_events)},
      {"cairn_ingest_refused_requests_total", "counter", "Requests refused for want of room.",
       number(inbox.refused_requests)},
      {"cairn_inbox_commits_total", "counter", "Transactions of the inbox.", number(inbox.commits)},
      {"cairn_inbox_waiting_requests", "gauge", "Requests acknowledged and not yet in the history.",
       number(inbox.waiting_requests)},
      {"cairn_inbox_waiting_bytes", "gauge", "Their bodies.", number(inbox.waiting_bytes)},
      {"cairn_inbox_queued_bytes", "gauge", "Bodies that wait for their commit.", number(inbox.queued_bytes)},
      {"cairn_history_loaded_events_total", "counter", "Events loaded into the history since the start.",
       number(feed.loaded_events)},
      {"cairn_history_commits_total", "counter", "Commits of live events.", number(feed.commits)},
      {"cairn_quarantine_items_total", "counter", "Items that no event could be made of, since the start.",
       number(feed.refused_items)},
      {"cairn_upkeep_failures_total", "counter",
       "Merges of segments and writes of the index that failed; they are tried again.", number(feed.upkeep_failures)},
      {"cairn_damaged_segments", "gauge",
       "Files of the history that are set aside until cairn repair brings them back.", number(feed.damaged_segments)},
      {"cairn_event_lag_seconds", "gauge", "From acknowledged to usable in answers, of the last commit.",
       feed.lag_seconds},
      {"cairn_http_connections", "gauge", "Open connections.", number(server.connections_open)},
      {"cairn_http_connections_total", "counter", "Connections accepted.", number(server.connections_total)},
      {"cairn_http_connections_refused_total", "counter", "Connections beyond the limit.",
       number(server.connections_refused)},
      {"cairn_http_timeouts_total", "counter", "Requests that took too long to come.", number(server.timeouts_total)},
      {"cairn_http_too_large_total", "counter", "Requests over the limit.", number(server.too_large_total)},
      {"cairn_http_malformed_total", "counter", "What was no HTTP.", number(server.malformed_total)},
      {"cairn_http_body_bytes", "gauge", "Bodies held now.", number(server.bodies_bytes)},
      {"cairn_ingest_in_hand_bytes", "gauge", "Requests with events that are not answered yet.",
       number(parts.admission.in_hand())},
      {"cairn_memory_bytes", "gauge", "Memory held, without mapped files.", number(process_memory())},
      {"cairn_memory_limit_bytes", "gauge", "How much may be held; then 503.", number(parts.admission.most_memory())},
      {"cairn_questions_waiting", "gauge", "Questions that wait for a thread.", number(parts.workers.waiting())},
  };
  auto sources = parts.rates.counts();
  for (const auto& [source, counts] : sources)
    samples.push_back({"cairn_source_events_total", "counter", "Events that a source sent since the start.",
                       number(counts.events), source_label(source)});
  for (const auto& [source, counts] : sources)
    samples.push_back({"cairn_source_limited_requests_total", "counter",
                       "Requests refused because the source sent more than its events a second.",
                       number(counts.limited_requests), source_label(source)});
  call.reply->send({200, parts.metrics.text(samples), "text/plain; version=0.0.4; charset=utf-8"});
}

}  // namespace cairn::api
