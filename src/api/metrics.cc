#include "api/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace cairn::api {

void Metrics::request(std::string_view route, int status, double seconds) {
  std::lock_guard guard(mutex_);
  ++requests_[{std::string(route), status}];
  auto found = times_.find(route);
  auto& times = found == times_.end() ? times_[std::string(route)] : found->second;
  auto at = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  ++times.counts[static_cast<std::size_t>(at)];
  times.sum += seconds;
}

std::string Metrics::text(const std::vector<Sample>& more) const {
  std::string text;
  auto out = std::back_inserter(text);
  auto head = [&](const char* name, const char* type, const char* help) {
    fmt::format_to(out, "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  };
  {
    std::lock_guard guard(mutex_);
    head("cairn_http_requests_total", "counter", "Requests answered, by route and status.");
    for (const auto& [key, count] : requests_)
      fmt::format_to(out, "cairn_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, count);
    head("cairn_http_request_duration_seconds", "histogram", "From the whole request to its answer, by route.");
    for (const auto& [route, times] : times_) {
      std::uint64_t so_far = 0;
      for (std::size_t i = 0; i < bounds.size(); ++i) {
        so_far += times.counts[i];
        fmt::format_to(out, "cairn_http_request_duration_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                       bounds[i], so_far);
      }
      so_far += times.counts.back();
      fmt::format_to(out, "cairn_http_request_duration_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route, so_far);
      fmt::format_to(out, "cairn_http_request_duration_seconds_sum{{route=\"{}\"}} {}\n", route, times.sum);
      fmt::format_to(out, "cairn_http_request_duration_seconds_count{{route=\"{}\"}} {}\n", route, so_far);
    }
  }
  const char* before = "";
  for (const auto& each : more) {
    if (std::string_view(before) != each.name) head(each.name, each.type, each.help);
    before = each.name;
    auto labels = each.labels.empty() ? std::string() : "{" + each.labels + "}";
    fmt::format_to(out, "{}{} {}\n", each.name, labels, each.value);
  }
  return text;
}

}  // namespace cairn::api
