// How long an event takes from its acknowledgement into an answer: marker events, each of a customer of its own, are
// sent one after the other while somebody follows how many customers have one. An answer that says n holds the first n.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace cairn::bench {

struct Asking {
  std::uint16_t port = 0;
  std::string key, token;
  std::string new_name;  ///< of the event, unused so far
  double seconds = 30, pause_s = 0.1;
  int questioners = 2;  ///< clients that ask one question after the other meanwhile
};

struct Freshness {
  double first_ms = 0;         ///< of the first: nobody has asked before it, so the index is opened then
  std::vector<double> lag_ms;  ///< of each later marker, ascending
  std::uint64_t sent = 0, never_seen = 0;
  std::vector<double> question_ms;  ///< of each question, ascending
  std::uint64_t questions_failed = 0;
};

Result<Freshness> measure_freshness(const Asking& asking);

}  // namespace cairn::bench
