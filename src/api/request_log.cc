#include "api/request_log.h"

#include <cmath>

namespace cairn::api {
namespace {

bool asked_all_the_time(std::string_view route) {
  return route == "/healthz" || route == "/readyz" || route == "/metrics";
}

}  // namespace

const char* known_method(std::string_view method) {
  for (const char* known : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
    if (method == known) return known;
  return "other";
}

void log_request(Log& log, Time now, const RequestLine& line) {
  auto level = asked_all_the_time(line.route) ? LogLevel::debug : line.status >= 500 ? LogLevel::warn : LogLevel::info;
  if (!log.wants(level)) return;
  Json fields{{"id", line.id}, {"method", line.method}, {"route", line.route}, {"status", line.status}};
  fields["duration_ms"] = std::round(line.seconds * 1e6) / 1e3;
  fields["bytes_in"] = line.bytes_in;
  fields["bytes_out"] = line.bytes_out;
  fields["caller"] = name_of(line.caller);
  if (!line.source.empty()) fields["source"] = line.source;
  if (line.stream) fields["stream"] = true;
  log.line(level, now, "request", fields);
}

}  // namespace cairn::api
