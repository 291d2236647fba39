// Figures of a running server in the text format of Prometheus: names begin with cairn_, base units, counters end in
// _total; routes by their template, never what a customer sent.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::api {

class Metrics {
 public:
  /// A request that was answered; `route` is its template.
  void request(std::string_view route, int status, double seconds);

  struct Sample {
    const char *name, *type, *help;
    double value = 0;
    std::string labels = {};  ///< `source="web"`
  };
  /// Requests, and `more` beside them.
  std::string text(const std::vector<Sample>& more) const;

 private:
  static constexpr std::array<double, 10> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10};
  struct Times {
    std::array<std::uint64_t, bounds.size() + 1> counts{};
    double sum = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t, std::less<>> requests_;
  std::map<std::string, Times, std::less<>> times_;
};

}  // namespace cairn::api
