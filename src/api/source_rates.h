// How fast each source may send: a bucket of tokens a source, one an event, that fills at the rate set for it and holds
// two seconds of it. A request is let in while there is a token, however many events it brings; what it took too much
// is owed, and the next waits until it is paid: so a batch is never too large to be taken, and the rate holds over
// time.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "collect/sources.h"

namespace cairn::api {

class SourceRates {
 public:
  /// Seconds until it may send; 0: now. Counts the refusal.
  double wait(const collect::Source& source, Time now);
  /// It has sent events.
  void take(const collect::Source& source, std::size_t events, Time now);

  struct Counts {
    std::uint64_t events = 0, limited_requests = 0;
  };
  std::map<std::string, Counts> counts() const;  ///< by name, of those that sent since the start

 private:
  struct Bucket {
    double tokens = 0;
    std::int64_t rate = 0;
    Time filled{};
    Counts counts;
  };
  Bucket& filled(const collect::Source& source, Time now);

  mutable std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace cairn::api
