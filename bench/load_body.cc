#include "load_body.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

#include "population.h"

namespace cairn::bench {
namespace {

void put_digits(char* at, std::uint64_t number, int digits) {
  for (int i = digits - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

void put_hex(char* at, std::uint64_t number) {
  for (int i = 15; i >= 0; --i, number >>= 4) at[i] = "0123456789abcdef"[number & 15];
}

/// "2026-11-23T01:02:03.456Z"; the last seconds are asked for again and again.
void put_time(char* at, std::int64_t ms) {
  struct Second {
    std::int64_t second = -1;
    char text[24] = {};
  };
  static thread_local std::array<Second, 64> known;
  const auto second = ms / 1000;
  auto& kept = known[static_cast<std::size_t>(second) % known.size()];
  if (kept.second != second) {
    std::time_t time = second;
    std::tm utc{};
    gmtime_r(&time, &utc);
    kept.second = second;
    std::strftime(kept.text, sizeof kept.text, "%Y-%m-%dT%H:%M:%S", &utc);
  }
  std::copy_n(kept.text, 19, at);
  put_digits(at + 20, static_cast<std::uint64_t>(ms % 1000), 3);
}

}  // namespace

BatchBody::BatchBody(std::uint32_t events) {
  text_ = R"({"batch":[)";
  auto place = [&](std::string_view before, std::string_view blank, std::string_view after) {
    text_ += before;
    auto at = text_.size();
    text_.append(blank).append(after);
    return at;
  };
  for (std::uint32_t i = 0; i < events; ++i) {
    if (i > 0) text_ += ',';
    Places places{};
    places.time = place(R"({"timestamp":")", "2026-01-01T00:00:00.000Z", R"(","integrations":{},"type":"track",)");
    places.customer = place(R"("userId":"c)", "00000000", "\",");
    places.type = place(R"("event":"event_)", "00", "\",");
    places.city = place(R"("properties":{"city":"city )", "000", R"(","device":"phone",)");
    places.price = place(R"("price":)", "100.00", "},");
    places.id = place(R"("context":{"library":{"name":"@segment/analytics-node","version":"2.3.0"}},"messageId":")",
                      "0000000000000000", R"(-4b1d-node","_metadata":{"nodeVersion":"20.19.2","jsRuntime":"node"}})");
    places_.push_back(places);
  }
  text_ += "]}";
}

void BatchBody::set_event(std::uint32_t at, const SentEvent& event, Random& random, std::uint32_t customers) {
  const auto& places = places_[at];
  const auto draw = random.next();
  put_hex(&text_[places.id], event.id);
  put_time(&text_[places.time], event.time_ms);
  put_digits(&text_[places.customer], random.below(customers + customers / 20 + 1), 8);
  put_digits(&text_[places.type], (draw & 63) * (draw >> 6 & 63) / 104, 2);  // 0 to 38, the first ones often
  put_digits(&text_[places.city], (draw >> 12 & 255) * Population::cities / 256, 3);
  put_digits(&text_[places.price], 100 + (draw >> 20) % 900, 3);
}

}  // namespace cairn::bench
