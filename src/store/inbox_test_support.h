// Shared by the tests of the inbox: requests made of numbers, and putting them one after the other.
#pragma once

#include <fmt/format.h>

#include <future>
#include <set>

#include "store/inbox.h"
#include "store/test_support.h"

namespace cairn::store {

inline constexpr std::int64_t inbox_start_us = 1'750'000'000'000'000;

/// Event `number`: its id and time follow from it.
inline InboxKey inbox_key(std::uint64_t number) {
  return {hash128("event " + std::to_string(number)), inbox_start_us + static_cast<std::int64_t>(number) * 10'000, {}};
}

/// A request of events; its body names them, so that what was stored can be counted.
inline Arrival inbox_request(const std::vector<std::uint64_t>& events, std::size_t padding = 0) {
  Arrival arrival;
  arrival.received = {inbox_start_us + 1'000'000};
  arrival.source = "web";
  arrival.format = 1;
  arrival.context = "{}";
  for (auto event : events) {
    arrival.body += std::to_string(event) + " ";
    arrival.keys.push_back(inbox_key(event));
  }
  arrival.body += "|" + std::string(padding, 'x');
  return arrival;
}

inline std::future<Result<Receipt>> put_soon(Inbox& inbox, Arrival arrival) {
  auto promise = std::make_shared<std::promise<Result<Receipt>>>();
  auto future = promise->get_future();
  inbox.put(std::move(arrival), [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
  return future;
}
inline Result<Receipt> put_now(Inbox& inbox, Arrival arrival) { return put_soon(inbox, std::move(arrival)).get(); }

/// Numbers of the events that the requests after `after` bring, known ones left out, in order.
inline std::vector<std::uint64_t> kept_events(Inbox& inbox, std::int64_t after = 0) {
  std::vector<std::uint64_t> events;
  for (;;) {
    auto requests = must(inbox.read(after, 1 << 20));
    if (requests.empty()) return events;
    for (const auto& request : requests) {
      REQUIRE(request.seq > after);
      after = request.seq;
      const char* at = request.body.c_str();
      for (std::size_t i = 0; *at != '|'; ++i) {
        char* end = nullptr;
        auto number = std::strtoull(at, &end, 10);
        if (i >= request.known.size() || !request.known[i]) events.push_back(number);
        at = end + 1;
      }
    }
  }
}

}  // namespace cairn::store
