// Stonepath Shoes (石径鞋履 / 石徑鞋履): a retailer that does not exist, to try Cairn on. Everything is simulated and
// says so in the source of every event.
//
//   customers (latent kinds) ──▶ journeys over the calendar ──▶ diary of one customer ──▶ batches ──▶ EventSink
//        customer.h               journey.h  calendar.h            diary.h                             a workspace,
//        strangers.h              after_purchase.h  returns.h                                          a file
//        story.h                  membership.h  survey.h                                               (export.h)
//
// 42 stores (two in Hong Kong, in HKD and with traditional Chinese and English), web shop, app, mini-program and Tmall.
// It is a model, not canned rows: when somebody comes depends on the season, the week and the holidays; what they do
// next is drawn at every step; waits come from distributions; some are satisfied and come again. Into it findings are
// planted (planted.h), which truth() tells so that Cairn's answers can be checked against what was put in:
//
//   a checkout that loses customers · a slow queue at the till · a loop of comparing sizes · a fork after comparing ·
//   a detour for coupons · seven changes, one of them without effect · a gap between new and returning customers ·
//   a promise that is broken now and then
//
// One customer after another is simulated, each from a seed of their own, so memory does not grow with the number of
// customers and any part can be made alone. The same options give the same events, byte for byte.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "event/event.h"

namespace cairn::demo {

inline constexpr std::string_view source_name = "demo (simulated data)";
inline constexpr std::string_view time_zone_name = "Asia/Shanghai";

struct DemoOptions {
  std::uint64_t seed = 1;
  std::uint64_t customers = 120'000;  ///< known by name
  int days = 730;                     ///< the last so many before 2026-10-01, Shanghai time; 7 to 730
};
inline constexpr std::uint64_t most_customers = 9'000'000;

struct DemoSummary {
  std::uint64_t customers = 0;  ///< known by name, with at least one event in the period
  std::uint64_t strangers = 0;  ///< receipts that nobody's name is on
  std::uint64_t events = 0;     ///< each once, also where it is delivered twice
  std::uint64_t orders = 0;     ///< paid online or at a till
  Time first, last;             ///< of the events
};

/// Who was behind an event: the customer with this number, or the n-th stranger beside them. No event shows it.
struct Person {
  std::uint64_t customer = 0;
  std::uint32_t stranger = 0;  ///< 0: the customer
  auto operator<=>(const Person&) const = default;
  /// "C0000017", "story-exchanger", "C0000017 stranger 2"
  std::string name() const;
};
/// Told, before the sink gets a batch, of the person of each of its rows.
using TellPersons = std::function<void(std::span<const Person>)>;

/// Called now and then with the customers done so far, and at the end with all of them.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Simulates and hands over batches of some thousand events: customer after customer, each customer's events in
/// strictly ascending time, but for the few that are delivered twice (with the same id) or late. Fails on options out
/// of range and with the sink's error.
Result<DemoSummary> generate(const DemoOptions& options, EventSink& sink, const Progress& progress = {},
                             const TellPersons& tell = {});

/// How many customers make about so many events in the days of the options: the first two thousand are simulated and
/// their events counted, so it is right within some percent. Fails on what would need more than most_customers.
Result<std::uint64_t> customers_for(const DemoOptions& options, std::uint64_t events);

/// What was planted: the stage of every touchpoint (event × channel), where customers are lost, which queue is slow,
/// what the loop is made of, and the numbers behind each. Written as truth.json beside the demo's workspace.
Json truth(const DemoOptions& options);

/// The period: [start, end).
Time start_of_demo(const DemoOptions& options);
Time end_of_demo(const DemoOptions& options);

}  // namespace cairn::demo
