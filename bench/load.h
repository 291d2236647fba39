// A load generator for the server's ways in: batches of Segment calls over kept connections, one thread, so that it
// takes little of the machine that it shares with the server.
//
//   closed loop   each connection sends its next batch as soon as the last is answered: the most that goes
//   open loop     send times fixed by a schedule; latency counts from the scheduled time, so a stall is seen by all
//   whom
//                 it would have kept waiting, not by one
//
// Bodies are made once; before each sending only ids, customers, times and values are written into them. Event times
// lie in the seconds before, as SDKs that gather send them; some come from devices that were away for days, some are
// sent twice.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace cairn::bench {

struct Load {
  std::uint16_t port = 0;
  std::string key;              ///< write key
  std::uint32_t customers = 1;  ///< of the population; some of those who send are new
  std::uint32_t connections = 32;
  std::uint32_t events = 100;  ///< of a batch
  double rate = 0;             ///< events a second by schedule; 0: closed loop
  double warm_s = 2, seconds = 20;
  double give_up_s = 0;  ///< a batch so late is not sent any more; 0: all are sent
  double repeated = 0.01, late = 0.01;
  std::uint64_t seed = 1;
  const std::atomic<bool>* stop = nullptr;
};

struct LoadOutcome {
  // In the measured time:
  double seconds = 0;
  std::uint64_t acknowledged_events = 0, acknowledged = 0;  ///< events; batches
  std::vector<float> latency_ms;                            ///< of acknowledged batches from their due time, ascending
  std::vector<float> answer_ms;                             ///< of them from when they were sent, ascending
  std::uint64_t refused = 0, refused_without_retry = 0;     ///< 429 or 503; those without Retry-After
  std::uint64_t failed = 0;                                 ///< any other answer, or none
  std::uint64_t not_sent = 0;                               ///< given up
  double generator_cpu_s = 0, whole_s = 0;                  ///< while it sends
  // From the first to the last:
  std::uint64_t all_acknowledged_events = 0, all_known_events = 0, all_sent_events = 0;

  double rate() const { return seconds > 0 ? static_cast<double>(acknowledged_events) / seconds : 0; }
  /// Of this share of the batches at most; 1: the slowest.
  double latency(double share) const { return of_share(latency_ms, share); }
  double answer(double share) const { return of_share(answer_ms, share); }
  static double of_share(const std::vector<float>& ascending, double share);
};

LoadOutcome run_load(const Load& load);

}  // namespace cairn::bench
